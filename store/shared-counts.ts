import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterMongo } from 'rate-limiter-flexible';
import type { Keys } from '../security/keys';
import type { LimiterOptions, SharedCounts } from './limiter';
import { LIMITS } from './models';

/** Keys are stored as keyed hashes: some are addresses, some are what a user is called at a bank. */
export const countKey = (keys: Keys, key: string): string =>
  createHmac('sha256', keys.digest).update(`count/${key}`).digest('base64url').slice(0, 32);

/**
 * A counter in the database that all processes share, with one of this process's own while that is away. There are no
 * indexes that end documents, for FerretDB has none: the sweep removes them.
 */
export const sharedCounter = (options: LimiterOptions, storeClient: unknown): RateLimiterMongo =>
  new RateLimiterMongo({
    ...options,
    storeClient,
    tableName: LIMITS,
    disableIndexesCreation: true,
    insuranceLimiter: new RateLimiterMemory(options),
  });

/** The counts of all limiters. */
export function sharedCounts(storeClient: unknown, keys: Keys): SharedCounts {
  const counters = new Map<string, RateLimiterMongo>();
  return async (key, points, options) => {
    const counter = counters.get(options.keyPrefix) ?? sharedCounter(options, storeClient);
    counters.set(options.keyPrefix, counter);
    const { consumedPoints, msBeforeNext } = await counter.penalty(countKey(keys, key), points);
    return { total: consumedPoints, ends_in: msBeforeNext };
  };
}
