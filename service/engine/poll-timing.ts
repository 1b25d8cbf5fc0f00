import { LRUCache } from 'lru-cache';
import type { SessionView } from '../../domain/session/views';

/** ms until the first look at a wait that is not known yet, and the bounds of what is learnt. */
const UNKNOWN = 30;
const SHORTEST = 5;
const LONGEST = 250;

/**
 * So that two waits of three are over when they are first looked at (1.25 ** 1 × 0.9 ** 2 ≈ 1). A look that comes too
 * early costs the engine and a worker a question; one that comes too late costs the user the time in between.
 */
const TOO_EARLY = 1.25;
const LATE_ENOUGH = 0.9;

/** When to look first whether a wait is over: learnt from what the first looks at waits of its kind have found. */
export interface Pace {
  /** ms from when the wait was seen; without one, from when somebody began to look. */
  first(wait?: string): number;
  learn(wait: string, isOver: boolean): void;
}

export function createPace(): Pace {
  const learnt = new LRUCache<string, number>({ max: 2_000 });
  const first = (wait?: string) => (wait === undefined ? undefined : learnt.get(wait)) ?? UNKNOWN;
  return {
    first,
    learn(wait, isOver) {
      const next = first(wait) * (isOver ? LATE_ENOUGH : TOO_EARLY);
      learnt.set(wait, Math.min(Math.max(next, SHORTEST), LONGEST));
    },
  };
}

/** What a session waits for, the same for all sessions of a definition; `undefined` where it isn't the bank's turn. */
export const waitOf = ({ digest, next }: SessionView): string | undefined =>
  next.kind === 'wait' && next.for === 'bank' ? `${digest}/${next.step}` : undefined;
