import type { Readable } from 'node:stream';
import type { Delivery } from '../domain/delivery/delivery';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Flavour } from '../domain/skill/skill';
import type { EventType, TenantEvent } from '../domain/tenant-event';
import type { Sealed } from '../security/seal';
import type { Limiter, LimiterOptions } from './limiter';

/** A registered partner company. `name` is its id: a slug. */
export interface Servicer {
  name: string;
  title: string;
  /** The providers whose skills it publishes; absent for none. */
  providers?: string[];
  created_at: Date;
}

/** A key by which a servicer publishes. It is stored as an HMAC only, and stays listed after its end. */
export interface ServicerKey {
  servicer: string;
  /** A slug, unique for the servicer and never used again: it says who has published. */
  name: string;
  hmac: string;
  created_at: Date;
  /** From then on it is refused; absent for a key that stays. */
  ends_at?: Date;
}

/** One app of a servicer. Its keys are stored as HMACs only. */
export interface Tenant {
  client_id: string;
  /** A slug, unique: what operators see. */
  name: string;
  servicer: string;
  flavour: Flavour;
  skills: string[];
  return_urls: string[];
  origins: string[];
  secret_hmac: string;
  app_key_hmac: string;
  /** Keys that were refreshed and are good for a while yet; those whose time is up count as absent. */
  old_keys?: OldKey[];
  created_at: Date;
}
export interface OldKey {
  key: TenantKeyKind;
  hmac: string;
  ends_at: Date;
}
/** Of the tenant's server, or of its app. */
export type TenantKeyKind = 'secret' | 'app';
export type TenantChange = Partial<
  Pick<Tenant, 'skills' | 'return_urls' | 'origins' | 'secret_hmac' | 'app_key_hmac' | 'old_keys'>
>;

export interface TenantPort {
  /**
   * From memory: a change made by another process is seen within 2 s, a new tenant at once. An id that no tenant has
   * costs no look-up of its own, however many there are: the process knows all that exist.
   */
  byClientId(client_id: string): Promise<Tenant | undefined>;
  byName(name: string): Promise<Tenant | undefined>;
  list(servicer?: string): Promise<Tenant[]>;
  /** Whether any tenant registered the origin: for CORS pre-flights, which name no tenant. From memory, too. */
  hasOrigin(origin: string): Promise<boolean>;
  /** `false` where the name or the client id is taken. */
  create(tenant: Omit<Tenant, 'created_at'>): Promise<boolean>;
  /** Changes a tenant and resolves to it; `undefined` where there is none. */
  change(client_id: string, change: TenantChange): Promise<Tenant | undefined>;
  remove(client_id: string): Promise<boolean>;
}

export interface ServicerPort {
  byName(name: string): Promise<Servicer | undefined>;
  list(): Promise<Servicer[]>;
  /** `false` where the name is taken. */
  create(servicer: Omit<Servicer, 'created_at'>): Promise<boolean>;
  /** `undefined` where there is no such servicer. */
  setProviders(name: string, providers: string[]): Promise<Servicer | undefined>;
}

export interface ServicerKeyPort {
  /**
   * From memory: a key that was ended elsewhere is refused within 2 s, a new one is known at once. A key that nobody
   * has costs no look-up of its own.
   */
  byHmac(hmac: string): Promise<ServicerKey | undefined>;
  list(servicer: string): Promise<ServicerKey[]>;
  /** `false` where the name is taken. */
  create(key: Omit<ServicerKey, 'created_at' | 'ends_at'>): Promise<boolean>;
  end(servicer: string, name: string, ends_at: Date): Promise<void>;
}

/** How much of something was covered by tests. */
export interface Counted {
  covered: number;
  of: number;
}
/** What the tests of a skill have covered. */
export interface Coverage {
  /** Of the document that was tested. */
  digest: string;
  steps: Counted;
  branches: Counted;
  outcomes: Counted;
  /** Places of the document that nothing but a reason covers; `at`: a JSON Pointer. */
  waived?: { at: string; why: string }[];
}
/** Why a skill was published without being covered in full. */
export interface Waiver {
  reason: string;
  /** The team or role that answers for it. */
  by?: string;
}
export type Proof = { coverage: Coverage } | { waiver: Waiver };

