import { takeLock } from '../servers/lock';
import { type Assembly, assemble } from './assembly';
import { type Demo, Home } from './home';
import type { StackOptions } from './options';
import type { Part } from './part';
import { startParts, withdraw } from './start-up';

/** Everything that runs for one home. */
export interface Stack {
  demo: Demo;
  home: string;
  /** Environment of worker and API; enough to open the store or a Temporal client. */
  env: NodeJS.ProcessEnv;
  worker: Part;
  api: Part;
  sandbox: Part;
  /** Temporal and the database, as far as they were started here and don't run elsewhere. */
  servers: Part[];
  /** Resolves with the reason when a process ends that nobody asked to; with `keepRunning`, when one is given up. */
  failed: Promise<Error>;
  /** Drains and stops everything, in the order API, worker, sandbox, servers. */
  stop(): Promise<void>;
  /** Sends SIGKILL to everything at once, as a machine that dies. */
  kill(): Promise<void>;
}

/**
 * Starts servers, sandbox, worker and API on one home, and writes `demo.json` when all of them answer.
 *
 * @throws LockedError if the home is in use; ChildDiedError with the log's last lines if a process ends at once
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = new Home(options.home);
  // Before anything is written: somebody else may run on this home.
  const release = takeLock(home.path('lock'));
  const assembly = assemble(home, options);
  const end = async (how: (assembly: Assembly) => Promise<void>) => {
    assembly.stopSupervising();
    withdraw(assembly);
    await how(assembly);
    release();
  };
  try {
    withdraw(assembly);
    const demo = await startParts(assembly, options);
    const { env, failed } = assembly;
    const { worker, api, sandbox, servers } = assembly.parts;
    return {
      demo,
      home: home.folder,
      env: env(),
      worker,
      api,
      sandbox,
      servers,
      failed,
      stop: () => end(stopParts),
      kill: () => end(killParts),
    };
  } catch (error) {
    await end(killParts);
    throw error;
  }
}

async function stopParts({ parts, report }: Assembly): Promise<void> {
  for (const part of [parts.api, parts.worker, parts.sandbox]) {
    await part.stop();
    report(part.name, 'stopped', '');
  }
  await Promise.all(parts.servers.map((part) => part.stop()));
}

async function killParts({ parts }: Assembly): Promise<void> {
  await Promise.all(parts.all.map((part) => part.kill()));
}
