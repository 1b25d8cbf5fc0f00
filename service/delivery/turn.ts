import type { WaitingEvent } from '../../domain/delivery/delivery';
import { freeSlots, nextDue, type Turned, toSend } from '../../domain/delivery/turn';
import type { LoggedEvent } from '../../store/store';
import { EndpointDelivery } from './endpoint-delivery';
import type { DeliveryServices, Sent, TurnOptions } from './services';

/** ms between two looks at how the endpoint's tenant wants it. */
const READ_EVERY = 1_000;
/** ms between two looks at the log and at what the tenant wants again, while attempts are under way. */
const LOOK_EVERY = 250;
/** ms for which a delivery says that it is awake, each time that it is kept. */
const AWAKE = 60_000;
/** ms for which a new endpoint is looked after without being woken: so long others may not know of it. */
const YOUNG = 5_000;
/** Nobody wakes what its tenant has paused: only its tenant does. */
export const NEVER = Date.UTC(9999, 0);

/** What a turn has under way. */
interface Work {
  services: DeliveryServices;
  delivery: EndpointDelivery;
  stop: AbortSignal;
  /** By place: events that were read, attempts that are not judged yet. */
  seen: Map<string, LoggedEvent>;
  sending: Map<string, Promise<void>>;
  sent: Sent[];
  /** There may be something new to take up. */
  isNews: boolean;
  /** Until the next look. */
  tick?: Promise<void>;
}

/**
 * Delivers what is to be delivered to an endpoint now: one turn of a few seconds. It may be cut off anywhere: what was
 * sent and not noted is sent again, and nothing is left out.
 */
export async function deliverTurn(services: DeliveryServices, endpoint_id: string, turn: TurnOptions): Promise<Turned> {
  const stopping = new AbortController();
  const stop = AbortSignal.any([turn.signal, stopping.signal]);
  const found = await services.store.endpoints.find(endpoint_id);
  if (!found) return forgotten(services, endpoint_id);
  const delivery = await EndpointDelivery.open(services, found);
  const work: Work = { services, delivery, stop, seen: new Map(), sending: new Map(), sent: [], isNews: true };
  try {
    return await working(work, services.clock() + turn.lasts);
  } finally {
    stopping.abort();
  }
}

async function working(work: Work, until: number): Promise<Turned> {
  const { services, delivery, stop } = work;
  let read = services.clock();
  for (;;) {
    if (stop.aborted) await settledAll(work);
    stop.throwIfAborted();
    if (!delivery.endpoint.enabled) return paused(work);
    delivery.heedAddress();
    const isInTime = services.clock() < until;
    if (isInTime) {
      await takeUp(work);
      await begin(work);
    }
    if (work.sending.size === 0 && work.sent.length === 0) {
      const turned = isInTime ? await idle(work) : { pause: 0 };
      if (turned) return turned;
      continue;
    }
    await settled(work);
    if (services.clock() - read < READ_EVERY) continue;
    const found = await services.store.endpoints.find(delivery.endpoint.endpoint_id);
    if (!found) return forgotten(services, delivery.endpoint.endpoint_id);
    delivery.endpoint = found;
    read = services.clock();
  }
}

/** What it is time for. */
function due({ services, delivery, sending }: Work): WaitingEvent[] {
  const { ordered } = delivery.endpoint;
  return toSend(delivery.now, services.clock(), new Set(sending.keys()), { ordered });
}

/** Takes up what is new, where there is less to send than could be sent at once. */
async function takeUp(work: Work): Promise<void> {
  if (!work.isNews || due(work).length >= freeSlots(work.sending)) return;
  const isReplay = await work.delivery.takeUpReplays();
  const isMore = await work.delivery.takeUpMore(work.seen);
  work.isNews = isReplay || isMore;
}

/** Has what is new looked for again after a while. */
function nextTick(work: Work): Promise<void> {
  work.tick ??= work.services.pause(LOOK_EVERY).then(() => {
    work.isNews = true;
    delete work.tick;
  });
  return work.tick;
}

/** Begins the attempts that it is time for. */
async function begin(work: Work): Promise<void> {
  const { delivery, sending } = work;
  for (const waiting of due(work)) {
    const event = await eventOf(work, waiting);
    if (event) sending.set(waiting.place, send(work, waiting, event));
    else await delivery.dropped(waiting);
  }
}

async function eventOf({ services, delivery, seen }: Work, { place }: WaitingEvent): Promise<LoggedEvent | undefined> {
  return seen.get(place) ?? services.store.events.at(delivery.endpoint.client_id, place);
}

async function send(work: Work, waiting: WaitingEvent, event: LoggedEvent): Promise<void> {
  const { services, delivery, stop, seen, sent } = work;
  const { position: _, ...told } = event;
  const attempt = await services.send(delivery.endpoint, told, stop);
  seen.delete(waiting.place);
  sent.push({ waiting, event, attempt });
}

/** Waits until an attempt is over, and keeps what came of all that are. */
async function settled(work: Work): Promise<void> {
  const { services, delivery, sending, sent } = work;
  // While attempts take their time, others can begin: what comes meanwhile wakes nobody.
  const tick = nextTick(work);
  if (sent.length === 0) await Promise.race([...sending.values(), tick]);
  const over = sent.splice(0);
  // Until it is judged, an attempt counts as under way.
  for (const { waiting } of over) sending.delete(waiting.place);
  await delivery.judge(over);
  await delivery.keep(services.clock() + AWAKE);
}

/**
 * Nothing is to be sent now: says so, and looks once more, for what was recorded meanwhile has woken nobody. Resolves to
 * `undefined` where there is something after all.
 */
async function idle(work: Work): Promise<Turned | undefined> {
  const { services, delivery } = work;
  const { endpoint } = delivery;
  const now = services.clock();
  await delivery.keep(delivery.now.down ? Math.max(now, delivery.now.down.due) : now);
  const isMore = (await delivery.takeUpReplays()) || (await delivery.takeUpMore(work.seen));
  if (isMore) {
    work.isNews = true;
    await delivery.keep(services.clock() + AWAKE);
    return undefined;
  }
  const next_due = nextDue(delivery.now, now, { ordered: endpoint.ordered });
  const young = endpoint.created_at.getTime() + YOUNG;
  const next = Math.min(next_due ?? Number.POSITIVE_INFINITY, young > now ? young : Number.POSITIVE_INFINITY);
  return { pause: Number.isFinite(next) ? Math.max(0, next - now) : null };
}

/** Waits until nothing is under way, and keeps what came of it. */
async function settledAll(work: Work): Promise<void> {
  while (work.sending.size + work.sent.length > 0) await settled(work);
}

/** The tenant has paused it: what happens meanwhile stays in the log. */
async function paused(work: Work): Promise<Turned> {
  await settledAll(work);
  await work.delivery.keep(NEVER);
  return { pause: null };
}

async function forgotten({ store }: DeliveryServices, endpoint_id: string): Promise<Turned> {
  await Promise.all([
    store.deliveryStates.remove(endpoint_id),
    store.deliveries.removeAll(endpoint_id),
    store.replays.removeAll(endpoint_id),
  ]);
  return { pause: null, isOver: true };
}
