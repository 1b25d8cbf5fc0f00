import { NetworkError, VestibuleError } from './errors.js';

/** Seconds. An API that asks for more patience than this gets its refusal shown to the caller. */
const LONGEST_PAUSE = 30;

/** Refusals before any work: to repeat them is harmless, whatever the call does. */
const UNTOUCHED = [429, 503];

/** Whether the same call may be made again by itself. */
export function isWorthRetrying(error: unknown, isRepeatable: boolean): boolean {
  if (error instanceof NetworkError) return isRepeatable;
  if (!VestibuleError.isInstance(error) || !error.retryable) return false;
  if ((error.retryAfter ?? 0) > LONGEST_PAUSE) return false;
  return UNTOUCHED.includes(error.status) || isRepeatable;
}

/** Waits as long as the API asks for; else half a second, twice as long each time, and a part of it by chance. */
export function pause(attempt: number, error: unknown, signal?: AbortSignal): Promise<void> {
  const asked = VestibuleError.isInstance(error) ? error.retryAfter : undefined;
  const backOff = Math.min(8, 0.5 * 2 ** attempt) * (0.5 + Math.random() / 2);
  return sleep((asked === undefined ? backOff : asked + Math.random() / 10) * 1000, signal);
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    }
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** A signal that ends with the caller's, or after some ms; `extend` gives it `later` ms from now on. Node 18 and older browsers have no `AbortSignal.any`. */
export function abortable(outer: AbortSignal | undefined, timeout: number, later = timeout) {
  const controller = new AbortController();
  const abort = () => controller.abort(outer?.reason);
  let isLate = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isLate = true;
      controller.abort();
    }, ms);
  };
  start(timeout);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted) abort();
  const end = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, end, extend: () => start(later), hasTimedOut: () => isLate };
}

/** A key that no other call has. */
export function newKey(): string {
  const source = globalThis.crypto as typeof globalThis.crypto | undefined;
  if (source?.randomUUID) return source.randomUUID();
  // Node 18, and pages that came over plain HTTP. It has to be unlike others, not secret.
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('-');
}
