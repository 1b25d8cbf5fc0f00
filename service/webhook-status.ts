import { nextDue } from '../domain/delivery/turn';
import { isForEndpoint } from '../domain/event-choice';
import type { WebhookEndpoint } from '../store/store';
import type { Services } from './services';
import { rfc3339 } from './session-views';

/** How the delivery to an endpoint goes, for its tenant's people. Times are RFC 3339. */
export interface EndpointStatus {
  /** `paused`: its tenant has disabled it. `failing`: the last attempt has failed. */
  state: 'working' | 'failing' | 'paused';
  /** Events that it is still to be sent. `WAITING_COUNTED`: that many or more. */
  waiting: number;
  failing_since?: string;
  /** When it is tried next, where something waits. */
  next_attempt_at?: string;
  /** When it took an event last. */
  last_taken_at?: string;
}

/** Events of the log that are looked through for the count of those that wait. */
export const WAITING_COUNTED = 1_000;

/** How the delivery to an endpoint goes. */
export async function endpointStatus(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  endpoint: WebhookEndpoint,
): Promise<EndpointStatus> {
  const { endpoint_id, client_id, enabled, ordered, from } = endpoint;
  const delivery = (await store.deliveryStates.find(endpoint_id))?.delivery;
  const inLog = await store.events.after(client_id, delivery?.place ?? from, WAITING_COUNTED);
  const toCome = inLog.filter((event) => isForEndpoint(endpoint, event)).length;
  const { failing_since, last_taken } = delivery ?? {};
  const due = enabled && delivery ? nextDue(delivery, clock(), { ordered }) : undefined;
  return {
    state: enabled ? (failing_since === undefined ? 'working' : 'failing') : 'paused',
    waiting: Math.min(WAITING_COUNTED, (delivery?.waiting.length ?? 0) + toCome),
    ...(failing_since === undefined ? {} : { failing_since: rfc3339(failing_since) }),
    ...(due === undefined ? {} : { next_attempt_at: rfc3339(Math.max(due, clock())) }),
    ...(last_taken === undefined ? {} : { last_taken_at: rfc3339(last_taken) }),
  };
}
