import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Keys } from './keys';

/** 16 bytes as a UUID of this version (RFC 9562), lower case. Changes the bytes. */
function asUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * A UUID from SHA-256 of a name: the same on every machine, with nothing stored. Banks are shown version 5: checks that
 * are older than RFC 9562 refuse any above.
 */
const nameUuid = (name: string, version = 8): string =>
  asUuid(createHash('sha256').update(`vestibule/${name}`).digest().subarray(0, 16), version);

/** The id of a session's `seq`-th submission, as sessions were told it that an older worker carries. */
export const stepId = (sessionId: string, seq: number): string => nameUuid(`step/${sessionId}/${seq}`);

/** The id of the n-th form that a session shows; it is known before the step is submitted. */
export const visitStepId = (sessionId: string, number: number): string => nameUuid(`visit/${sessionId}/${number}`);

/** The id of the credentials that a session ends with. A session ends well at most once, so it has one such id. */
export const credentialsId = (sessionId: string): string => nameUuid(`credentials/${sessionId}`);

/** The id of one request to a bank or partner, from the operation's idempotency key: a retry carries the same one. */
export const requestId = (key: string, name: string): string => nameUuid(`request/${key}/${name}`, 5);

/** Random UUIDs, version 4. */
export const newSessionId = (): string => randomUUID();
export const newUploadId = (): string => randomUUID();
export const newLeaseId = (): string => randomUUID();
export const newTicketId = (): string => randomUUID();

/** A random id of a webhook endpoint: `we_` and 32 hexadecimal digits. */
export const newEndpointId = (): string => `we_${randomBytes(16).toString('hex')}`;

/**
 * A session's id from the caller's idempotency key and the digest of its request. If the process dies between start and
 * answer, the retry starts the same session. Without the platform's key it can't be told from a random version 4 UUID.
 */
export function sessionIdFor(keys: Keys, clientId: string, idempotencyKey: string, requestDigest: string): string {
  const name = JSON.stringify(['session', clientId, idempotencyKey, requestDigest]);
  return asUuid(createHmac('sha256', keys.digest).update(name).digest().subarray(0, 16), 4);
}

/** The database's id for a caller's idempotency key: SHA-256, base64url. The key itself is not stored. */
export const idempotencyRecordId = (key: string): string => createHash('sha256').update(key).digest('base64url');

/**
 * The id of a tenant's event, from what makes it one of its own: `session/<id>/<number>`. The same event has the same
 * id, whoever records it.
 */
export const tenantEventId = (clientId: string, name: string): string =>
  `evt_${createHash('sha256').update(`vestibule/event/${clientId}/${name}`).digest('hex').slice(0, 32)}`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a string is a UUID as this platform writes them: lower case, RFC 9562 variant. */
export const isUuid = (value: string): boolean => UUID.test(value);
