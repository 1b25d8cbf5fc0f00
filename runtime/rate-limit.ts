import { type Limiter, memoryLimiter } from '../store/limiter';

/** Seconds in which a client's calls are counted. */
const WINDOW = 10;

/** The rate limit of one API process: calls in ten seconds; `undefined` for 0, which is no limit. */
export const rateLimit = (calls: number): Limiter | undefined =>
  calls > 0 ? memoryLimiter({ points: calls, duration: WINDOW, keyPrefix: 'calls' }) : undefined;
