/**
 * The types of events that a tenant is told, and what each says. An event says that something has changed; what is
 * true now is read from the API.
 */
export const EVENT_TYPES = {
  'session.created': 'A session has begun.',
  'session.step_completed': 'A step that the user meets was completed, with the files that it requires.',
  'session.waiting': 'The session waits for something else than before: a form, files, the user at the bank, a review.',
  'session.completed': 'The session has ended well.',
  'session.rejected': 'A bank, an insurer or a review has declined.',
  'session.cancelled': 'The session was cancelled, and nothing of it can happen any more.',
  'session.expired': 'The session has run out of time.',
  'session.failed': 'The session has failed.',
  'session.stuck': 'The session can’t go on for a fault of ours; it goes on once that is mended.',
  'session.abandoned': 'The user was awaited and has not come for long. The session still waits.',
  'session.reminder': 'A step’s definition asked for a reminder at this time.',
  'credentials.created': 'A session has left credentials behind.',
  'credentials.expiring': 'Credentials expire in 14, 7 or 1 days, as `days_left` says.',
  'credentials.expired': 'Credentials have expired.',
  'credentials.revoked': 'Credentials were revoked, by the tenant or at the bank.',
  'credentials.renewed': 'Credentials were renewed and are valid for longer.',
  'payment.accepted': 'The bank has accepted a payment for execution.',
  'payment.settled': 'A payment was settled.',
  'payment.returned': 'A payment that the bank had accepted has come back.',
  'consent.withdrawn': 'The user has withdrawn a consent at the bank.',
  'skill.published': 'A skill was published that the tenant has registered, or has another version of.',
  'skill.retired': 'A skill that the tenant registered takes no new sessions any more.',
  'webhook.failing': 'An endpoint of the tenant has stopped taking events; they are kept and tried again.',
  'webhook.recovered': 'An endpoint takes events again.',
  'webhook.exhausted': 'An event was tried for 72 hours and not taken. It is tried no more unless it is replayed.',
  'webhook.test': 'A test that the tenant has asked for: sent to one endpoint, at once, and in no log.',
} as const satisfies Record<string, string>;

export type EventType = keyof typeof EVENT_TYPES;

/** What an event is about: ids and states, never personal data. Each member is told in the API's document. */
export interface TenantEventData {
  session_id?: string;
  credentials_id?: string;
  skill?: string;
  status?: string;
  /** The tenant's own word for the session. */
  reference?: string;
  step?: string;
  reason_code?: string;
  /** Of a reminder: its name in the definition, and which of the session's it is. */
  event?: string;
  number?: number;
  /** Of `webhook.*`: the endpoint, the event that it did not take, why, and since when. */
  endpoint_id?: string;
  event_id?: string;
  event_type?: string;
  error?: string;
  failing_since?: string;
  /** Of `credentials.expiring`: a date or a time, as the bank said it. */
  valid_until?: string;
  days_left?: number;
  /** Of `session.stuck`. */
  cause?: 'task_failing' | 'call_failing';
  /** Of `skill.published`. */
  digest?: string;
  /** Of `credentials.revoked`: where. */
  by?: 'tenant' | 'bank';
}

/** An event of a tenant. */
export interface TenantEvent {
  /** `evt_` and 32 hexadecimal digits; the same for the same event, however often it is recorded or sent. */
  id: string;
  type: EventType;
  /** When it happened, RFC 3339 in UTC. */
  at: string;
  data: TenantEventData;
}

/** Records events of a tenant, in this order. One that was recorded before is left out. */
export interface EventRecorder {
  record(client_id: string, events: readonly TenantEvent[]): Promise<void>;
}

/** The name by which the log of changes says that a tenant has new events. */
export const changeOfEvents = (client_id: string): string => `events/${client_id}`;
