import { type Connection, Schema, type SchemaDefinition } from 'mongoose';
import type { Credentials, Draft, Publication, Servicer, ServicerKey, Tenant, WebhookEndpoint } from './store';

/*
 * Two rules, so that the store is as consistent on FerretDB with SQLite as on MongoDB:
 *
 * 1. Natural ids, and look-ups and changes by `_id` alone. They are the fastest on every server, and FerretDB reads the
 *    whole collection for any other filter, also for one that has `_id` and something else.
 * 2. A race that only one may win is decided by an insert under a natural id, never by a conditional update. FerretDB
 *    reads a document, changes it and writes it back without a lock: of sixteen conditional updates at once several
 *    succeed, and of two changes to different fields one is lost. Inserts and deletes are left to SQLite, which decides
 *    them. So each document has one writer at a time, or writers whose order doesn't matter.
 */
export type ServicerDoc = Omit<Servicer, 'name'> & { _id: string };
/** `_id` is the servicer's name and the key's. */
export type ServicerKeyDoc = ServicerKey & { _id: string };
export type TenantDoc = Omit<Tenant, 'client_id'> & { _id: string };
/**
 * A published skill; `_id` is name and digest. The definition is stored as text, for not every server allows its keys
 * (`$ref`, `/a.b`) in a document.
 */
export interface SkillDoc {
  _id: string;
  skill: string;
  definition: string;
  published_at: Date;
}
/**
 * A skill that was published over HTTP; `_id` is its name. What has names of its author's making is stored as text, as
 * `SkillDoc` says.
 */
export type PublicationDoc = Omit<Publication, 'skill' | 'texts' | 'proof'> & {
  _id: string;
  texts: string;
  proof: string;
};
export type CredentialsDoc = Omit<Credentials, 'credentials_id' | 'body' | 'access_token_hmac' | 'exchanged_at'> & {
  _id: string;
  body: string;
};
/** The exchange of a temp token; `_id` is the credentials' id, so there is one at most. */
export interface ExchangeDoc {
  _id: string;
  access_token_hmac: string;
  exchanged_at: Date;
}
/**
 * An idempotency record; `response` is absent while the first call is at work. `_id` is the hash of the key, or
 * `<hash>/<lease>` for the claim of whoever takes a lease over.
 */
export interface IdempotencyDoc {
  _id: string;
  fingerprint: string;
  lease: string;
  leased_until: Date;
  expires_at: Date;
  response?: { status: number; headers: string; body: string };
}
/** A part of a bank's list. `_id` is the snapshot's and its number in it. */
export interface PageDoc {
  _id: string;
  body: string;
  expires_at: Date;
}
/** `_id` is a subject and the credentials'. */
export interface BankNoteDoc {
  _id: string;
  body: string;
}
/** That a list was read for the nth time on a day: credentials, day, list and number are the `_id`. */
export interface ReadCountDoc {
  _id: string;
  expires_at: Date;
}
/** Whose session it is: `_id` is the session's. */
export interface SubjectDoc {
  _id: string;
  subject: string;
  expires_at: Date;
}
/** That something has changed: `_id` says what, `value` is another after each change. */
export interface MarkDoc {
  _id: string;
  value: string;
}

/** Sessions that have changed, by workflow id; `_id` is the entry's number in the log. */
export interface ChangeDoc {
  _id: string;
  sessions: string[];
  at: Date;
  /** The writer. */
  by: string;
}
/** A tenant's event; `_id` is the tenant's client id and the place in its log. */
export interface EventDoc {
  _id: string;
  event_id: string;
  type: string;
  at: Date;
  /** JSON. */
  data: string;
  expires_at: Date;
}
/** A check of credentials that falls due. `_id`: its kind, when (RFC 3339), whose: those of a kind sort by their time. */
export interface DueCheckDoc {
  _id: string;
  client_id: string;
  said?: string;
}
/** Something that the watch remembers. */
export interface WatchNoteDoc {
  _id: string;
  value: string;
}
/** A webhook endpoint. `slot`, unique: its tenant's client id and a number, so that a tenant has no more than those. */
export type EndpointDoc = Omit<WebhookEndpoint, 'endpoint_id' | 'secrets' | 'signing_key'> & {
  _id: string;
  slot: string;
  signing_key: string;
  public_key: string;
};
/**
 * A secret of an endpoint; `_id` is the endpoint's and the secret's number. It is never changed: of two rotations at
 * once, both secrets are kept.
 */
