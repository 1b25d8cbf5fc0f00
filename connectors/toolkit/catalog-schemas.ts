import type { Json, JsonObject } from '../../domain/json';
import type { RetryPolicy } from '../../domain/skill/catalog';
import type { Schema } from '../../domain/skill/skill';

/** A closed object; every property is required but those named in `optional`. */
export function closed(properties: Record<string, Schema>, optional: string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  const schema: JsonObject = { type: 'object', properties, additionalProperties: false };
  if (required.length > 0) schema.required = required;
  return schema;
}

export const text = (maxLength: number, more: Record<string, Json> = {}): Schema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  ...more,
});
export const pii = (schema: Schema): Schema => ({ ...schema, 'x-sensitive': 'pii' });
/** Personal data that the user may be shown: what a check has found about what they typed. */
export const shown = (schema: Schema): Schema => ({ ...schema, 'x-sensitive': 'shown' });
export const secret = (schema: Schema): Schema => ({ ...schema, 'x-sensitive': 'secret' });

/** An identifier that a bank or a partner made up: goes into a path, always encoded. */
export const identifier = text(128);
/** Printable ASCII, for it travels in a header. */
export const psuId = pii(text(64, { pattern: '^[!-~](?:[ -~]*[!-~])?$' }));
export const currency = text(3, { pattern: '^[A-Z]{3}$' });
export const decimal = text(24, { pattern: '^-?[0-9]{1,15}(?:\\.[0-9]{1,6})?$' });
export const date = text(10, { pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
export const iban = text(34, { pattern: '^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{10,30}$' });

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
interface Times {
  retry: RetryPolicy;
  attempt: number;
  total: number;
}

/**
 * A user looks at a spinner: a bank that is down must be told within half a minute. Polling an authorisation lasts as
 * long as its step.
 */
export const interactive: Times = {
  retry: { initial: 500, backoff: 2, maximum: 10 * SECOND, attempts: 0 },
  attempt: 10 * SECOND,
  total: 30 * SECOND,
};
/**
 * A bank that is down parks the session, which tells its user so: it is asked again at most once a minute, for a day. A
 * session's own end, a step's `within` and the user's cancelling come before that.
 */
export const parking: Times = {
  retry: { initial: 500, backoff: 2, maximum: 60 * SECOND, attempts: 0 },
  attempt: 10 * SECOND,
  total: DAY,
};
/** A list that the user waits for, but that can be read later as well. */
export const listing: Times = { retry: interactive.retry, attempt: 20 * SECOND, total: 120 * SECOND };
/** Nobody waits, and it has to be done in the end. */
export const persistent: Times = {
  retry: { initial: SECOND, backoff: 2, maximum: 10 * 60 * SECOND, attempts: 0 },
  attempt: 30 * SECOND,
  total: 5 * DAY,
};
/** Settlement takes a bank up to two banking days. */
export const settling: Times = { retry: persistent.retry, attempt: 10 * SECOND, total: 3 * DAY };
/** Files go up; the verifier may be away for a while. */
export const uploading: Times = {
  retry: { initial: SECOND, backoff: 2, maximum: 60 * SECOND, attempts: 0 },
  attempt: 60 * SECOND,
  total: DAY,
};
