import { type Connection, Schema, type SchemaDefinition } from 'mongoose';
import type { Credentials, Servicer, Tenant } from './store';

/*
 * Two rules for what is stored here, so that it is as true on FerretDB with SQLite as on MongoDB:
 *
 * 1. Natural ids, and look-ups and changes by `_id` alone: on every server these are the fastest there are, and FerretDB reads the
 *    whole collection for any other filter, also for one that names `_id` and something else.
 * 2. What only one of many may win is an insert under a natural id, never a conditional update. FerretDB reads a document,
 *    changes it and writes it back without a lock: of sixteen conditional updates at once several are told that they won, and
 *    of changes to two fields one is lost. Inserts and deletes it leaves to SQLite, which decides them. So each document has one
 *    writer at a time, or writers for whom any order is right.
 */
export type ServicerDoc = Omit<Servicer, 'name'> & { _id: string };
export type TenantDoc = Omit<Tenant, 'client_id'> & { _id: string };
/**
 * `_id` is name and digest. The definition is text: its keys (`$ref`, `/a.b`) can't be keys of a document everywhere.
 */
export interface SkillDoc {
  _id: string;
  skill: string;
  definition: string;
  published_at: Date;
}
export type CredentialsDoc = Omit<Credentials, 'credentials_id' | 'body' | 'access_token_hmac' | 'exchanged_at'> & {
  _id: string;
  body: string;
};
/** That credentials were exchanged: `_id` is theirs, so it happens once. */
export interface ExchangeDoc {
  _id: string;
  access_token_hmac: string;
  exchanged_at: Date;
}
/**
 * `response` is absent while the first call is at work. `_id` is the hash of the key, or `<hash>/<lease>` for a lease
 * that was taken over.
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
/** `_id` is that of the credentials. */
export interface AccountMapDoc {
  _id: string;
  body: string;
}
/** That a list was read for the nth time on a day: credentials, day, list and number are the `_id`. */
export interface ReadCountDoc {
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

const SERVICER = schema<ServicerDoc>({ _id: text, title: text, created_at: time });
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
  created_at: time,
});
const SKILL = schema<SkillDoc>({ _id: text, skill: text, definition: text, published_at: time });
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
const ACCOUNT_MAP = schema<AccountMapDoc>({ _id: text, body: text });
const READ_COUNT = schema<ReadCountDoc>({ _id: text, expires_at: time });

export type Models = ReturnType<typeof defineModels>;

export const defineModels = (connection: Connection) => ({
  servicers: connection.model<ServicerDoc>('Servicer', SERVICER, 'servicers'),
  tenants: connection.model<TenantDoc>('Tenant', TENANT, 'tenants'),
  skills: connection.model<SkillDoc>('Skill', SKILL, 'skills'),
  credentials: connection.model<CredentialsDoc>('Credentials', CREDENTIALS, 'credentials'),
  exchanges: connection.model<ExchangeDoc>('Exchange', EXCHANGE, 'exchanges'),
  idempotency: connection.model<IdempotencyDoc>('Idempotency', IDEMPOTENCY, 'idempotency'),
  pages: connection.model<PageDoc>('Page', PAGE, 'pages'),
  accountMaps: connection.model<AccountMapDoc>('AccountMap', ACCOUNT_MAP, 'account_maps'),
  readCounts: connection.model<ReadCountDoc>('ReadCount', READ_COUNT, 'read_counts'),
});

/** Collections whose documents have an `expires_at`. */
export const EXPIRING = ['idempotency', 'pages', 'read_counts'];
export const LIMITS = 'limits';
export const BUCKET = 'uploads';

/** Every index beside those on `_id`. Making one that exists is a no-op. */
export async function makeIndexes(connection: Connection): Promise<void> {
  await connection.collection('tenants').createIndex({ name: 1 }, { unique: true });
  for (const name of EXPIRING) await connection.collection(name).createIndex({ expires_at: 1 });
  await connection.collection(LIMITS).createIndex({ key: 1 }, { unique: true });
  await connection.collection(`${BUCKET}.chunks`).createIndex({ files_id: 1, n: 1 }, { unique: true });
  await connection.collection(`${BUCKET}.files`).createIndex({ 'metadata.session_id': 1, 'metadata.seq': 1 });
}
