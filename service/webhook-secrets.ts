import { randomUUID } from 'node:crypto';
import { VestibuleError } from '../domain/errors';
import { duration } from '../domain/skill/duration';
import { tenantEventId } from '../security/ids';
import type { Attempt } from '../webhooks/attempt';
import { secretPlace } from '../webhooks/secrets';
import { sendOnce } from '../webhooks/send';
import { newSigningSecret } from '../webhooks/signature';
import type { Tenant } from './access';
import type { Services } from './services';
import { rfc3339 } from './session-views';
import { type EndpointWithSecret, ownEndpoint, stateOf } from './webhooks';

const DAY = 24 * 60 * 60_000;
/** How long replaced secrets sign beside the new one: where the tenant doesn't say, and at most. */
const OVERLAP = DAY;
const MOST_OVERLAP = 7 * DAY;
/** Secrets that sign at once. */
const MOST_SECRETS = 3;

/**
 * Gives an endpoint a new secret, which is shown only now. Those before it sign for the overlap, too: an ISO 8601
 * duration of at most a week, `PT0S` where one has leaked.
 *
 * @throws `endpoint_not_found`, `request_invalid`, `secrets_full` where three sign already and none is to end now
 */
export async function rotateSecret(
  services: Services,
  tenant: Tenant,
  endpoint_id: string,
  overlap?: string,
): Promise<EndpointWithSecret> {
  const { store, sealer, clock } = services;
  const ms = readOverlap(overlap);
  const { secrets } = await ownEndpoint(services, tenant, endpoint_id);
  if (ms > 0 && secrets.length >= MOST_SECRETS) throw secretsFull(secrets.at(-1)?.ends_at);
  const secret = newSigningSecret();
  await store.endpoints.addSecret(endpoint_id, sealer.seal(secret, secretPlace(endpoint_id)), new Date(clock() + ms));
  return { ...(await stateOf(services, await ownEndpoint(services, tenant, endpoint_id))), secret };
}

function readOverlap(overlap: string | undefined): number {
  const ms = overlap === undefined ? OVERLAP : duration(overlap);
  if (ms !== undefined && ms >= 0 && ms <= MOST_OVERLAP) return ms;
  const message = '‘overlap’ is an ISO 8601 duration of at most P7D, such as PT24H; PT0S ends the old secret at once.';
  throw new VestibuleError('request_invalid', message, {
    errors: [{ pointer: '/overlap', code: 'duration', message }],
  });
}

function secretsFull(next: Date | undefined): VestibuleError {
  const until = next ? ` The next one ends at ${rfc3339(next.getTime())}.` : '';
  const message = `Three secrets sign already.${until} To end all older ones now, send the overlap PT0S.`;
  return new VestibuleError('secrets_full', message);
}

/** How the test of an endpoint went. */
export type EndpointTest = Attempt & { event_id: string };

/**
 * Sends an event `webhook.test` at once, to this endpoint alone, also where it is disabled or has chosen other events.
 * It is in no log and isn't tried again. Throws `endpoint_not_found`; what the endpoint does is in the answer.
 */
export async function testEndpoint(
  services: Services,
  tenant: Tenant,
  endpoint_id: string,
  signal: AbortSignal,
): Promise<EndpointTest> {
  const endpoint = await ownEndpoint(services, tenant, endpoint_id);
  const event_id = tenantEventId(tenant.client_id, `webhook/${endpoint_id}/test/${randomUUID()}`);
  const at = rfc3339(services.clock());
  const event = { id: event_id, type: 'webhook.test' as const, at, data: { endpoint_id } };
  return { event_id, ...(await sendOnce(services.webhooks, endpoint, event, { signal })) };
}
