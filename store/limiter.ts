import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';

export interface LimiterOptions {
  /** Points that a key has in each `duration`. */
  points: number;
  /** Seconds. */
  duration: number;
  /** The prefix of this limiter's keys, so that two limiters never share a count. */
  keyPrefix: string;
}
export type Allowance = { ok: true; remaining: number } | { ok: false; retry_after: number };

/** A rate limiter: counts per key. `retry_after` in whole seconds, at least 1. */
export interface Limiter {
  consume(key: string, points?: number): Promise<Allowance>;
  /** As `consume`, but takes no point: for limits on failures. */
  peek(key: string): Promise<Allowance>;
  reset(key: string): Promise<void>;
}

/** A limiter in this process's memory, without the database. With n processes a key may use n times its points. */
export const memoryLimiter = (options: LimiterOptions): Limiter => wrap(new RateLimiterMemory(options), options.points);

/**
 * A limiter that all processes share: it counts in the database, and in this process too. FerretDB loses increments
 * that come at once, but there one process serves all. A key is refused where either count is used up.
 */
export function sharedLimiter(options: LimiterOptions, storeClient: unknown, tableName: string): Limiter {
  const here = memoryLimiter(options);
  const everywhere = wrap(
    new RateLimiterMongo({ ...options, storeClient, tableName, disableIndexesCreation: true }),
    options.points,
  );
  const either = async (ask: (limiter: Limiter) => Promise<Allowance>): Promise<Allowance> => {
    const mine = await ask(here);
    if (!mine.ok) return mine;
    const all = await ask(everywhere);
    return all.ok ? { ok: true, remaining: Math.min(mine.remaining, all.remaining) } : all;
  };
  return {
    consume: (key, points) => either((limiter) => limiter.consume(key, points)),
    peek: (key) => either((limiter) => limiter.peek(key)),
    async reset(key) {
      await Promise.all([here.reset(key), everywhere.reset(key)]);
    },
  };
}

function wrap(limiter: RateLimiterMemory | RateLimiterMongo, points: number): Limiter {
  const refused = (result: RateLimiterRes): Allowance => ({
    ok: false,
    retry_after: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
  });
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
