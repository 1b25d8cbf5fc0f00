import type { Delivery, Down, WaitingEvent } from './delivery';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** ms from the nth failed attempt of an event to the next one; the last is for all that follow. */
export const PAUSES = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
] as const;
/** ms from an event's first attempt until it is given up. */
export const TRIED_FOR = 72 * HOUR;
/** Failed attempts in a row after which an endpoint is down. */
export const DOWN_AFTER = 5;
/** ms that an endpoint has failed when its tenant is told: it hears nothing of a restart. */
export const TOLD_AFTER = MINUTE;
/** ms between two tries of an endpoint that is down: at first, and at most. */
const FIRST_PROBE = 10 * SECOND;
const LAST_PROBE = 5 * MINUTE;
/** ms for which an endpoint can ask not to be called at all. */
const REST_AT_MOST = LAST_PROBE;

/** How an attempt went. */
export interface AttemptOutcome {
  /** When it began, and when it was over. */
  began: number;
  at: number;
  isTaken: boolean;
  /** The attempt says nothing about the endpoint: it was a fault of ours. */
  isOurs?: boolean;
  /** The endpoint says that nobody is there any more. */
  isGone?: boolean;
  /** ms for which the endpoint asks to be left alone. */
  retry_after?: number;
}

/** What follows from an attempt. */
export interface Attempted {
  delivery: Delivery;
  /** What has become of the event. */
  state: 'delivered' | 'pending' | 'failed';
  /** When it is tried next, where it is pending. */
  due?: number;
  /** What the endpoint's tenant is told. */
  told?: 'failing' | 'recovered';
}

const pauseAfter = (failures: number): number => PAUSES[Math.min(failures, PAUSES.length) - 1] as number;
const probePause = (probes: number): number => Math.min(LAST_PROBE, FIRST_PROBE * 2 ** Math.min(probes, 10));

/** Judges an attempt at a waiting event. */
export function attempted(delivery: Delivery, place: string, outcome: AttemptOutcome): Attempted {
  const one = delivery.waiting.find((waiting) => waiting.place === place);
  const others = delivery.waiting.filter((waiting) => waiting.place !== place);
  return outcome.isTaken ? taken(delivery, others, outcome.at) : refused(delivery, one, others, outcome);
}

/** An event was taken: whatever was wrong with the endpoint is over, and what waits for it is due. */
function taken(delivery: Delivery, others: readonly WaitingEvent[], at: number): Attempted {
  const { down, failing_since: _, not_before: __, ...rest } = delivery;
  const waiting = down ? others.map((other) => ({ ...other, due: Math.min(other.due, at) })) : others;
  return {
    delivery: { ...rest, waiting, failures: 0, last_taken: at },
    state: 'delivered',
    ...(down?.isTold ? { told: 'recovered' as const } : {}),
  };
}

function refused(
  delivery: Delivery,
  one: WaitingEvent | undefined,
  others: readonly WaitingEvent[],
  outcome: AttemptOutcome,
): Attempted {
  const failed = outcome.isOurs ? { delivery } : endpointFailed(delivery, outcome);
  const { at, retry_after = 0 } = outcome;
  const first = one?.first ?? at;
  const failures = (one?.failures ?? 0) + 1;
  if (!one || at >= first + TRIED_FOR)
    return { ...failed, delivery: { ...failed.delivery, waiting: others }, state: 'failed' };
  // The last attempt is at the very end of its time.
  const due = Math.min(at + Math.max(pauseAfter(failures), retry_after), first + TRIED_FOR);
  const waiting = delivery.waiting.map((other) => (other === one ? { ...one, failures, due, first, last: at } : other));
  const next = Math.max(failed.delivery.down?.due ?? due, failed.delivery.not_before ?? 0);
  return { ...failed, delivery: { ...failed.delivery, waiting }, state: 'pending', due: next };
}

/** One more failure of the endpoint. */
function endpointFailed(
  delivery: Delivery,
  { began, at, isGone, retry_after }: AttemptOutcome,
): Pick<Attempted, 'delivery' | 'told'> {
  const failures = delivery.failures + 1;
  const failing_since = delivery.failing_since ?? at;
  const { not_before: _, ...rest } = delivery;
  const rested = {
    ...rest,
    failures,
    failing_since,
    ...(retry_after ? { not_before: at + Math.min(retry_after, REST_AT_MOST) } : {}),
  };
  if (!delivery.down && failures < DOWN_AFTER && !isGone) return { delivery: rested };
  const { isTold = false, since = failing_since } = delivery.down ?? {};
  const isToldNow = !isTold && at - since >= TOLD_AFTER;
  const down: Down = { since, ...nextProbe(delivery.down, began, at), isTold: isTold || isToldNow };
  return {
    delivery: { ...rested, down, bouts: rested.bouts + (isToldNow ? 1 : 0) },
    ...(isToldNow ? { told: 'failing' as const } : {}),
  };
}

/** Attempts that were under way together when it went down fail together: only those begun since are tries of it. */
function nextProbe(down: Down | undefined, began: number, at: number): Pick<Down, 'probes' | 'due'> {
  if (down && began < down.due) return { probes: down.probes, due: down.due };
  const probes = down ? down.probes + 1 : 0;
  return { probes, due: at + probePause(probes) };
}
