import { Webhook } from 'standardwebhooks';
import { VestibuleError } from '../domain/errors';
import { isObject, type Json } from '../domain/json';
import type { EventSpec } from '../domain/skill/operation-catalog';
import { parseSkillName, type Schema } from '../domain/skill/skill';
import { type Check, compileCheck } from './check';
import type { SessionMemo } from './engine/engine';
import type { Services } from './services';

/** A partner's report as it came: signed by Standard Webhooks over id, timestamp and bytes. */
export interface Report {
  id: string;
  timestamp: string;
  signature: string;
  bytes: Buffer;
  /** The bytes, parsed. */
  payload: Json;
}

/**
 * Checks a report's signature by the secrets of its skill's provider. While a secret is rotated there are two, and
 * either may have signed. Throws `signature_invalid`.
 */
export function checkSignature(services: Services, memo: SessionMemo, report: Report): void {
  const name = parseSkillName(memo.skill);
  const secrets = name ? services.webhookSecrets(name.provider, name.flavour) : [];
  if (secrets.some((secret) => isSignedBy(secret, report))) return;
  const message = 'The signature does not fit the body, or it is more than five minutes old.';
  throw new VestibuleError('signature_invalid', message);
}

function isSignedBy(secret: string, { id, timestamp, signature, bytes }: Report): boolean {
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  try {
    new Webhook(secret).verify(bytes, headers);
    return true;
  } catch {
    return false;
  }
}

const checks = new WeakMap<EventSpec, Check>();

/**
 * The agreed part of a report's payload: a partner may add members that are not known here yet, and they are left out.
 * Throws `request_invalid` where what is left doesn't have the agreed shape; its pointers begin with `at`.
 */
export function agreedPayload(event: EventSpec, payload: Json, at = ''): Json {
  const check = checks.get(event) ?? compileCheck(event.payload);
  checks.set(event, check);
  const agreed = withoutUnknown(event.payload, payload);
  const errors = check(agreed, at);
  if (errors.length === 0) return agreed;
  throw new VestibuleError('request_invalid', 'The report does not have the agreed shape.', { errors });
}

/** A value without the members that closed object schemas don't name. */
export function withoutUnknown(schema: Schema, value: Json): Json {
  const { properties, items, additionalProperties } = schema;
  if (Array.isArray(value)) return isObject(items) ? value.map((item) => withoutUnknown(items, item)) : value;
  if (!isObject(value) || !isObject(properties)) return value;
  const known = Object.entries(value).flatMap(([name, member]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isObject(own)) return [[name, withoutUnknown(own, member)]];
    return own === undefined && additionalProperties === false ? [] : [[name, member]];
  });
  return Object.fromEntries(known);
}
