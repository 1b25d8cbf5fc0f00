import { EVENT_TYPES, type EventType } from '../../domain/tenant-event';
import { EVENT_DATA, headerParameter, json, type OpenApiOperation, query } from './operation';
import { boolean, list, object, oneOf, optional, ref, string, text, time } from './schemas';

const EVENT_ID = '^evt_[0-9a-f]{32}$';
const eventId = string({ pattern: EVENT_ID, description: 'The same for the same event, however often it is told.' });

/** What an event is about. A member that is new here is new in the answers, too, and none is ever removed. */
const about = {
  session_id: string(),
  credentials_id: string(),
  skill: string(),
  status: string({ description: 'The status of the session or credentials then. What is true now, the API says.' }),
  reference: string({ description: 'The tenant’s own name for the session.' }),
  step: string(),
  reason_code: string({ description: 'Why the session has ended so: for programs, never in words.' }),
  event: string({ description: 'Of a reminder: the name that the step’s definition gives it.' }),
  number: { type: 'integer', description: 'Of a reminder: counts those of the session.' },
  endpoint_id: string({ description: 'Of `webhook.*`: the endpoint.' }),
  event_id: string({ description: 'Of `webhook.exhausted`: the event that was given up.' }),
  event_type: string({ description: 'Of `webhook.exhausted`: its type.' }),
  error: string({ description: 'Of `webhook.*`: why the last attempt has failed, as in the log of deliveries.' }),
  failing_since: time('Of `webhook.failing`: when the first of the failed attempts was.'),
  by: string({ description: 'Of `credentials.revoked`: who has ended them, `tenant` or `bank`.' }),
  valid_until: string({ description: 'Of `credentials.expiring`: a date or a time, as the bank said it.' }),
  cause: string({ description: 'Of `session.stuck`: `task_failing` or `call_failing`.' }),
  digest: string({ description: 'Of `skill.published`: of the skill’s document.' }),
  days_left: { type: 'integer', description: 'Of `credentials.expiring`.' },
};
const names = Object.keys(about) as (keyof typeof about)[];

/** An event of a tenant. */
export const tenantEvent = object({
  id: eventId,
  type: oneOf(Object.keys(EVENT_TYPES) as EventType[]),
  at: time('When it happened.'),
  data: {
    ...optional(about, ...names),
    description: 'What it is about: ids and states, never personal data. What does not apply is absent.',
  },
});
const event = ref('TenantEvent', tenantEvent);

const page = optional(
  {
    data: list(event),
    has_more: boolean({ description: 'There are more now.' }),
    next_since: string({ description: 'Give it as `since` to get what comes next, now or later.' }),
  },
  'next_since',
);

export const listEvents: OpenApiOperation = {
  method: 'get',
  path: '/events',
  id: 'listEvents',
  tag: 'Events',
  summary: 'List or follow the tenant’s events',
  description:
    'Oldest first, of the last 30 days. With `Accept: text/event-stream`: server-sent events of type `event`, as they ' +
    'are recorded; without `since` those from now on.',
  parameters: [
    query(
      'since',
      text(64),
      'Events after this one (an event’s id), or since this time (RFC 3339; `+` is `%2B` in an address).',
    ),
    query('limit', { type: 'integer', minimum: 1, maximum: 1_000 }, 'Events a page; 100 by default.'),
    headerParameter(
      'Last-Event-ID',
      { type: 'string', maxLength: 64 },
      'Of a stream: the id of the last event received. It goes on after that, and counts more than `since`.',
    ),
  ],
  success: {
    200: {
      description: 'A page of events, or the stream.',
      content: {
        ...(json(page).content as object),
        'text/event-stream': { schema: { type: 'string' }, [EVENT_DATA]: event },
      },
    },
  },
  errors: ['client_unauthorized', 'database_unavailable'],
  security: [{ client: [] }],
};
