import { type Call, type CallOptions, segment } from './http.js';
import type { WebhookDelivery, WebhookEndpoint, WebhookEndpointInput } from './webhook-types.js';

type CallApi = <T>(call: Call) => Promise<T>;
/** A page of a list. */
export interface PageOf<T> {
  data: T[];
  has_more?: boolean;
  next_cursor?: string | null;
}

/** Where the tenant's events go. */
export function webhookEndpoints(call: CallApi) {
  const path = (id: string, below = '') => `/webhooks/${segment(id)}${below}`;
  return {
    list(options: CallOptions = {}): Promise<PageOf<WebhookEndpoint>> {
      return call({ ...options, method: 'GET', path: '/webhooks' });
    },
    /** Its `secret` is answered now, and never again. */
    create(endpoint: WebhookEndpointInput, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'POST', path: '/webhooks', body: endpoint });
    },
    get(id: string, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'GET', path: path(id) });
    },
    /** Changes the members given. */
    update(id: string, endpoint: Partial<WebhookEndpointInput>, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'PATCH', path: path(id), body: endpoint });
    },
    delete(id: string, options: CallOptions = {}): Promise<unknown> {
      return call({ ...options, method: 'DELETE', path: path(id) });
    },
    /** Makes a new secret, beside which the old one signs for a while. */
    rotateSecret(id: string, options: CallOptions = {}): Promise<WebhookEndpoint> {
      return call({ ...options, method: 'POST', path: path(id, '/secret'), body: {} });
    },
    /** Sends an event for trying, now. */
    test(id: string, options: CallOptions = {}): Promise<Record<string, unknown>> {
      return call({ ...options, method: 'POST', path: path(id, '/test'), body: {} });
    },
    /** Sends one event again, or all since an event or a time. */
    replay(
      id: string,
      what: { event_id: string } | { since: string },
      options: CallOptions = {},
    ): Promise<Record<string, unknown>> {
      return call({ ...options, method: 'POST', path: path(id, '/replay'), body: what });
    },
    /** What was sent, with every attempt, page by page as you go. */
    async *deliveries(
      id: string,
      options: CallOptions & { limit?: number } = {},
    ): AsyncGenerator<WebhookDelivery, void, undefined> {
      const { limit, ...rest } = options;
      let cursor: string | undefined;
      do {
        const query = { limit, cursor };
        const page: PageOf<WebhookDelivery> = await call({
          ...rest,
          method: 'GET',
          path: path(id, '/deliveries'),
          query,
        });
        yield* page.data;
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },
  };
}
