import { EVENT_TYPES, type EventType } from '../../domain/tenant-event';
import type { DeliveryState } from '../../service/webhook-deliveries';
import type { EndpointTest } from '../../service/webhook-secrets';
import type { EndpointStatus } from '../../service/webhook-status';
import { ATTEMPT_ERROR_CODES } from '../../service/webhook-words';
import type { EndpointState, EndpointWithSecret } from '../../service/webhooks';
import { answer, IDEMPOTENCY_KEY, json, type OpenApiOperation, pathParameter, query } from './operation';
import {
  boolean,
  describes,
  integer,
  list,
  oneOf,
  optional,
  type Part,
  page,
  ref,
  strict,
  string,
  text,
  time,
} from './schemas';

const ID = '^we_[0-9a-f]{32}$';
const URL = text(2_048, { description: '`https`, at port 443 or 8443 of a host on the internet.' });
const EVENTS = list(text(64), {
  minItems: 1,
  maxItems: 50,
  description: 'Types, families (`session.*`), or `*` for all.',
});
const DESCRIPTION = text(200, { description: 'For people. No names of users.' });
const ORDERED = boolean({ description: 'Events of one session, or of one credential, are sent in their order.' });
const TEMP_TOKEN = boolean({
  description: '`session.completed` has `data.temp_token`, for `POST /token`: good for ten minutes from its attempt.',
});
const ENABLED = boolean({ description: 'False: nothing is sent, and events are kept. Only the tenant sets it.' });

export const webhookStatus = describes<EndpointStatus>()(
  optional(
    {
      state: oneOf(['working', 'failing', 'paused'], {
        description: '`failing`: the last attempt has failed. `paused`: its tenant has disabled it.',
      }),
      waiting: integer({ description: 'Events that it is still to be sent. 1000: that many or more.' }),
      failing_since: time('When the first of the failed attempts was.'),
      next_attempt_at: time('When it is tried next, where something waits.'),
      last_taken_at: time('When it took an event last.'),
    },
    'failing_since',
    'next_attempt_at',
    'last_taken_at',
  ),
);

const members = {
  endpoint_id: string({ pattern: ID }),
  url: string(),
  events: list(string()),
  description: string(),
  ordered: ORDERED,
  temp_token: TEMP_TOKEN,
  enabled: ENABLED,
  public_key: string({ description: '`whpk_` and the Ed25519 public key in base64: it verifies `v1a`.' }),
  secrets: integer({ description: 'How many secrets sign: more than one while one is rotated.' }),
  old_secrets_until: time('When the last of the replaced secrets ends.'),
  created_at: time('When.'),
  status: ref('WebhookStatus', webhookStatus),
};
export const webhookEndpoint = describes<EndpointState>()(optional(members, 'description', 'old_secrets_until'));
const secret = string({ description: '`whsec_` and base64: it verifies `v1`. It is shown only now.' });
export const webhookEndpointWithSecret = describes<EndpointWithSecret>()(
  optional({ ...members, secret }, 'description', 'old_secrets_until'),
);
const attemptMembers = {
  at: time('When the attempt began.'),
  ms: integer({ description: 'How long it took.' }),
  status: integer({ description: 'The HTTP status. 2xx: taken.' }),
  error: oneOf(ATTEMPT_ERROR_CODES, { description: 'Absent where the event was taken.' }),
  message: string({ description: 'One sentence about the error.' }),
};
export const webhookAttempt = describes<EndpointTest>()(
  optional(
    {
      event_id: string({ description: 'The test’s `webhook-id`.' }),
      ...attemptMembers,
      retry_after: integer({ description: 'ms after which the endpoint asks to be tried again.' }),
    },
    'status',
    'error',
    'message',
    'retry_after',
  ),
);
export const webhookDelivery = describes<DeliveryState>()(
  optional(
    {
      event_id: string(),
      type: oneOf(Object.keys(EVENT_TYPES) as EventType[]),
      session_id: string(),
      state: oneOf(['pending', 'delivered', 'failed'], {
        description: '`failed`: it was tried for 72 hours and given up. A replay sends it again.',
      }),
      attempts: list(optional(attemptMembers, 'status', 'error', 'message'), {
        description: 'The last twenty, oldest first.',
      }),
      attempts_made: integer(),
      next_attempt_at: time('When it is tried next, where it is pending.'),
    },
    'session_id',
    'next_attempt_at',
  ),
);
const DELIVERY = ref('WebhookDelivery', webhookDelivery);
const ENDPOINT = ref('WebhookEndpoint', webhookEndpoint);
const WITH_SECRET = ref('WebhookEndpointWithSecret', webhookEndpointWithSecret);

const TAG = 'Webhooks';
const BY_SERVER: Part[] = [{ client: [] }];
const ENDPOINT_ID = pathParameter('endpoint_id', text(64), 'The endpoint.');
const OURS: OpenApiOperation['errors'] = ['client_unauthorized', 'database_unavailable'];
const OF_ONE: OpenApiOperation['errors'] = ['endpoint_not_found', ...OURS];
const KEYED: OpenApiOperation['errors'] = ['idempotency_in_flight', 'idempotency_key_reused'];