export interface EndpointSecretDoc {
  _id: string;
  endpoint_id: string;
  sealed: string;
  /** Until when those before it sign; absent for the first. */
  old_until?: Date;
}
/** How the delivery of an endpoint stands: `_id` is the endpoint's. `delivery`: JSON. */
export interface DeliveryStateDoc {
  _id: string;
  delivery: string;
  awake_until: Date;
}
/** What has become of an event that an endpoint was sent: `_id` is the endpoint's and the event's place in the log. */
export interface DeliveryDoc {
  _id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  session_id?: string;
  state: string;
  /** JSON. */
  attempts: string;
  made: number;
  due?: Date;
  expires_at: Date;
}
/** A wish for a replay; `_id` is the endpoint's and when it came. `replay`: JSON. */
export interface ReplayDoc {
  _id: string;
  endpoint_id: string;
  replay: string;
}
/** A draft of a skill. `document` and `mocks` are text, for they have names of their author's making. */
export type DraftDoc = Draft & { _id: string };
/** That a ticket was used. */
export interface TicketDoc {
  _id: string;
  expires_at: Date;
}

const text = { type: String, required: true } as const;
const optionalText = { type: String } as const;
const time = { type: Date, required: true } as const;
const texts = { type: [text], required: true } as const;

const schema = <T>(definition: SchemaDefinition<T>) =>
  new Schema<T>(definition, {
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
  });

const SERVICER = schema<ServicerDoc>({
  _id: text,
  title: text,
  providers: { type: [text] as never, default: undefined },
  created_at: time,
});
const SERVICER_KEY = schema<ServicerKeyDoc>({
  _id: text,
  servicer: text,
  name: text,
  hmac: text,
  created_at: time,
  ends_at: { type: Date },
});
const OLD_KEY = new Schema(
  { key: { ...text, enum: ['secret', 'app'] }, hmac: text, ends_at: time },
  { _id: false, strict: 'throw', versionKey: false },
);
const TENANT = schema<TenantDoc>({
  _id: text,
  name: text,
  servicer: text,
  flavour: { ...text, enum: ['production', 'sandbox'] },
  skills: texts,
  return_urls: texts,
  origins: texts,
  secret_hmac: text,
  app_key_hmac: text,
  old_keys: { type: [OLD_KEY] as never, default: undefined },
  created_at: time,
});
const SKILL = schema<SkillDoc>({ _id: text, skill: text, definition: text, published_at: time });
const PUBLISHER = new Schema({ servicer: text, key: text }, { _id: false, strict: 'throw', versionKey: false });
const RETIRED = new Schema({ by: PUBLISHER, at: time }, { _id: false, strict: 'throw', versionKey: false });
const PUBLICATION = schema<PublicationDoc>({
  _id: text,
  digest: text,
  document: text,
  texts: text,
  proof: text,
  by: { type: PUBLISHER as never, required: true },
  published_at: time,
  retired: { type: RETIRED as never, default: undefined },
});
const CREDENTIALS = schema<CredentialsDoc>({
  _id: text,
  session_id: text,
  client_id: text,
  skill: text,
  catalog: text,
  flavour: { ...text, enum: ['production', 'sandbox'] },
  body: text,
  status: { ...text, enum: ['active', 'revoked', 'expired'] },
  own_account_ids: { type: Boolean },
  valid_until: optionalText,
  created_at: time,
});
const EXCHANGE = schema<ExchangeDoc>({ _id: text, access_token_hmac: text, exchanged_at: time });
const RESPONSE = new Schema(
  { status: { type: Number, required: true }, headers: text, body: text },
  { _id: false, strict: 'throw', versionKey: false },
);
const IDEMPOTENCY = schema<IdempotencyDoc>({
  _id: text,
  fingerprint: text,
  lease: text,
  leased_until: time,
  expires_at: time,
  response: { type: RESPONSE },
});

const PAGE = schema<PageDoc>({ _id: text, body: text, expires_at: time });
const BANK_NOTE = schema<BankNoteDoc>({ _id: text, body: text });
const READ_COUNT = schema<ReadCountDoc>({ _id: text, expires_at: time });
const SUBJECT = schema<SubjectDoc>({ _id: text, subject: text, expires_at: time });
const MARK = schema<MarkDoc>({ _id: text, value: text });

const EVENT = schema<EventDoc>({
  _id: text,
  event_id: text,
  type: text,
  at: time,
  data: text,
  expires_at: time,
});

const DUE_CHECK = schema<DueCheckDoc>({ _id: text, client_id: text, said: optionalText });
const WATCH_NOTE = schema<WatchNoteDoc>({ _id: text, value: text });
const ENDPOINT = schema<EndpointDoc>({
  _id: text,
  client_id: text,
  slot: text,
  url: text,
  events: texts,
  description: optionalText,
  ordered: { type: Boolean, required: true },
  temp_token: { type: Boolean, required: true },
  enabled: { type: Boolean, required: true },
  signing_key: text,
  public_key: text,
  created_at: time,
  // Empty where the log is.
  from: { type: String, default: '' },
});
const ENDPOINT_SECRET = schema<EndpointSecretDoc>({
  _id: text,
  endpoint_id: text,
  sealed: text,
  old_until: { type: Date },
});

