import type { CallLimits } from '../service/limits';
import type { Store } from '../store/store';

/** Seconds in which calls are counted. */
const WINDOW = 10;

/**
 * The limits of calls, shared by all API processes: `calls` of one client from one address in ten seconds, and what
 * follows from it for the others; `undefined` for 0, which is no limit.
 */
export function callLimits({ limiter }: Pick<Store, 'limiter'>, calls: number): CallLimits | undefined {
  if (calls === 0) return undefined;
  const limit = (keyPrefix: string, share: number) =>
    limiter({ points: Math.max(1, Math.round(calls * share)), duration: WINDOW, keyPrefix });
  return {
    callers: limit('caller', 1),
    clients: limit('client', 10),
    sessions: limit('session', 0.2),
    failures: limit('failure', 0.1),
  };
}
