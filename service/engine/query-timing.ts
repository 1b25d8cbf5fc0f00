import { LRUCache } from 'lru-cache';
import type { SessionView } from '../../domain/session/session';

/*
 * When the engine is queried: a second time, where an answer is overdue (a hedged query), and next, while a session is
 * at work (poll timing). Both learn from the answers before.
 */

/**
 * ms: bounds of the delay before a query is repeated. Of several thousand queries Temporal loses one, or its answer,
 * and notices after seconds (`stickyQueueScheduleToStartTimeout`). The repeated one is answered at once.
 */
export const MIN_HEDGE_DELAY = 100;
export const MAX_HEDGE_DELAY = 1_000;
/** A query is overdue after 1.5 times the slowest answer of late, which fades by a thousandth with each answer. */
const MARGIN = 1.5;
const FADE = 0.999;

/** Runs a query within `deadline` ms. `query` gets the ms that it may take. */
export type HedgedQuery = <T>(query: (ms: number) => Promise<T>, deadline: number) => Promise<T>;

/**
 * A hedged query: it is repeated once where its answer is overdue, and the first answer counts. Both end within the
 * deadline. Rejects when all that were sent have failed, with the error of the last.
 */
export function createHedgedQuery(): HedgedQuery {
  let delay = MAX_HEDGE_DELAY;
  return <T>(query: (ms: number) => Promise<T>, deadline: number) => {
    const timed = async (ms: number): Promise<T> => {
      const sent = performance.now();
      const answer = await query(ms);
      const took = performance.now() - sent;
      delay = Math.min(Math.max(delay * FADE, took * MARGIN, MIN_HEDGE_DELAY), MAX_HEDGE_DELAY);
      return answer;
    };
    return delay < deadline ? hedged(timed, deadline, delay) : timed(deadline);
  };
}

function hedged<T>(query: (ms: number) => Promise<T>, deadline: number, delay: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let open = 0;
    const send = (ms: number): void => {
      open += 1;
      query(ms)
        .then(resolve, (error: unknown) => {
          open -= 1;
          if (open === 0) reject(error);
        })
        .finally(() => clearTimeout(timer));
    };
    const timer = setTimeout(() => send(deadline - delay), delay);
    send(deadline);
  });
}

/** ms: the first poll's delay where nothing is known of a wait, and the bounds of learnt delays. */
const INITIAL_POLL_DELAY = 30;
const MIN_POLL_DELAY = 5;
const MAX_POLL_DELAY = 250;
/**
 * Factors that leave two waits of three over at their first poll (1.25 ** 1 × 0.9 ** 2 ≈ 1). A poll that is too early
 * costs the engine and a worker a query; one that is too late costs the user the time in between.
 */
const AFTER_EARLY_POLL = 1.25;
const AFTER_LATE_POLL = 0.9;

/** Delays of first polls, learnt for each kind of wait. */
export interface PollTiming {
  /** ms until the first poll of such a wait. */
  first(wait?: string): number;
  /** Takes note whether a wait was over at its first poll. */
  learn(wait: string, isOver: boolean): void;
}

export function createPollTiming(): PollTiming {
  const delays = new LRUCache<string, number>({ max: 2_000 });
  const first = (wait?: string) => (wait === undefined ? undefined : delays.get(wait)) ?? INITIAL_POLL_DELAY;
  return {
    first,
    learn(wait, isOver) {
      const next = first(wait) * (isOver ? AFTER_LATE_POLL : AFTER_EARLY_POLL);
      delays.set(wait, Math.min(Math.max(next, MIN_POLL_DELAY), MAX_POLL_DELAY));
    },
  };
}

/**
 * The kind of wait that a session is in, by definition and step: sessions of a definition share what is learnt.
 * `undefined` where it doesn't wait for a bank.
 */
export const waitOf = ({ digest, next }: SessionView): string | undefined =>
  next.kind === 'wait' && next.for === 'bank' ? `${digest}/${next.step}` : undefined;