const DELIVERY_STATE = schema<DeliveryStateDoc>({ _id: text, delivery: text, awake_until: time });
const DELIVERY = schema<DeliveryDoc>({
  _id: text,
  endpoint_id: text,
  event_id: text,
  type: text,
  session_id: optionalText,
  state: text,
  attempts: text,
  made: { type: Number, required: true },
  due: { type: Date },
  expires_at: time,
});
const REPLAY = schema<ReplayDoc>({ _id: text, endpoint_id: text, replay: text });

const DRAFT = schema<DraftDoc>({
  _id: text,
  client_id: text,
  skill: text,
  digest: text,
  document: text,
  mocks: text,
  at: time,
  expires_at: time,
});

const TICKET = schema<TicketDoc>({ _id: text, expires_at: time });

export type Models = ReturnType<typeof defineModels>;

export const defineModels = (connection: Connection) => ({
  servicers: connection.model<ServicerDoc>('Servicer', SERVICER, 'servicers'),
  tenants: connection.model<TenantDoc>('Tenant', TENANT, 'tenants'),
  servicerKeys: connection.model<ServicerKeyDoc>('ServicerKey', SERVICER_KEY, 'servicer_keys'),
  skills: connection.model<SkillDoc>('Skill', SKILL, 'skills'),
  publications: connection.model<PublicationDoc>('Publication', PUBLICATION, 'publications'),
  credentials: connection.model<CredentialsDoc>('Credentials', CREDENTIALS, 'credentials'),
  exchanges: connection.model<ExchangeDoc>('Exchange', EXCHANGE, 'exchanges'),
  idempotency: connection.model<IdempotencyDoc>('Idempotency', IDEMPOTENCY, 'idempotency'),
  pages: connection.model<PageDoc>('Page', PAGE, 'pages'),
  bankNotes: connection.model<BankNoteDoc>('BankNote', BANK_NOTE, 'bank_notes'),
  readCounts: connection.model<ReadCountDoc>('ReadCount', READ_COUNT, 'read_counts'),
  events: connection.model<EventDoc>('Event', EVENT, 'events'),
  dueChecks: connection.model<DueCheckDoc>('DueCheck', DUE_CHECK, 'due_checks'),
  watchNotes: connection.model<WatchNoteDoc>('WatchNote', WATCH_NOTE, 'watch_notes'),
  endpoints: connection.model<EndpointDoc>('Endpoint', ENDPOINT, 'webhook_endpoints'),
  endpointSecrets: connection.model<EndpointSecretDoc>('EndpointSecret', ENDPOINT_SECRET, 'webhook_secrets'),
  deliveryStates: connection.model<DeliveryStateDoc>('DeliveryState', DELIVERY_STATE, 'webhook_states'),
  deliveries: connection.model<DeliveryDoc>('Delivery', DELIVERY, 'webhook_deliveries'),
  replays: connection.model<ReplayDoc>('Replay', REPLAY, 'webhook_replays'),
  drafts: connection.model<DraftDoc>('Draft', DRAFT, 'drafts'),
  tickets: connection.model<TicketDoc>('Ticket', TICKET, 'tickets'),
  subjects: connection.model<SubjectDoc>('Subject', SUBJECT, 'subjects'),
  marks: connection.model<MarkDoc>('Mark', MARK, 'marks'),
});

/** Collections whose documents have an `expires_at`. */
export const EXPIRING = [
  'drafts',
  'events',
  'idempotency',
  'pages',
  'read_counts',
  'subjects',
  'tickets',
  'webhook_deliveries',
];
export const LIMITS = 'limits';
export const BUCKET = 'uploads';

/** Makes every index but those on `_id`. To make one that exists is a no-op. */
export async function makeIndexes(connection: Connection): Promise<void> {
  await connection.collection('tenants').createIndex({ name: 1 }, { unique: true });
  for (const name of EXPIRING) await connection.collection(name).createIndex({ expires_at: 1 });
  await connection.collection('events').createIndex({ event_id: 1 }, { unique: true });
  await connection.collection('webhook_endpoints').createIndex({ slot: 1 }, { unique: true });
  await connection.collection('webhook_endpoints').createIndex({ client_id: 1 });
  await connection.collection('webhook_secrets').createIndex({ endpoint_id: 1 });
  await connection.collection('webhook_replays').createIndex({ endpoint_id: 1 });
  await connection.collection('webhook_deliveries').createIndex({ endpoint_id: 1 });
  await connection.collection('drafts').createIndex({ client_id: 1, skill: 1 });
  await connection.collection(LIMITS).createIndex({ key: 1 }, { unique: true });
  await connection.collection(`${BUCKET}.chunks`).createIndex({ files_id: 1, n: 1 }, { unique: true });
  await connection.collection(`${BUCKET}.files`).createIndex({ 'metadata.session_id': 1, 'metadata.seq': 1 });
}
