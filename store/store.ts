import type { Readable } from 'node:stream';
import type { Flavour, SkillDefinition } from '../domain/skill/skill';
import type { Sealed } from '../security/seal';
import type { Limiter, LimiterOptions } from './limiter';

/** A registered partner company. `name` is its id: a slug. */
export interface Servicer {
  name: string;
  title: string;
  created_at: Date;
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
  created_at: Date;
}
export type TenantChange = Partial<Pick<Tenant, 'skills' | 'return_urls' | 'origins' | 'secret_hmac' | 'app_key_hmac'>>;

export interface TenantPort {
  /** Answers from memory for up to 5 s: a change made by another process is seen that much later. */
  byClientId(client_id: string): Promise<Tenant | undefined>;
  byName(name: string): Promise<Tenant | undefined>;
  list(servicer?: string): Promise<Tenant[]>;
  /**
   * Whether any tenant registered the origin: for CORS pre-flights, which name no tenant. Answers from memory as above.
   */
  hasOrigin(origin: string): Promise<boolean>;
  /** `false` where the name or the client id is taken. */
  create(tenant: Omit<Tenant, 'created_at'>): Promise<boolean>;
  /** The tenant as changed; `undefined` where there is none. */
  change(client_id: string, change: TenantChange): Promise<Tenant | undefined>;
  remove(client_id: string): Promise<boolean>;
}

export interface ServicerPort {
  byName(name: string): Promise<Servicer | undefined>;
  list(): Promise<Servicer[]>;
  /** `false` where the name is taken. */
  create(servicer: Omit<Servicer, 'created_at'>): Promise<boolean>;
}

/** Published definitions: they never change, so whoever has one may keep it. */
export interface SkillPort {
  put(definition: SkillDefinition, digest: string): Promise<void>;
  find(skill: string, digest: string): Promise<SkillDefinition | undefined>;
  /** Names of all that were ever published, in order, each once. */
  names(): Promise<string[]>;
}

export type CredentialsStatus = 'active' | 'revoked' | 'expired';

/** What a finished session obtained: the objects that a `credentials_id` points to. */
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
  /** Stores new credentials; the same id again changes nothing. */
  issue(
    credentials: Omit<Credentials, 'status' | 'own_account_ids' | 'access_token_hmac' | 'exchanged_at' | 'created_at'>,
  ): Promise<void>;
  /** Gives the credentials their access token: once, and only to the tenant that they belong to. */
  exchange(credentials_id: string, client_id: string, access_token_hmac: string): Promise<Exchange>;
  /**
   * Another tenant's credentials are as absent as unknown ones. `maxAge`: ms that an answer from memory may be old;
   * without it the database is asked. What this process changes itself is seen at once.
   */
  find(credentials_id: string, client_id: string, maxAge?: number): Promise<Credentials | undefined>;
  /** From `active` only; whether that changed anything. */
  setStatus(credentials_id: string, status: Exclude<CredentialsStatus, 'active'>): Promise<boolean>;
}

/** An answer kept for replays. The body is sealed by the caller: it holds keys. `headers` are those worth repeating. */
export interface StoredResponse {
  status: number;
  headers: Record<string, string>;
  body: Sealed;
}
export type Begun =
  /** The caller's to carry out; `lease` entitles it to complete or abandon. */
  | { state: 'new'; lease: string }
  | { state: 'in_flight' }
  | { state: 'mismatch' }
  | { state: 'replay'; response: StoredResponse };

export interface IdempotencyPort {
  /**
   * `key` names route, tenant and the caller's key; only its hash is stored. `fingerprint` stands for the body. Kept
   * for 24 h. Work that was neither completed nor abandoned within a minute (its process died) is given to the next who
   * asks.
   */
  begin(key: string, fingerprint: string): Promise<Begun>;
  complete(key: string, lease: string, response: StoredResponse): Promise<void>;
  /** The call failed in a way that may be retried: the key is free again. */
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
  /** The bank allows no more reads on this day. */
  spend(credentials_id: string, day: string, expires_at: Date): Promise<void>;
}

export interface FileMeta {
  session_id: string;
  /** The submission that the file belongs to. */
  seq: number;
  field: string;
  /** As the user named it; stored sealed. */
  filename: string;
  media_type: string;
  /** More bytes than this reject with `FileTooLarge`. */
  max_bytes?: number;
  /** When the session is over at the latest; a day after it a file that was left behind is swept away. */
  expires_at?: Date;
}
export interface StoredFile extends Omit<FileMeta, 'max_bytes' | 'expires_at'> {
  upload_id: string;
  /** Of the content as it was sent, not as it is stored. */
  bytes: number;
  sha256: string;
}

export interface FilePort {
  /**
   * Encrypts, hashes and stores while reading. If the source fails or is cut off, it rejects and nothing stays behind.
   */
  write(source: Readable, meta: FileMeta): Promise<StoredFile>;
  /**
   * The content, decrypted and authenticated as it streams; `undefined` where there is no such file. A forged one
   * errors the stream.
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
 * Everything that is kept outside the engine. Each change is one write of one document, so it needs no transactions and
 * runs on anything that speaks MongoDB's protocol. A database that can't be reached is a `VestibuleError`
 * `database_unavailable` within seconds, at every method.
 */
export interface Store {
  tenants: TenantPort;
  servicers: ServicerPort;
  skills: SkillPort;
  credentials: CredentialsPort;
  idempotency: IdempotencyPort;
  pages: PagePort;
  bankNotes: BankNotePort;
  readCounts: ReadCountPort;
  files: FilePort;
  /**
   * A limiter that all processes share: one write per use. Where a single process's view will do, use `memoryLimiter`.
   */
  limiter(options: LimiterOptions): Limiter;
  /** Connects and makes the indexes. Not needed, but a process that waits for it meets a bad address at its start. */
  ready(): Promise<void>;
  ping(): Promise<void>;
  /** Removes what has expired, a bounded number at a time; for a process to call now and then. Answers how many. */
  sweep(now?: Date): Promise<number>;
  close(): Promise<void>;
}
