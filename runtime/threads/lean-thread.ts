import v8 from 'node:v8';
import { type Context, type RunningScriptOptions, Script } from 'node:vm';
import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';

/*
 * Preamble of the SDK's workflow threads.
 *
 * For each time limit that `vm` is given, Node starts a thread and joins it again (nodejs/node#47739). The SDK gives
 * one whenever it enters a workflow's code, which took half of the thread's time. Here the thread publishes the task
 * that it is at, and the worker's main thread interrupts it when that takes too long (`watch-thread.ts`).
 */

export interface ThreadOptions {
  /** The SDK's own file, which is run next. */
  sdk: string;
  /** Whether the stack trace query shall have an answer. */
  stackTraces: boolean;
  watched: Watched;
}

/** Shared with the main thread: the number of the task under way, 0 without one; and how long a task may take, ms. */
export type Watched = Int32Array;
export const TASK = 0;
export const LIMIT = 1;

/** Message of the main thread when it has interrupted this one. */
export const INTERRUPTED = 'interrupted';

/** Request of the SDK to a thread, as far as it matters here. Others go the SDK's own way, with its own limits. */
interface Request {
  requestId: unknown;
  input: { type: string; isolateExecutionTimeoutMs?: number };
}
type Listener = (request: Request) => void;

const TASKS = new Set(['create-workflow', 'activate-workflow']);
const LAST = 2 ** 31 - 1;

if (!isMainThread && parentPort && workerData?.sdk) {
  const { sdk, stackTraces, watched } = workerData as ThreadOptions;
  beWatched(parentPort, watched);
  if (!stackTraces) keepNoStackTraces();
  require(sdk);
}

function beWatched(port: MessagePort, watched: Watched): void {
  const unanswered = new Set<unknown>();
  let tasks = 0;

  const enter = Script.prototype.runInContext;
  Script.prototype.runInContext = function (this: Script, context: Context, options?: RunningScriptOptions) {
    return enter.call(this, context, unanswered.size > 0 ? { ...options, timeout: undefined } : options);
  } as typeof enter;

  const post = port.postMessage.bind(port) as (message: { requestId?: unknown }, ...more: unknown[]) => void;
  port.postMessage = ((message: { requestId?: unknown }, ...more: unknown[]) => {
    if (unanswered.delete(message.requestId) && unanswered.size === 0) Atomics.store(watched, TASK, 0);
    post(message, ...more);
  }) as typeof port.postMessage;

  /**
   * Answers for interrupted tasks as the SDK does for errors: the task fails, and the engine tries it again.
   *
   * The SDK lets one round of the event loop pass between a task's code and its answer, and takes further messages in
   * it. A task that has no answer after that was interrupted, no other.
   */
  function failInterrupted(): void {
    const message = `Script execution timed out after ${watched[LIMIT]}ms`;
    const suspects = [...unanswered];
    setImmediate(() => {
      for (const requestId of suspects.filter((each) => unanswered.has(each))) {
        port.postMessage({ requestId, result: { type: 'error', name: 'Error', message, stack: `Error: ${message}` } });
      }
    });
  }

  const watch = (listener: Listener) => (message: Request | typeof INTERRUPTED) => {
    if (message === INTERRUPTED) return failInterrupted();
    const { requestId, input } = message;
    if (input.isolateExecutionTimeoutMs) watched[LIMIT] = input.isolateExecutionTimeoutMs;
    if (watched[LIMIT] && TASKS.has(input.type)) {
      unanswered.add(requestId);
      tasks = (tasks % LAST) + 1;
      Atomics.store(watched, TASK, tasks);
    }
    listener(message);
  };
  const listen = port.on.bind(port) as (event: string, listener: unknown) => MessagePort;
  port.on = ((event: string, listener: Listener) =>
    listen(event, event === 'message' ? watch(listener) : listener)) as typeof port.on;
}

/**
 * Takes away the hooks by which the SDK notes where each promise of a workflow was made.
 *
 * It does so for the stack trace query alone, and it is a fifth of a workflow thread's work (ADR 13). Where Node has no
 * such hooks, the SDK goes without.
 */
function keepNoStackTraces(): void {
  v8.promiseHooks.createHook = () => () => undefined;
}
