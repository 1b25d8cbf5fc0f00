import type { DemoTenant, KeptDemo } from './home';
import type { Report } from './part';

/**
 * Makes the demo tenant in the store that `env` names, with the keys that were `kept` where the store knows it by them.
 * What an administrator has changed stays as it is.
 *
 * It is given by the caller: what runs here starts our processes, and imports nothing of theirs.
 */
export type SeedDemo = (env: NodeJS.ProcessEnv, kept: KeptDemo | undefined) => Promise<DemoTenant & KeptDemo>;

export interface StackOptions {
  /** Folder of all data; made if it is missing. */
  home: string;
  seedDemo: SeedDemo;
  /** Ports to prefer; 0 is any free one; without a number the last one of this home, else the usual one. */
  port?: number | undefined;
  temporal?: number | undefined;
  temporalUi?: number | undefined;
  /** Port of Temporal's metrics; without a number, one that nobody knows. */
  temporalMetrics?: number | undefined;
  mongo?: number | undefined;
  bank?: number | undefined;
  verifier?: number | undefined;
  /** Whether to start a worker and an API; both by default. */
  worker?: boolean;
  api?: boolean;
  /** Settings for worker and API on top of this process's own; servers given here are not started. */
  env?: NodeJS.ProcessEnv;
  /** Whether parts that die are started again. Without it the first death is the stack's failure. */
  keepRunning?: boolean;
  report?: Report;
}
