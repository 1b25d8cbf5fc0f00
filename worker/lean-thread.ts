import v8 from 'node:v8';
import { type Context, type RunningScriptOptions, Script } from 'node:vm';
import { isMainThread, type MessagePort, parentPort } from 'node:worker_threads';

/**
 * What the SDK's workflow threads run first. Their arguments are the SDK's own file, and `WITH_STACK_TRACES` where the stack trace query shall
 * have an answer.
 *
 * Whoever gives `vm` a time limit has Node start a thread and join it again (nodejs/node#47739); the SDK does so at every step into a
 * workflow's code, and that took half of the thread's time. Here the limit is taken once, around all that a task makes the thread do.
 */

export const WITH_STACK_TRACES = 'with-stack-traces';

/** What the SDK asks a thread for, as far as it matters here. Whatever else it asks goes the SDK's own way, with the SDK's own limits. */
interface Request {
  requestId: unknown;
  input: { type: string; isolateExecutionTimeoutMs?: number };
}
type Listener = (request: Request) => void;

const TASKS = new Set(['create-workflow', 'activate-workflow']);

/** A script can only call what is global. */
const TASK = Symbol.for('vestibule.task');
const CALL_TASK = new Script("globalThis[Symbol.for('vestibule.task')]()");
const global = globalThis as { [TASK]?: (() => void) | undefined };

const [, , sdk, traces] = process.argv;
if (!isMainThread && parentPort && sdk) {
  limitOnce(parentPort);
  if (traces !== WITH_STACK_TRACES) keepNoStackTraces();
  require(sdk);
}

function limitOnce(port: MessagePort): void {
  const enter = Script.prototype.runInContext;
  Script.prototype.runInContext = function (this: Script, context: Context, options?: RunningScriptOptions) {
    return enter.call(this, context, global[TASK] ? { ...options, timeout: undefined } : options);
  } as typeof enter;

  const listen = port.on.bind(port) as (event: string, listener: Listener) => MessagePort;
  let limit = 0;
  const limited = (listener: Listener) => (request: Request) => {
    limit = request.input?.isolateExecutionTimeoutMs ?? limit;
    if (limit > 0 && TASKS.has(request.input?.type)) within(limit, port, request, listener);
    else listener(request);
  };
  port.on = ((event: string, listener: Listener) => listen(event, event === 'message' ? limited(listener) : listener)) as typeof port.on;
}

/** The listener works without a pause until it has left the workflow's code for good; only then does it wait for anything. */
function within(ms: number, port: MessagePort, request: Request, listener: Listener): void {
  global[TASK] = () => listener(request);
  try {
    CALL_TASK.runInThisContext({ timeout: ms });
  } catch (error) {
    // What the SDK itself answers to an error: the task fails with it, and the engine tries it again.
    const { name, message, stack } = error as Error;
    port.postMessage({ requestId: request.requestId, result: { type: 'error', name, message, stack } });
  } finally {
    global[TASK] = undefined;
  }
}

/**
 * The SDK takes down, for each promise of a workflow, where in the sources it was made: for the stack trace query alone, and a fifth
 * of what a workflow's thread does (ADR 13). It goes without where Node has no such hooks, and that is what it finds here.
 */
function keepNoStackTraces(): void {
  v8.promiseHooks.createHook = () => () => undefined;
}
