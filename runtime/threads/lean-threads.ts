import path from 'node:path';
import threads from 'node:worker_threads';
import type { ThreadOptions } from './lean-thread';
import { watchThread } from './watch-thread';

/** What the SDK runs workflows in. */
const SDK_THREAD = 'workflow-worker-thread';
const IN_THREAD = path.join(__dirname, 'lean-thread.js');

/**
 * Has workflow threads that are made from now on spare two things that the SDK has no setting for:
 *  - a time limit each time that the SDK enters the workflow's code, two to four times a task, for each of which Node starts a thread. One
 *    timer of this process looks after them instead; the limit stays 5 s, and so does what becomes of a task that exceeds it (ADR 15);
 *  - unless `stackTraces`, the place in the sources where each promise was made: the stack trace query is answered with nothing (ADR 13).
 * See `lean-thread.ts`, which each of these threads runs first.
 */
export function leanThreads({ stackTraces }: { stackTraces: boolean }, inThread = IN_THREAD): void {
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
}
