import path from 'node:path';
import threads from 'node:worker_threads';

/** What the SDK runs workflows in. */
const SDK_THREAD = 'workflow-worker-thread';
const IN_THREAD = path.join(__dirname, 'task-limit-in-thread.js');

/**
 * Has workflow threads that are made from now on take one time limit a task instead of one each time that the SDK enters the workflow's
 * code, which it does two to four times. The limit itself stays (5 s), and so does what becomes of a task that exceeds it: see
 * `task-limit-in-thread.ts`, which each of these threads runs first. The SDK has no setting for it (ADR 10).
 */
export function limitTasksOnce(inThread = IN_THREAD): void {
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      const isWorkflows = path.basename(String(file)).startsWith(SDK_THREAD);
      // Not `--require`: that would have to repeat the flags of this process, of which a thread refuses some.
      super(isWorkflows ? inThread : file, isWorkflows ? { ...options, argv: [String(file)] } : options);
    }
  };
}
