import type { EventType } from '../domain/tenant-event';
import type { DeliveryProgress, DeliveryRecord, Replay } from '../store/store';
import type { Attempt } from '../webhooks/attempt';
import type { Tenant } from './access';
import { cursorInvalid } from './data/cursor';
import type { Services } from './services';
import { rfc3339 } from './session-views';
import { placeOf } from './tenant-events';
import { type EndpointState, ownEndpoint, stateOf } from './webhooks';

/** What became of an event that an endpoint was sent. */
export interface DeliveryState {
  event_id: string;
  type: EventType;
  session_id?: string;
  /** `failed`: it was given up, and is sent again only by a replay. */
  state: DeliveryProgress;
  /** The last twenty, oldest first. */
  attempts: Omit<Attempt, 'retry_after'>[];
  attempts_made: number;
  next_attempt_at?: string;
}

export interface DeliveryPage {
  data: DeliveryState[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface DeliveryQuery {
  state?: DeliveryProgress;
  limit?: number;
  /** From the page before. */
  cursor?: string;
}

const POSITION = /^\d{16}$/;

/** What an endpoint was sent in the last 30 days, the newest event first. Throws `endpoint_not_found`, `request_invalid`. */
export async function listDeliveries(
  services: Services,
  tenant: Tenant,
  endpoint_id: string,
  { state, limit = 50, cursor }: DeliveryQuery,
): Promise<DeliveryPage> {
  await ownEndpoint(services, tenant, endpoint_id);
  if (cursor !== undefined && !POSITION.test(cursor)) throw cursorInvalid('This is no cursor of a page before.');
  const wanted = {
    limit: limit + 1,
    ...(state === undefined ? {} : { state }),
    ...(cursor === undefined ? {} : { before: cursor }),
  };
  const found = await services.store.deliveries.list(endpoint_id, wanted);
  const page = found.slice(0, limit);
  const has_more = found.length > limit;
  return { data: page.map(shown), has_more, next_cursor: has_more ? (page.at(-1)?.position ?? null) : null };
}

const shown = ({ event_id, type, session_id, state, attempts, made, due }: DeliveryRecord): DeliveryState => ({
  event_id,
  type,
  ...(session_id === undefined ? {} : { session_id }),
  state,
  attempts: attempts as DeliveryState['attempts'],
  attempts_made: made,
  ...(due === undefined ? {} : { next_attempt_at: rfc3339(due.getTime()) }),
});

/** What is to be sent again: exactly one of these. */
export interface ReplayRequest {
  event_id?: string;
  /** An event's id, or a time (RFC 3339). */
  since?: string;
  failed?: true;
}

/**
 * Has an endpoint sent events again: one, all after an event or a time, or all that were given up. It is tried at once,
 * also where it is down; one that is paused is sent them once its tenant enables it.
 *
 * @throws `endpoint_not_found`, `request_invalid` where an event is none of this tenant's
 */
export async function replayEvents(
  services: Services,
  tenant: Tenant,
  endpoint_id: string,
  request: ReplayRequest,
): Promise<EndpointState> {
  const endpoint = await ownEndpoint(services, tenant, endpoint_id);
  await services.store.replays.add(endpoint_id, await replayOf(services, tenant, request));
  if (endpoint.enabled) services.deliveries.changed(endpoint);
  return stateOf(services, endpoint);
}

async function replayOf(services: Services, { client_id }: Tenant, request: ReplayRequest): Promise<Replay> {
  const { event_id, since, failed } = request;
  if (failed) return { failed };
  const pointer = event_id === undefined ? '/since' : '/event_id';
  const position = await placeOf(services, client_id, event_id ?? since, pointer);
  return event_id === undefined ? { after: position } : { position };
}
