import { createHash, randomUUID } from 'node:crypto';

/**
 * A UUID made of a name: version 8 (RFC 9562), SHA-256. The same name gives the same id on every machine, with nothing
 * stored. Banks are shown version 5, which is as good for them: checks that are older than RFC 9562 refuse any above.
 */
function nameUuid(name: string, version = 8): string {
  const bytes = createHash('sha256').update(`vestibule/${name}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a session's `seq`-th submission; the API names it before the step is submitted. */
export const stepId = (sessionId: string, seq: number): string => nameUuid(`step/${sessionId}/${seq}`);

/** The id of what a session obtained. A session ends well at most once, so one id a session is enough. */
export const credentialsId = (sessionId: string): string => nameUuid(`credentials/${sessionId}`);

/** The id of one request to the outside: made of the operation's idempotency key, so a retry carries the same one. */
export const requestId = (key: string, name: string): string => nameUuid(`request/${key}/${name}`, 5);

/** Random, version 4. */
export const newSessionId = (): string => randomUUID();
export const newUploadId = (): string => randomUUID();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a string is a UUID as this platform writes them: lower case, RFC 9562 variant. */
export const isUuid = (value: string): boolean => UUID.test(value);
