import { VestibuleError } from '../domain/errors';
import { newEndpointId } from '../security/ids';
import type { WebhookEndpoint } from '../store/store';
import { secretPlace } from '../webhooks/secrets';
import { newSigningKey, newSigningSecret } from '../webhooks/signature';
import type { Tenant } from './access';
import { cursorInvalid } from './data/cursor';
import type { Services } from './services';
import { rfc3339 } from './session-views';
import { checkEndpoint } from './webhook-rules';
import { type EndpointStatus, endpointStatus } from './webhook-status';

/** What a tenant asks an endpoint to be. */
export interface EndpointRequest {
  url: string;
  events: string[];
  description?: string;
  ordered?: boolean;
  temp_token?: boolean;
}
export type EndpointChanges = Partial<Omit<EndpointRequest, 'description'>> & {
  /** `null` takes it away. */
  description?: string | null;
  enabled?: boolean;
};

/** An endpoint as its tenant sees it. */
export interface EndpointState {
  endpoint_id: string;
  url: string;
  events: string[];
  description?: string;
  ordered: boolean;
  temp_token: boolean;
  enabled: boolean;
  /** `whpk_…`, for `v1a`. */
  public_key: string;
  /** How many secrets sign; more than one while one is rotated. */
  secrets: number;
  /** When the last of the replaced secrets ends, where there is one. RFC 3339. */
  old_secrets_until?: string;
  created_at: string;
  /** How its delivery goes. */
  status: EndpointStatus;
}
/** An endpoint with its newest secret, which is shown only now. */
export type EndpointWithSecret = EndpointState & { secret: string };

export interface EndpointPage {
  data: EndpointState[];
  has_more: boolean;
  next_cursor: string | null;
}

/** A page of the tenant's endpoints, oldest first. Throws `request_invalid` for a cursor that it never gave out. */
export async function listEndpoints(
  services: Services,
  { client_id }: Tenant,
  { limit = 50, cursor }: { limit?: number; cursor?: string },
): Promise<EndpointPage> {
  if (cursor !== undefined && !CURSOR.test(cursor)) throw cursorInvalid('This is no cursor of a page before.');
  const all = await services.store.endpoints.list(client_id);
  const rest = cursor === undefined ? all : all.filter((endpoint) => cursorOf(endpoint) > cursor);
  const page = rest.slice(0, limit);
  const has_more = page.length < rest.length;
  const data = await Promise.all(page.map((endpoint) => stateOf(services, endpoint)));
  const last = page.at(-1);
  return { data, has_more, next_cursor: has_more && last ? cursorOf(last) : null };
}

/** Sorts as the endpoints do. It holds where its endpoint is removed: whoever removes them page by page goes on. */
const cursorOf = ({ created_at, endpoint_id }: WebhookEndpoint): string =>
  `${String(created_at.getTime()).padStart(15, '0')}.${endpoint_id}`;
const CURSOR = /^\d{15}\.we_[0-9a-f]{32}$/;

/**
 * Creates an endpoint: it is sent the events that are recorded from now on. Throws `endpoint_invalid`, and
 * `endpoints_full` where the tenant has as many as it can.
 */
export async function createEndpoint(
  services: Services,
  tenant: Tenant,
  request: EndpointRequest,
): Promise<EndpointWithSecret> {
  checkEndpoint(services, tenant, request);
  const { store, sealer, clock } = services;
  const { client_id } = tenant;
  const endpoint_id = newEndpointId();
  const secret = newSigningSecret();
  const { privateKey, publicKey } = newSigningKey();
  const place = secretPlace(endpoint_id);
  const { url, events, description, ordered = false, temp_token = false } = request;
  const endpoint = {
    endpoint_id,
    client_id,
    url,
    events: [...new Set(events)],
    ...(description === undefined ? {} : { description }),
    ordered,
    temp_token,
    enabled: true,
    signing_key: { sealed: sealer.seal(privateKey, place), public_key: publicKey },
    created_at: new Date(clock()),
    from: await store.events.end(client_id),
  };
  const sealed = sealer.seal(secret, place);
  if (!(await store.endpoints.create(endpoint, sealed))) throw full();
  services.deliveries.changed(endpoint);
  return { ...(await stateOf(services, { ...endpoint, secrets: [{ sealed }] })), secret };
}

const full = () =>
  new VestibuleError(
    'endpoints_full',
    'The tenant has 20 endpoints, and no more are kept. Remove one, or have one of them take more types of events.',
  );

export const readEndpoint = async (services: Services, tenant: Tenant, endpoint_id: string): Promise<EndpointState> =>
  stateOf(services, await ownEndpoint(services, tenant, endpoint_id));

/** Changes what is given of an endpoint. Throws `endpoint_not_found` and `endpoint_invalid`. */
export async function changeEndpoint(
  services: Services,
  tenant: Tenant,
  endpoint_id: string,
  changes: EndpointChanges,
): Promise<EndpointState> {
  await ownEndpoint(services, tenant, endpoint_id);
  checkEndpoint(services, tenant, changes);
  const { events } = changes;
  const change = { ...changes, ...(events ? { events: [...new Set(events)] } : {}) };
  const endpoint = found(await services.store.endpoints.change(endpoint_id, change));
  services.deliveries.changed(endpoint);
  return stateOf(services, endpoint);
}

/** Removes an endpoint. What it has not been sent, it is sent no more. Throws `endpoint_not_found`. */
export async function removeEndpoint(services: Services, tenant: Tenant, endpoint_id: string): Promise<void> {
  const endpoint = await ownEndpoint(services, tenant, endpoint_id);
  await services.store.endpoints.remove(endpoint_id);
  services.deliveries.changed(endpoint);
}

/** The tenant's endpoint. Another tenant's is as absent as one that never was: `endpoint_not_found`. */
export async function ownEndpoint(
  { store }: Services,
  { client_id }: Tenant,
  endpoint_id: string,
): Promise<WebhookEndpoint> {
  const endpoint = await store.endpoints.find(endpoint_id);
  return found(endpoint?.client_id === client_id ? endpoint : undefined);
}

function found(endpoint: WebhookEndpoint | undefined): WebhookEndpoint {
  if (endpoint) return endpoint;
  throw new VestibuleError('endpoint_not_found', 'This tenant has no endpoint with this id.');
}

/** An endpoint as its tenant sees it: nothing that is sealed is in it. */
export async function stateOf(
  services: Pick<Services, 'store' | 'clock'>,
  endpoint: WebhookEndpoint,
): Promise<EndpointState> {
  const { endpoint_id, url, events, description, ordered, temp_token, enabled, secrets, signing_key } = endpoint;
  const ends = secrets.flatMap(({ ends_at }) => ends_at?.getTime() ?? []);
  return {
    endpoint_id,
    url,
    events,
    ...(description === undefined ? {} : { description }),
    ordered,
    temp_token,
    enabled,
    public_key: signing_key.public_key,
    secrets: secrets.length,
    ...(ends.length > 0 ? { old_secrets_until: rfc3339(Math.max(...ends)) } : {}),
    created_at: endpoint.created_at.toISOString(),
    status: await endpointStatus(services, endpoint),
  };
}
