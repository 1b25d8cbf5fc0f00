import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';

export interface LimiterOptions {
  /** How many points a key has in each `duration` (seconds). */
  points: number;
  duration: number;
  /** Keeps the keys of one limiter apart from another's. */
  keyPrefix: string;
}
export type Allowance = { ok: true; remaining: number } | { ok: false; retry_after: number };

/** Counts per key; `retry_after` in whole seconds, at least 1. */
export interface Limiter {
  consume(key: string, points?: number): Promise<Allowance>;
  /** As `consume`, but takes nothing: for limits on failures. */
  peek(key: string): Promise<Allowance>;
  reset(key: string): Promise<void>;
}

/** Counts in this process only: no call to the database. With n processes a key may have n times its points. */
export const memoryLimiter = (options: LimiterOptions): Limiter => wrap(new RateLimiterMemory(options), options.points);

/** Counts in the database, so for all processes together. */
export const sharedLimiter = (options: LimiterOptions, storeClient: unknown, tableName: string): Limiter =>
  wrap(
    new RateLimiterMongo({
      ...options,
      storeClient,
      tableName,
      disableIndexesCreation: true,
      inMemoryBlockOnConsumed: options.points + 1,
    }),
    options.points,
  );

function wrap(limiter: RateLimiterMemory | RateLimiterMongo, points: number): Limiter {
  const refused = (result: RateLimiterRes): Allowance => ({ ok: false, retry_after: Math.max(1, Math.ceil(result.msBeforeNext / 1000)) });
  return {
    async consume(key, cost = 1) {
      try {
        const result = await limiter.consume(key, cost);
        return { ok: true, remaining: result.remainingPoints };
      } catch (cause) {
        if (cause instanceof RateLimiterRes) return refused(cause);
        throw cause;
      }
    },
    async peek(key) {
      const result = await limiter.get(key);
      if (result && result.consumedPoints >= points) return refused(result);
      return { ok: true, remaining: result ? result.remainingPoints : points };
    },
    async reset(key) {
      await limiter.delete(key);
    },
  };
}
