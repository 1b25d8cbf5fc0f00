import v8 from 'node:v8';
import { type Context, type RunningScriptOptions, Script } from 'node:vm';
import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';

/**
 * What the SDK's workflow threads run first.
 *
 * Whoever gives `vm` a time limit has Node start a thread and join it again (nodejs/node#47739); the SDK does so at
 * every step into a workflow's code, and that took half of the thread's time. Here the thread says what task it is at,
 * and its worker's main thread interrupts it when that takes too long (`watch-thread.ts`).
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

/** What the main thread says when it has interrupted this one. */
export const INTERRUPTED = 'interrupted';

/**
 * What the SDK asks a thread for, as far as it matters here. Whatever else it asks goes the SDK's own way, with the
 * SDK's own limits.
 */
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
   * As the SDK answers to an error: the task fails with it, and the engine tries it again. The SDK lets one turn of the
   * event loop pass between a task's code and its answer, in which it takes further messages: a task that has none
   * after that was interrupted, no other.
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
 * The SDK takes down, for each promise of a workflow, where in the sources it was made: for the stack trace query
 * alone, and a fifth of what a workflow's thread does (ADR 13). It goes without where Node has no such hooks, and that
 * is what it finds here.
 */
function keepNoStackTraces(): void {
  v8.promiseHooks.createHook = () => () => undefined;
}