/** A servicer, by one of its keys. */
export interface Publisher {
  servicer: string;
  /** The key's name. */
  key: string;
}

/** What is known of a published skill without its document. */
export interface PublicationNote {
  /** The name under which it is published. */
  skill: string;
  digest: string;
  proof: Proof;
  by: Publisher;
  published_at: Date;
  /** Absent while new sessions may begin with it. */
  retired?: { by: Publisher; at: Date };
}
/** A published skill: its document as it was sent, under the sandbox name, and its texts by locale and address. */
export interface Publication extends PublicationNote {
  document: string;
  texts: Record<string, Record<string, string>>;
}

/** Skills that were published over HTTP. Only whether one is retired ever changes. */
export interface PublicationPort {
  /** `false` where the name is taken. It is one insert: whoever dies in it leaves all of it or nothing. */
  create(publication: Omit<Publication, 'published_at' | 'retired'>): Promise<boolean>;
  find(skill: string): Promise<Publication | undefined>;
  /** All, by name. */
  list(): Promise<PublicationNote[]>;
  /** Retires it, or takes that back. */
  setRetired(skill: string, retired: PublicationNote['retired']): Promise<void>;
  /** Another value after each change; `undefined` before the first. */
  mark(): Promise<string | undefined>;
  /** Has all processes read anew what there is. */
  announce(): Promise<void>;
}

/** Definitions that sessions began with. They never change, so they can be cached for ever. */
export interface SkillPort {
  put(definition: SkillDefinition, digest: string): Promise<void>;
  /** A definition, wherever it came from: the API's files, or a publication. */
  find(skill: string, digest: string): Promise<SkillDefinition | undefined>;
  /** The digests of all bodies that were ever published under these names, by files or over HTTP. */
  digests(names: readonly string[]): Promise<{ name: string; digest: string }[]>;
  /** The names of all skills that the API's files ever had, sorted, each once. */
  names(): Promise<string[]>;
}

export type CredentialsStatus = 'active' | 'revoked' | 'expired';

/** Credentials: the objects that a finished session has obtained, which a `credentials_id` points to. */
export interface Credentials {
  credentials_id: string;
  session_id: string;
  client_id: string;
  skill: string;
  catalog: string;
  flavour: Flavour;
  /** A sealed JSON object, bound to the session's id. */
  body: Sealed;
  status: CredentialsStatus;
  /**
   * Whether accounts have ids of ours. Absent on credentials that were issued before: theirs are the bank's, and stay.
   */
  own_account_ids?: boolean;
  /** RFC 3339 date or date-time, as the bank said it. */
  valid_until?: string;
  /** Absent until the temp token was exchanged. */
  access_token_hmac?: string;
  exchanged_at?: Date;
  created_at: Date;
}

export type Exchange = { ok: true; credentials: Credentials } | { ok: false; reason: 'used' | 'absent' };

export interface CredentialsPort {
  /** Stores new credentials, to be planned for by the watch; the same id again changes nothing. */
  issue(credentials: Omit<Credentials, 'status' | 'access_token_hmac' | 'exchanged_at' | 'created_at'>): Promise<void>;
  /** Gives the credentials their access token: once, and only to the tenant that they belong to. */
  exchange(credentials_id: string, client_id: string, access_token_hmac: string): Promise<Exchange>;
  /**
   * Another tenant's credentials are as absent as unknown ones. `maxAge`: ms that an answer from memory may be old;
   * without it the database is asked. What this process changes itself is seen at once.
   */
  find(credentials_id: string, client_id: string, maxAge?: number): Promise<Credentials | undefined>;
  /** Sets the status of active credentials. Resolves to whether that changed anything. */
  setStatus(credentials_id: string, status: Exclude<CredentialsStatus, 'active'>): Promise<boolean>;
  /** Credentials of all tenants, by their ids, from after this one on; `''` is before the first. */
  page(after: string, limit: number): Promise<Credentials[]>;
}

