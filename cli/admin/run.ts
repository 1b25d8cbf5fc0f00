import { CommanderError } from 'commander';
import { VestibuleError } from '../../domain/errors';
import { AdminError } from '../../service/tenant-rules';
import type { Admin } from '../../service/tenants';
import { type AdminIo, adminProgram } from './program';

export interface AdminOptions extends Pick<AdminIo, 'print' | 'complain'> {
  /** Called only when a command needs the store; may throw `AdminError`. */
  open(): { admin: Admin; close(): Promise<void> };
}

/**
 * Runs one command line of the admin program, without `node` and the program's path.
 *
 * @returns the exit code: 0, or 1 with a sentence that says what to do
 */
export async function runAdmin(argv: string[], { open, print, complain }: AdminOptions): Promise<number> {
  const withAdmin: AdminIo['withAdmin'] = async (work) => {
    const { admin, close } = open();
    try {
      return await work(admin);
    } finally {
      await close();
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
