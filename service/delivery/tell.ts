import type { Attempted } from '../../domain/delivery/attempted';
import type { EventType } from '../../domain/tenant-event';
import { tenantEventId } from '../../security/ids';
import type { WebhookEndpoint } from '../../store/store';
import { rfc3339 } from '../session-views';
import type { DeliveryServices, Sent } from './services';

/**
 * Tells an endpoint's tenant that it fails, that it is well again, or that an event was given up. Each has a number of
 * its own, so that what is told again after a fault of ours is told once.
 */
export async function tellOfEndpoint(
  { events }: DeliveryServices,
  { client_id, endpoint_id }: WebhookEndpoint,
  { delivery, told, state }: Attempted,
  { waiting, attempt }: Sent,
): Promise<void> {
  const at = rfc3339(Date.parse(attempt.at) + attempt.ms);
  const tell = (type: EventType, number: string, data: Record<string, string>) => ({
    id: tenantEventId(client_id, `webhook/${endpoint_id}/${type}/${number}`),
    type,
    at,
    data: { endpoint_id, ...data },
  });
  const error = attempt.error === undefined ? {} : { error: attempt.error };
  const since = delivery.failing_since === undefined ? {} : { failing_since: rfc3339(delivery.failing_since) };
  const all = [
    ...(told === 'failing' ? [tell('webhook.failing', String(delivery.bouts), { ...error, ...since })] : []),
    ...(told === 'recovered' ? [tell('webhook.recovered', String(delivery.bouts), {})] : []),
    ...(state === 'failed'
      ? [
          tell('webhook.exhausted', `${waiting.place}/${waiting.first ?? attempt.at}`, {
            event_id: waiting.event_id,
            event_type: waiting.type,
            ...error,
          }),
        ]
      : []),
  ];
  if (all.length > 0) await events.record(client_id, all);
}