export const listEndpoints: OpenApiOperation = {
  method: 'get',
  path: '/webhooks',
  id: 'listWebhooks',
  tag: TAG,
  summary: 'List webhook endpoints',
  parameters: [
    query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Endpoints a page; 50 by default.'),
    query('cursor', text(64), 'From the page before.'),
  ],
  success: answer('A page of endpoints, oldest first.', page(ENDPOINT)),
  errors: OURS,
  security: BY_SERVER,
};

export const createEndpoint: OpenApiOperation = {
  method: 'post',
  path: '/webhooks',
  id: 'createWebhook',
  tag: TAG,
  summary: 'Create a webhook endpoint',
  description: 'It is sent the events from now on. Keep the secret: it is shown only now.',
  parameters: [IDEMPOTENCY_KEY],
  body: json(
    strict(['url', 'events'], {
      url: URL,
      events: EVENTS,
      description: DESCRIPTION,
      ordered: ORDERED,
      temp_token: TEMP_TOKEN,
    }),
  ),
  success: { 201: { description: 'Created.', ...json(WITH_SECRET) } },
  errors: ['endpoint_invalid', 'endpoints_full', ...KEYED, ...OURS],
  security: BY_SERVER,
};

export const readEndpoint: OpenApiOperation = {
  method: 'get',
  path: '/webhooks/{endpoint_id}',
  id: 'readWebhook',
  tag: TAG,
  summary: 'Read a webhook endpoint',
  parameters: [ENDPOINT_ID],
  success: answer('The endpoint.', ENDPOINT),
  errors: OF_ONE,
  security: BY_SERVER,
};

export const changeEndpoint: OpenApiOperation = {
  ...readEndpoint,
  method: 'patch',
  id: 'changeWebhook',
  summary: 'Change a webhook endpoint',
  description: 'What is left out stays as it is. A `description` of null takes it away.',
  body: json({
    ...strict([], {
      url: URL,
      events: EVENTS,
      description: { ...DESCRIPTION, type: ['string', 'null'] },
      ordered: ORDERED,
      temp_token: TEMP_TOKEN,
      enabled: ENABLED,
    }),
    minProperties: 1,
  }),
  success: answer('The endpoint as it is now.', ENDPOINT),
  errors: ['endpoint_invalid', ...OF_ONE],
};

export const removeEndpoint: OpenApiOperation = {
  ...readEndpoint,
  method: 'delete',
  id: 'removeWebhook',
  summary: 'Remove a webhook endpoint',
  description: 'It is sent nothing more, nor what it has not taken yet. To pause it, set `enabled` to false.',
  success: { 204: { description: 'Removed.' } },
};

export const rotateSecret: OpenApiOperation = {
  ...readEndpoint,
  method: 'post',
  path: '/webhooks/{endpoint_id}/secret',
  id: 'rotateWebhookSecret',
  summary: 'Rotate the secret of a webhook endpoint',
  description: 'The new secret is shown only now. Until the overlap is over, events are signed by the old one too.',
  parameters: [ENDPOINT_ID, IDEMPOTENCY_KEY],
  body: json(
    strict([], {
      overlap: text(32, {
        description: 'ISO 8601 duration, `PT24H` by default and `P7D` at most. `PT0S`: the old one has leaked.',
      }),
    }),
  ),
  success: answer('The endpoint, with its new secret.', WITH_SECRET),
  errors: ['secrets_full', ...KEYED, ...OF_ONE],
};

export const testEndpoint: OpenApiOperation = {
  ...readEndpoint,
  method: 'post',
  path: '/webhooks/{endpoint_id}/test',
  id: 'testWebhook',
  summary: 'Send a test to a webhook endpoint',
  description:
    'A signed event of type `webhook.test`, once and at once, to this endpoint alone; also to a disabled one. The answer ' +
    'says how it went.',
  success: answer('The attempt. It has failed where `error` is there.', ref('WebhookAttempt', webhookAttempt)),
};

export const listDeliveries: OpenApiOperation = {
  ...readEndpoint,
  path: '/webhooks/{endpoint_id}/deliveries',
  id: 'listWebhookDeliveries',
  summary: 'List what a webhook endpoint was sent',
  description: 'The newest event first, each for 30 days from its last attempt. Nothing of what was answered is kept.',
  parameters: [
    ENDPOINT_ID,
    query('state', { type: 'string', enum: ['pending', 'delivered', 'failed'] }, 'Those in this state only.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Deliveries a page; 50 by default.'),
    query('cursor', text(64), 'From the page before.'),
  ],
  success: answer('A page of deliveries.', page(DELIVERY)),
};

export const replayEvents: OpenApiOperation = {
  ...readEndpoint,
  method: 'post',
  path: '/webhooks/{endpoint_id}/replay',
  id: 'replayWebhook',
  summary: 'Send events to a webhook endpoint again',
  description:
    'One event, all after an event or a time, or all that were given up: exactly one of the three. The endpoint is tried ' +
    'at once, also where it fails; one that is paused is sent them once it is enabled. Events have the ids that they had.',
  body: json({
    ...strict([], {
      event_id: text(64, {
        description: 'An event of the last 30 days, whether or not the endpoint has chosen its type.',
      }),
      since: text(64, {
        description: 'An event’s id, or a time (RFC 3339): all that the endpoint has chosen after that.',
      }),
      failed: { const: true, description: 'All that were given up after 72 hours.' },
    }),
    minProperties: 1,
    maxProperties: 1,
  }),
  success: { 202: { description: 'Taken up.', ...json(ENDPOINT) } },
};
