import type { Delivery, WaitingEvent } from './delivery';

/** What a turn of an endpoint's delivery ends with. */
export interface Turned {
  /** ms until the next turn, unless it is woken before; `null`: when it is woken. */
  pause: number | null;
  /** There is no such endpoint any more. */
  isOver?: true;
}

/** Attempts at one endpoint at once. */
export const AT_ONCE = 16;

interface Rules {
  /** One event holds up those of its subject that follow it until it was taken or given up. */
  ordered: boolean;
}

/** Those that no earlier event of their subject holds up. */
function unheld(waiting: readonly WaitingEvent[], sending: ReadonlySet<string>, { ordered }: Rules): WaitingEvent[] {
  const held = new Set<string>();
  return waiting.filter((one) => {
    const isHeld = held.has(one.subject);
    // Also without an order that is asked for, the first attempts are in order.
    if (ordered || sending.has(one.place) || one.failures === 0) held.add(one.subject);
    return !isHeld && !sending.has(one.place);
  });
}

/** How many more attempts can be under way. */
export const freeSlots = (sending: { size: number }): number => Math.max(0, AT_ONCE - sending.size);

/** The one that was tried longest ago: so an event that its endpoint never takes keeps nobody from noticing a recovery. */
const longestAgo = (some: readonly WaitingEvent[]): WaitingEvent | undefined =>
  some.reduce<WaitingEvent | undefined>(
    (best, one) => (best && (best.last ?? 0) <= (one.last ?? 0) ? best : one),
    undefined,
  );

/**
 * What is to be sent now, beside what is being `sending` (places). To an endpoint that is down: one event, when it is
 * time.
 */
export function toSend(delivery: Delivery, now: number, sending: ReadonlySet<string>, rules: Rules): WaitingEvent[] {
  if ((delivery.not_before ?? 0) > now) return [];
  const free = unheld(delivery.waiting, sending, rules);
  if (delivery.down) {
    if (sending.size > 0 || delivery.down.due > now) return [];
    const probe = longestAgo(free);
    return probe ? [probe] : [];
  }
  return free.filter(({ due }) => due <= now).slice(0, freeSlots(sending));
}

/**
 * When there is something to send next, where nothing is being sent; `undefined`: nothing waits. An endpoint that is down
 * is to be tried at its time, with what has come meanwhile.
 */
export function nextDue(delivery: Delivery, now: number, rules: Rules): number | undefined {
  const { down, not_before = 0 } = delivery;
  const free = unheld(delivery.waiting, new Set(), rules);
  if (free.length === 0) return down && down.due > now ? down.due : undefined;
  return Math.max(down?.due ?? Math.min(...free.map((one) => one.due)), not_before);
}

/** Whether more is to be taken up from the log: not for an endpoint that is down and has something to be tried with. */
export const takesMore = ({ down, waiting }: Delivery, now: number): boolean =>
  down === undefined || (down.due <= now && waiting.every(({ failures }) => failures > 0));
