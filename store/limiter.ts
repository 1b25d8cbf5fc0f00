import { LRUCache } from 'lru-cache';

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
  /** Counts, and answers at once from memory. What is used up isn't counted any further. */
  consume(key: string, points?: number): Allowance;
  /** Tells other processes what was counted here and learns what they counted; else done each second. */
  share(): Promise<void>;
}

/**
 * Counts that all processes share. Adds points to a key and resolves to its total, and when that ends (ms from now).
 */
export type SharedCounts = (key: string, points: number, options: LimiterOptions) => Promise<SharedCount>;
export interface SharedCount {
  total: number;
  ends_in: number;
}

/** What is counted of one key. */
interface Count {
  used: number;
  /** ms since the epoch. */
  until: number;
  /** How much of `used` others know of. */
  shared: number;
  /** What others have used, as last heard. */
  others: number;
}

/** Keys that a process counts; who opens more loses the oldest count, not the process its memory. */
const MAX_KEYS = 20_000;
/** A key is shared when so much of its points was used here since the last time: most keys never are. */
const SHARED_FROM = 0.1;
/** Keys that are shared at a time, the heaviest first. */
const MAX_SHARED = 20;
/** ms. */
const SHARE_EVERY = 1_000;

/**
 * A limiter that counts in memory and shares heavy keys each second, so that an ordinary call costs no round trip to
 * the database. What n processes let through is at most the points, n tenths of them, and what comes within a second.
 * While the database is away each process counts for itself. `clock` in ms since the epoch.
 */
export function sharedLimiter(
  options: LimiterOptions,
  addShared: SharedCounts,
  clock: () => number = Date.now,
): Limiter {
  const { points, duration } = options;
  const counts = new LRUCache<string, Count>({ max: MAX_KEYS });
  const heavy = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const countOf = (key: string): Count => {
    const known = counts.get(key);
    if (known && known.until > clock()) return known;
    const count = { used: 0, until: clock() + duration * 1_000, shared: 0, others: 0 };
    counts.set(key, count);
    return count;
  };

  const shareOne = async (key: string, count: Count): Promise<void> => {
    const points = count.used - count.shared;
    count.shared += points;
    const { total, ends_in } = await addShared(key, points, options);
    count.others = Math.max(0, total - count.shared);
    if (total >= options.points) count.until = clock() + ends_in;
  };
  const share = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const pending = [...heavy].flatMap((key) => {
      const count = counts.get(key);
      return count && count.until > clock() ? [{ key, count, unshared: count.used - count.shared }] : [];
    });
    heavy.clear();
    const heaviest = pending.sort((a, b) => b.unshared - a.unshared).slice(0, MAX_SHARED);
    await Promise.allSettled(heaviest.map(({ key, count }) => shareOne(key, count)));
  };

  return {
    consume(key, cost = 1) {
      const count = countOf(key);
      const left = points - count.used - count.others;
      if (left < cost) return { ok: false, retry_after: Math.max(1, Math.ceil((count.until - clock()) / 1_000)) };
      count.used += cost;
      if (count.used - count.shared >= points * SHARED_FROM) heavy.add(key);
      if (heavy.size > 0) timer ??= setTimeout(() => void share(), SHARE_EVERY).unref();
      return { ok: true, remaining: left - cost };
    },
    share,
  };
}
