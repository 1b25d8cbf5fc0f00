import type { Operations, TenantEvent } from './types.js';

/**
 * An event of a tenant: thin, ids and states. What is true now is read from the API.
 * A newer API may have types and members that this version doesn't know.
 */
export interface WebhookEvent extends Omit<TenantEvent, 'type' | 'data'> {
  /** `session.completed`, `credentials.expiring`, … */
  type: string;
  data: TenantEvent['data'] & {
    /** Of `session.completed`, where the endpoint asks for it. */
    temp_token?: string;
    [more: string]: string | number | boolean | undefined;
  };
}

/** What `webhooks.create` takes. */
export type NewWebhookEndpoint = Operations['createWebhook']['body'];

/** What `webhooks.update` changes; what is left out stays as it is. A `description` of null takes it away. */
export type WebhookEndpointChange = Operations['changeWebhook']['body'];

/** `limit` is the size of a page; `cursor` the `next_cursor` of the page before, to begin there. */
export type EndpointFilter = Operations['listWebhooks']['query'];

/** As `EndpointFilter`, and `state`: `pending`, `delivered` or `failed`. */
export type DeliveryFilter = Operations['listWebhookDeliveries']['query'];

/** Which events `webhooks.replay` sends again: exactly one of the three. */
export type WebhookReplay =
  | {
      /** One, of the last 30 days. */
      event_id: string;
    }
  | {
      /** All since a time (RFC 3339), or after an event's id. */
      since: string;
    }
  | {
      /** All that were given up. */
      failed: true;
    };