/**
 * What the watch does about credentials at a time: `plan` what there is to check, tell of their `expiry`, ask the bank
 * how their `consent` or their `payment` stands.
 */
export type DueCheckKind = 'plan' | 'expiry' | 'consent' | 'payment';

/** A check of credentials that falls due. `said`: what their tenant was told last of what is checked. */
export interface DueCheck {
  kind: DueCheckKind;
  at: Date;
  credentials_id: string;
  client_id: string;
  said?: string;
}

/** Checks to come: found by their time, without reading all credentials. */
export interface DueCheckPort {
  /** One that is there already stays as it is. */
  add(check: DueCheck): Promise<void>;
  /** Those of a kind whose time has come, the oldest first. */
  due(kind: DueCheckKind, now: Date, limit: number): Promise<DueCheck[]>;
  remove(check: DueCheck): Promise<void>;
}

/** What the watch remembers from one look to the next, by ids of its own. */
export interface WatchNotePort {
  find(id: string): Promise<string | undefined>;
  put(id: string, value: string): Promise<void>;
  /** `false` where there is one; it stays as it is. */
  add(id: string, value: string): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Those whose ids begin so, by their ids, from after one on. */
  list(prefix: string, after: string, limit: number): Promise<{ id: string; value: string }[]>;
}

/** An answer kept for replays. It may hold keys, so the caller seals its body. `headers` are those to be repeated. */
export interface StoredResponse {
  status: number;
  headers: Record<string, string>;
  body: Sealed;
}
/** What a caller may do with an idempotency key. */
export type Begun =
  /** Carry the request out; `lease` entitles to complete or abandon it. */
  | { state: 'new'; lease: string }
  | { state: 'in_flight' }
  | { state: 'mismatch' }
  | { state: 'replay'; response: StoredResponse };

export interface IdempotencyPort {
  /**
   * Claims a key. It is made of route, tenant and the caller's key; only its hash is stored. `fingerprint` is a digest
   * of the body. A record is kept for 24 h. A lease that was neither completed nor abandoned within a minute (its
   * process died) goes to the next caller.
   */
  begin(key: string, fingerprint: string): Promise<Begun>;
  complete(key: string, lease: string, response: StoredResponse): Promise<void>;
  /** Frees the key: the call failed in a way that may be retried. */
  abandon(key: string, lease: string): Promise<void>;
}

/** Parts of a bank's lists, sealed by the caller, kept for minutes. */
export interface PagePort {
  /** `false` where another keeps something under the id already, or the page is too large to be kept. */
  keep(id: string, body: Sealed, expires_at: Date): Promise<boolean>;
  /** Answers from memory where this process kept or found it lately. */
  find(id: string): Promise<Sealed | undefined>;
}

/**
 * What a bank has told since credentials were issued: which account is which, a refreshed access token. Sealed by the
 * caller, under an id of subject and credentials.
 */
export interface BankNotePort {
  find(id: string): Promise<Sealed | undefined>;
  put(id: string, body: Sealed): Promise<void>;
}

/** How often each list of some credentials was read without the user on a day (`YYYY-MM-DD`, the bank's). */
export interface ReadCountPort {
  /** Counts one read of a list, up to a limit. `expires_at`: when the count is of no use any more. */
  add(credentials_id: string, day: string, list: string, bounds: { limit: number; expires_at: Date }): Promise<void>;
  /** How often the list was read that was read most, `limit` at most. */
  most(credentials_id: string, day: string, limit: number): Promise<number>;
  /** The bank allows no more reads until then. */
  spend(credentials_id: string, until: Date): Promise<void>;
  /** Until when the bank allows no more reads, as it said last. It may be over. */
  spentUntil(credentials_id: string): Promise<Date | undefined>;
}

/** What has changed, in one entry of the log. */
export interface ChangeEntry {
  /** Where the entry stands in the log. Positions are compared as texts. */
  position: string;
  /** Sessions by workflow id, and the names of tenants' events (`changeOfEvents`). */
  sessions: string[];
}

