import { Session } from 'node:inspector';
import type { Worker } from 'node:worker_threads';
import { INTERRUPTED, LIMIT, TASK, type Watched } from './lean-thread';

/** ms between two looks at a thread's task; a task may be interrupted that much later than its limit. */
const LOOK_EVERY = 250;

/** Watchdog of a workflow thread: interrupts a task that exceeds the limit, and has the thread say so to the SDK. */
export function watchThread(thread: Worker, watched: Watched): void {
  let seen = 0;
  let since = 0;
  const look = () => {
    const task = Atomics.load(watched, TASK);
    const now = performance.now();
    const isOverdue = task !== 0 && task === seen && now - since >= (watched[LIMIT] as number);
    if (isOverdue) interrupt(thread, () => Atomics.load(watched, TASK) === task);
    if (isOverdue || task !== seen) since = now;
    seen = task;
  };
  const looking = setInterval(look, LOOK_EVERY).unref();
  thread.once('exit', () => clearInterval(looking));
}

/**
 * Interrupts a thread by V8's inspector, as a debugger does, which reaches a thread that has no time to listen.
 *
 * Nothing is opened to the outside. Where the task has come to its end meanwhile, another one runs, and is left alone.
 */
function interrupt(thread: Worker, isStillAtIt: () => boolean): void {
  const session = new Session();
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // Its `workerId` is but a number within this session; only the title names the thread (`worker_inspector.cc` in
    // Node's sources).
    if (!workerInfo.title.startsWith(`[worker ${thread.threadId}]`)) return;
    if (!isStillAtIt()) return void setImmediate(() => session.disconnect());
    const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' });
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
  session.once('NodeWorker.receivedMessageFromWorker', () => {
    thread.postMessage(INTERRUPTED);
    setImmediate(() => session.disconnect());
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}
