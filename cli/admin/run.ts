import { CommanderError } from 'commander';
import { VestibuleError } from '../../domain/errors';
import type { Keys } from '../../security/keys';
import { AdminError } from '../../service/tenant-rules';
import { createAdmin } from '../../service/tenants';
import { createStore } from '../../store';
import { adminProgram, type Surroundings } from './program';

export interface AdminOptions extends Pick<Surroundings, 'print' | 'complain'> {
  /** Asked only when a command needs the store; may throw `AdminError`. */
  open(): { uri: string; keys: Keys; skills: string[] };
}

/**
 * Runs one command line (without `node` and the program) and answers its exit code: 0, or 1 with a sentence that says
 * what to do.
 */
export async function runAdmin(argv: string[], { open, print, complain }: AdminOptions): Promise<number> {
  const withAdmin: Surroundings['withAdmin'] = async (work) => {
    const { uri, keys, skills } = open();
    const store = createStore({ uri, keys });
    try {
      return await work(createAdmin({ store, keys, skills }));
    } finally {
      await store.close();
    }
  };
  try {
    await adminProgram({ withAdmin, print, complain }).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what it had to say; help is no failure.
    if (error instanceof CommanderError) return error.exitCode;
    complain(explain(error));
    return 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof AdminError) return error.message;
  if (error instanceof VestibuleError && error.code === 'database_unavailable') {
    return 'The database can’t be reached: see whether npm start runs, or whether MONGODB_URI is right.';
  }
  return error instanceof Error ? error.message : String(error);
}