/**
 * The log by which workers tell API processes which sessions have changed. Entries are kept for half a minute: it says
 * where to look, and holds nothing that is not in the engine.
 */
export interface ChangePort {
  append(sessions: string[]): Promise<void>;
  /** The position of the newest entry. */
  end(): Promise<string>;
  /** The entries after a position, in their order; a bounded number. */
  after(position: string): Promise<ChangeEntry[]>;
}

/** An event with its place in its tenant's log. */
export interface LoggedEvent extends TenantEvent {
  /** 16 digits; places of one tenant sort as its events follow on one another. */
  position: string;
}

/** The log of each tenant's events, kept for 30 days. */
export interface EventPort {
  /**
   * Appends events in this order. One whose id is in the log is left out. Whoever has read up to a place misses none,
   * whichever process wrote it.
   */
  append(client_id: string, events: readonly TenantEvent[]): Promise<void>;
  /** The events after a place, in order; `''` is before the first. */
  after(client_id: string, position: string, limit: number): Promise<LoggedEvent[]>;
  /**
   * As `after`, read place by place: what finds little costs little, on FerretDB too. Those beyond a gap, which is left
   * where all events before have expired, are not found.
   */
  following(client_id: string, position: string, limit: number): Promise<LoggedEvent[]>;
  /** The place of the newest event; `''` where there is none. */
  end(client_id: string): Promise<string>;
  newest(client_id: string): Promise<LoggedEvent | undefined>;
  /** The place before the first event that happened at this time or later. */
  before(client_id: string, at: Date): Promise<string>;
  find(client_id: string, event_id: string): Promise<LoggedEvent | undefined>;
  /** The event at a place. */
  at(client_id: string, position: string): Promise<LoggedEvent | undefined>;
}

/** A secret with which an endpoint's events are signed, sealed; `ends_at`: of one that was replaced. */
export interface EndpointSecret {
  sealed: Sealed;
  ends_at?: Date;
}

/** Where a tenant is sent its events. Written by the API alone; how its delivery goes is kept elsewhere. */
export interface WebhookEndpoint {
  /** `we_…` */
  endpoint_id: string;
  client_id: string;
  url: string;
  /** Types, or `*`. */
  events: string[];
  description?: string;
  /** Events of one session (or one credential) are sent in order: one waits until the one before was taken. */
  ordered: boolean;
  /** `session.completed` carries a temp token, which the tenant's server exchanges. */
  temp_token: boolean;
  /** Sends nothing while false; only the tenant sets it. Events are kept. */
  enabled: boolean;
  /** Those that sign, the newest first. */
  secrets: EndpointSecret[];
  /** Ed25519: the private key sealed, the public one as `whpk_…`. */
  signing_key: { sealed: Sealed; public_key: string };
  created_at: Date;
  /** The place in the log from which on it is sent events. */
  from: string;
}

/** What a tenant may change of an endpoint. `null` takes the description away. */
export type EndpointChange = Partial<
  Pick<WebhookEndpoint, 'url' | 'events' | 'ordered' | 'temp_token' | 'enabled'> & { description: string | null }
>;

/** Where tenants are sent their events. An endpoint that was removed is as absent as one that never was. */
export interface EndpointPort {
  /** Creates an endpoint with its first secret; `false` where its tenant has as many as it can (`ENDPOINTS_KEPT`). */
  create(endpoint: Omit<WebhookEndpoint, 'secrets'>, secret: Sealed): Promise<boolean>;
  find(endpoint_id: string): Promise<WebhookEndpoint | undefined>;
  /** The tenant's endpoints, oldest first. */
  list(client_id: string): Promise<WebhookEndpoint[]>;
  /** Endpoints of all tenants, by their ids, from after this one on; `''` is before the first. */
  page(after: string, limit: number): Promise<WebhookEndpoint[]>;
  change(endpoint_id: string, change: EndpointChange): Promise<WebhookEndpoint | undefined>;
  /** Adds a secret. Those before it sign until `old_until` at the latest. */
  addSecret(endpoint_id: string, secret: Sealed, old_until: Date): Promise<void>;
  /** Resolves to whether there was one. */
  remove(endpoint_id: string): Promise<boolean>;
}

