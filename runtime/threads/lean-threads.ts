import path from 'node:path';
import threads from 'node:worker_threads';
import type { ThreadOptions } from './lean-thread';
import { watchThread } from './watch-thread';

/** Name of the SDK's file that its workflow threads run. */
const SDK_THREAD = 'workflow-worker-thread';
const IN_THREAD = path.join(__dirname, 'lean-thread.js');

/**
 * Has workflow threads that are made from now on spare two things that the SDK has no setting for.
 *
 * - A time limit each time that the SDK enters the workflow's code, two to four times a task, for each of which Node
 *   starts a thread. A watchdog of this process looks after the tasks instead. The limit stays 5 s, and a task that
 *   exceeds it fails as before (ADR 15).
 * - Without `stackTraces`, the place in the sources where each promise was made. The stack trace query has no answer
 *   then (ADR 13).
 *
 * Each of these threads runs `lean-thread.ts` first. The function that is returned lets threads be made plain again.
 *
 * Only for workflows that keep to the scopes that they have made: without the SDK's hooks, `CancellationScope.current()`
 * is the whole workflow's behind an `await`, and so a `condition` with a time-out cancels the workflow.
 */
export function leanThreads({ stackTraces }: { stackTraces: boolean }, inThread = IN_THREAD): () => void {
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      if (!path.basename(String(file)).startsWith(SDK_THREAD)) {
        super(file, options);
        return;
      }
      const watched = new Int32Array(new SharedArrayBuffer(8));
      // Not `--require`: that would have to repeat the flags of this process, of which a thread refuses some.
      const workerData: ThreadOptions = { sdk: String(file), stackTraces, watched };
      super(inThread, { ...options, workerData });
      watchThread(this, watched);
    }
  };
  return () => {
    threads.Worker = Worker;
  };
}
