import type { TenantEvent } from '../tenant-event';
import { type Delivery, room, subjectOf, type WaitingEvent } from './delivery';

/** An event with its place in its tenant's log. */
export type Placed = TenantEvent & { position: string };

const byPlace = (a: WaitingEvent, b: WaitingEvent): number => (a.place < b.place ? -1 : 1);

const waitingFor = (event: Placed, now: number, again: boolean): WaitingEvent => ({
  place: event.position,
  event_id: event.id,
  type: event.type,
  subject: subjectOf(event),
  failures: 0,
  due: now,
  ...(again ? { again } : {}),
});

/**
 * Takes up what follows in the log, in its order, as far as there is room. `isFor`: whether the endpoint is to be sent
 * an event; what is not for it is passed over.
 */
export function takeUp(
  delivery: Delivery,
  events: readonly Placed[],
  isFor: (event: TenantEvent) => boolean,
  now: number,
): Delivery {
  const known = new Set(delivery.waiting.map(({ place }) => place));
  const added: WaitingEvent[] = [];
  let place = delivery.place;
  for (const event of events) {
    const isNew = isFor(event) && !known.has(event.position);
    if (isNew && added.length === room(delivery)) break;
    if (isNew) added.push(waitingFor(event, now, event.position <= delivery.furthest));
    place = event.position;
  }
  const furthest = [place, delivery.furthest].sort().at(-1) as string;
  return { ...delivery, place, furthest, waiting: [...delivery.waiting, ...added].sort(byPlace) };
}

/** Goes back in the log: all that follows this place is sent again. What waits already does so once. */
export const goBackTo = (delivery: Delivery, place: string): Delivery => ({
  ...delivery,
  place: place < delivery.place ? place : delivery.place,
});

/** Has an event sent again, whatever became of it; one that waits already is due now, and has all its time anew. */
export function sendAgain(delivery: Delivery, event: Placed, now: number): Delivery {
  const others = delivery.waiting.filter(({ place }) => place !== event.position);
  return { ...delivery, waiting: [...others, waitingFor(event, now, true)].sort(byPlace) };
}

/** Has the endpoint tried at once: its tenant says that something was mended. */
export function tryNow({ not_before: _rest, ...delivery }: Delivery, now: number): Delivery {
  return {
    ...delivery,
    waiting: delivery.waiting.map((waiting) => ({ ...waiting, due: Math.min(waiting.due, now) })),
    ...(delivery.down ? { down: { ...delivery.down, due: Math.min(delivery.down.due, now) } } : {}),
  };
}