/** How the delivery of an endpoint stands. */
export interface DeliveryState {
  delivery: Delivery;
  /**
   * Until then whoever records an event need not wake the delivery: it is at work and looks for itself, or its endpoint
   * is down or disabled.
   */
  awake_until: Date;
}

/** How each endpoint's delivery stands. Written by the endpoint's delivery alone. */
export interface DeliveryStatePort {
  find(endpoint_id: string): Promise<DeliveryState | undefined>;
  put(endpoint_id: string, state: DeliveryState): Promise<void>;
  awakeUntil(endpoint_id: string): Promise<Date | undefined>;
  remove(endpoint_id: string): Promise<void>;
}

/** An attempt as it is kept. Nothing of what was sent or answered is in it. */
export interface KeptAttempt {
  /** RFC 3339 in UTC. */
  at: string;
  ms: number;
  status?: number;
  /** Absent where the event was taken. */
  error?: string;
  message?: string;
}
export type DeliveryProgress = 'pending' | 'delivered' | 'failed';
/** What has become of an event that an endpoint was sent. */
export interface DeliveryRecord {
  endpoint_id: string;
  /** The event's place in its tenant's log. */
  position: string;
  event_id: string;
  type: EventType;
  session_id?: string;
  state: DeliveryProgress;
  /** The last ones, oldest first. */
  attempts: KeptAttempt[];
  /** How many there were. */
  made: number;
  /** When it is tried next, where it is pending. */
  due?: Date;
}

/** The log of deliveries, each kept for 30 days from its last attempt. Written by the endpoint's delivery alone. */
export interface DeliveryLogPort {
  find(endpoint_id: string, position: string): Promise<DeliveryRecord | undefined>;
  put(record: DeliveryRecord): Promise<void>;
  /** Those of an endpoint, the newest event first. `before`: a position. */
  list(
    endpoint_id: string,
    wanted: { state?: DeliveryProgress; before?: string; limit: number },
  ): Promise<DeliveryRecord[]>;
  removeAll(endpoint_id: string): Promise<void>;
}

/** What a tenant wants an endpoint to be sent again: an event, all from after a place on, or all that have failed. */
export type Replay = { position: string } | { after: string } | { failed: true };

/** Wishes for replays, until the endpoint's delivery has taken them up. */
export interface ReplayPort {
  add(endpoint_id: string, replay: Replay): Promise<void>;
  /** In the order in which they came. */
  list(endpoint_id: string): Promise<{ id: string; replay: Replay }[]>;
  remove(id: string): Promise<void>;
  removeAll(endpoint_id: string): Promise<void>;
}

/** A draft of a skill, of one tenant of the sandbox. */
export interface Draft {
  client_id: string;
  skill: string;
  digest: string;
  /** As its author wrote it. */
  document: string;
  /** JSON: which operations are mocked, how they answer, and the catalogs and texts that the draft brings along. */
  mocks: string;
  at: Date;
  expires_at: Date;
}
export interface DraftPort {
  /** Keeps a draft, or what has changed beside its document. */
  put(draft: Draft): Promise<void>;
  /** The tenant's newest draft of this name. */
  newest(client_id: string, skill: string): Promise<Draft | undefined>;
  /** A draft with this document; of any tenant, for the document is the same, unless one is named. */
  find(skill: string, digest: string, client_id?: string): Promise<Draft | undefined>;
  count(client_id: string): Promise<number>;
}

/** Tickets that were used: each is good once, over all processes. */
export interface TicketPort {
  /** `false` where the ticket was used before. `expires_at`: when it need not be remembered any more. */
  spend(id: string, expires_at: Date): Promise<boolean>;
}

/** What is counted of a user: prompts that their bank sends them, and answers to these. */
export type AttemptKind = 'prompt' | 'guess';

/**
 * Attempts of users at banks, counted over sessions and processes. `subject`: a keyed hash of tenant and user.
 * `prompts`: how many a user gets a minute.
 */
