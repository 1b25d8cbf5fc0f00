import { Session } from 'node:inspector';
import type { Worker } from 'node:worker_threads';
import { INTERRUPTED, LIMIT, TASK, type Watched } from './lean-thread';

/**
 * How often it is looked whether a thread is still at the same task; so much later than its limit may a task be
 * interrupted. ms.
 */
const LOOK_EVERY = 250;

/** Interrupts a workflow thread whose task exceeds the limit, and has it say so to the SDK. */
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
 * What a debugger does to stop what runs: V8's inspector reaches a thread that has no time to listen. Nothing is opened
 * to the outside. Where the task has come to its end meanwhile, what runs is another's, and left alone.
 */
function interrupt(thread: Worker, isStillAtIt: () => boolean): void {
  const session = new Session();
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // Its `workerId` is but a number within this session; only the title tells of the thread (`worker_inspector.cc` in
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
