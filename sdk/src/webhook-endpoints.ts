import { type Call, type CallOptions, segment } from './http.js';
import { type Paged, paged } from './paged.js';
import { newKey } from './retry.js';
import type {
  Operations,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from './types.js';
import type {
  DeliveryFilter,
  EndpointFilter,
  NewWebhookEndpoint,
  WebhookEndpointChange,
  WebhookReplay,
} from './webhook-types.js';

type CallApi = <T>(call: Call) => Promise<T>;
type EndpointPage = Operations['listWebhooks']['answer'];
type DeliveryPage = Operations['listWebhookDeliveries']['answer'];

/** Where the tenant's events go. */
export function webhookEndpoints(call: CallApi) {
  const path = (id: string, below = '') => `/webhooks/${segment(id)}${below}`;
  /** A lost answer is asked for again under the same key: its secret is shown once. */
  const keyed = () => ({ headers: { 'Idempotency-Key': newKey() }, isIdempotent: true });
  function list<T, Page extends { data: T[] }>(
    at: string,
    { limit, state, cursor: from, ...options }: CallOptions & DeliveryFilter,
  ): Paged<T, Page> {
    const read = (cursor?: string) =>
      call<Page>({ ...options, method: 'GET', path: at, query: { state, limit, cursor } });
    return paged(read, from);
  }
  return {
    /** All endpoints, oldest first, page by page as you go. */
    list(options: CallOptions & EndpointFilter = {}): Paged<WebhookEndpoint, EndpointPage> {
      return list('/webhooks', options);
    },
    /** Its `secret` is answered now, and never again. */
    create(endpoint: NewWebhookEndpoint, options: CallOptions = {}): Promise<WebhookEndpointWithSecret> {
      return call({ ...options, ...keyed(), method: 'POST', path: '/webhooks', body: endpoint });
    },
    get(id: string, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'GET', path: path(id) });
    },
    /** Changes the members given. */
    update(id: string, endpoint: WebhookEndpointChange, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'PATCH', path: path(id), body: endpoint });
    },
    delete(id: string, options: CallOptions = {}): Promise<unknown> {
      return call({ ...options, method: 'DELETE', path: path(id) });
    },
    /** Makes a new secret. The old one signs beside it for `overlap`: `PT24H` by default, `P7D` at most. */
    rotateSecret(
      id: string,
      { overlap, ...options }: CallOptions & { overlap?: string } = {},
    ): Promise<WebhookEndpointWithSecret> {
      return call({ ...options, ...keyed(), method: 'POST', path: path(id, '/secret'), body: { overlap } });
    },
    /** Sends a test, once and at once, and answers how it went. */
    test(id: string, options: CallOptions = {}): Promise<WebhookAttempt> {
      return call({ ...options, method: 'POST', path: path(id, '/test') });
    },
    /** Sends events again, under their ids: one, all since an event or a time, or all that were given up. */
    replay(id: string, what: WebhookReplay, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'POST', path: path(id, '/replay'), body: what });
    },
    /** What was sent in the last 30 days, with its attempts, the newest event first, page by page as you go. */
    deliveries(id: string, options: CallOptions & DeliveryFilter = {}): Paged<WebhookDelivery, DeliveryPage> {
      return list(path(id, '/deliveries'), options);
    },
  };
}