export interface AttemptPort {
  /** Counts one. Where too many were counted it counts nothing, and resolves to the ms until the next may be made. */
  take(kind: AttemptKind, subject: string, prompts: number): Promise<number | undefined>;
  /** Takes one back: it was none after all, or no failed one. */
  giveBack(kind: AttemptKind, subject: string, prompts: number): Promise<void>;
  /** Keeps whose session it is, for a month: whoever answers the bank doesn't say again who they are. */
  remember(session_id: string, subject: string): Promise<void>;
  /** As `remember`, where nobody is known yet whose session it is. */
  rememberFirst(session_id: string, subject: string): Promise<void>;
  subjectOf(session_id: string): Promise<string | undefined>;
}

export interface FileMeta {
  session_id: string;
  /** The submission that the file belongs to. */
  seq: number;
  field: string;
  /** As the user named it; stored sealed. */
  filename: string;
  /** Gets each piece as it comes in, plain. */
  observe?(piece: Buffer): void;
  /** Inspects what was stored and resolves to its media type; where it throws, nothing is kept. */
  inspect(open: () => Readable): Promise<string>;
  /** With more bytes than this, `write` rejects with `FileTooLarge`. */
  max_bytes?: number;
  /** The latest end of the session. A day after it, a file that was left behind is swept. */
  expires_at?: Date;
}
export interface StoredFile extends Omit<FileMeta, 'max_bytes' | 'expires_at' | 'inspect' | 'observe'> {
  upload_id: string;
  media_type: string;
  /** The length of the content as it was sent, as with `sha256`; not as it is stored. */
  bytes: number;
  sha256: string;
}

/**
 * A stored file that doesn't exist yet for anyone else. One that is neither kept nor discarded is swept after a day.
 */
export interface PendingFile {
  file: StoredFile;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

export interface FilePort {
  /**
   * Encrypts, hashes and stores a stream as it comes in, then has it inspected. If anything fails or is cut off,
   * rejects and leaves nothing.
   */
  write(source: Readable, meta: FileMeta): Promise<PendingFile>;
  /**
   * The content, decrypted and authenticated as it streams; `undefined` where there is no such file. The stream fails
   * where the file was changed.
   */
  open(upload_id: string): Promise<Readable | undefined>;
  /** The files of one submission, or of the whole session, oldest first. */
  list(session_id: string, seq?: number): Promise<StoredFile[]>;
  remove(upload_id: string): Promise<void>;
  removeSession(session_id: string): Promise<void>;
}

/** The file has more bytes than its field allows. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/**
 * The store of everything that is kept outside the engine. Each change is one write of one document, so it needs no
 * transactions and runs on anything that speaks MongoDB's protocol. Where the database can't be reached, every method
 * rejects with `VestibuleError` `database_unavailable` within seconds.
 */
export interface Store {
  tenants: TenantPort;
  servicers: ServicerPort;
  servicerKeys: ServicerKeyPort;
  skills: SkillPort;
  publications: PublicationPort;
  credentials: CredentialsPort;
  idempotency: IdempotencyPort;
  pages: PagePort;
  bankNotes: BankNotePort;
  readCounts: ReadCountPort;
  changes: ChangePort;
  events: EventPort;
  dueChecks: DueCheckPort;
  watchNotes: WatchNotePort;
  endpoints: EndpointPort;
  deliveryStates: DeliveryStatePort;
  deliveries: DeliveryLogPort;
  replays: ReplayPort;
  drafts: DraftPort;
  tickets: TicketPort;
  attempts: AttemptPort;
  files: FilePort;
  /** A rate limiter that all processes share. It answers from memory and writes heavy keys only, each second. */
  limiter(options: LimiterOptions): Limiter;
  /** Connects and makes the indexes. Optional; a process that waits for it notices a bad address at its start. */
  ready(): Promise<void>;
  ping(): Promise<void>;
  /**
   * Removes a bounded number of expired records, to be called now and then. Resolves to how many were removed.
   */
  sweep(now?: Date): Promise<number>;
  close(): Promise<void>;
}
