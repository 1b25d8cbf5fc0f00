import type { Attempted } from '../../domain/delivery/attempted';
import type { KeptAttempt, WebhookEndpoint } from '../../store/store';
import type { Attempt } from '../../webhooks/attempt';
import type { DeliveryServices, Sent } from './services';

/** Attempts that are kept of a delivery. */
const ATTEMPTS_KEPT = 20;

const kept = ({ retry_after: _after, ...attempt }: Attempt): KeptAttempt => attempt;

/** Writes an attempt into the log of deliveries. */
export async function noteAttempt(
  { store }: DeliveryServices,
  { endpoint_id }: WebhookEndpoint,
  { waiting, event, attempt }: Sent,
  { state, due }: Attempted,
): Promise<void> {
  const isFirst = waiting.failures === 0 && !waiting.again;
  const before = isFirst ? undefined : await store.deliveries.find(endpoint_id, waiting.place);
  const { session_id } = event.data;
  await store.deliveries.put({
    endpoint_id,
    position: waiting.place,
    event_id: event.id,
    type: event.type,
    ...(session_id === undefined ? {} : { session_id }),
    state,
    attempts: [...(before?.attempts ?? []), kept(attempt)].slice(-ATTEMPTS_KEPT),
    made: (before?.made ?? 0) + 1,
    ...(due === undefined ? {} : { due: new Date(due) }),
  });
}
