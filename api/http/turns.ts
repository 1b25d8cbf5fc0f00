import { LRUCache } from 'lru-cache';

/** ms between the turns of one address: what comes all at once is answered one after the other. */
const SPACE = 10;
/** ms that nobody waits longer for a turn: those who have left keep theirs. */
const LONGEST = 5_000;
/** Addresses whose next turn is known; of more the oldest are forgotten. */
const MAX_ADDRESSES = 10_000;

/** The ms until the next turn of an address, `least` or more. Takes that turn. */
export type NextTurn = (address: string, least: number) => number;

/**
 * Gives the answers to an address turns, so that they don't leave together, nor what is sent next comes back together:
 * hundreds at once would keep the process from all other callers. A lone call never waits. `clock` in ms.
 */
export function createTurns(clock: () => number = () => performance.now()): NextTurn {
  const free = new LRUCache<string, number>({ max: MAX_ADDRESSES });
  return (address, least) => {
    const now = clock();
    const turn = Math.min(Math.max(now + least, free.get(address) ?? now), now + least + LONGEST);
    free.set(address, turn + SPACE);
    return turn - now;
  };
}
