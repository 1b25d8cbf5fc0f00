import { bool, port, str } from 'envalid';
import { type ProcessSettings, readEnvironment, whole } from './settings';
import type { WatchProcessSettings } from './watch';

const [count, positive] = [whole(0), whole(1)];

/** Settings of a worker's process. */
export interface WorkerSettings extends ProcessSettings {
  /** Where `/livez`, `/readyz` and `/metrics` are served; nowhere without it. */
  health?: { host: string; port: number };
  /** Whether the stack trace query of a session has an answer. */
  stack_traces: boolean;
  watch: WatchProcessSettings;
}

/**
 * Reads and checks a worker's environment.
 *
 * @throws Error that names every variable that is missing or wrong, and no value
 */
export function readWorkerSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  const { shared, own } = readEnvironment(env, {
    WORKER_PORT: port({ default: undefined }),
    WORKER_HOST: str({ default: '0.0.0.0' }),
    WORKFLOW_STACK_TRACES: bool({ default: false }),
    WATCH_EVERY_MS: positive({ default: 60_000 }),
    WATCH_CONSENTS: count({ default: 60 }),
  });
  return {
    ...shared,
    ...(own.WORKER_PORT === undefined ? {} : { health: { host: own.WORKER_HOST, port: own.WORKER_PORT } }),
    stack_traces: own.WORKFLOW_STACK_TRACES,
    watch: { every: own.WATCH_EVERY_MS, consents: own.WATCH_CONSENTS },
  };
}
