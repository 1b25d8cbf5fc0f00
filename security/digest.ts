import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../domain/json';
import type { SkillDefinition } from '../domain/skill/skill';
import type { Keys } from './keys';

/** Canonical JSON (RFC 8785). Throws on a value that is not JSON. */
function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only JSON has a canonical form');
  return text;
}

/**
 * The digest by which two submissions are compared: HMAC-SHA-256 of the canonical data, the first 16 bytes, base64url.
 * It has a key because it lies in the engine's history beside sealed data, where a plain hash of a short form could be
 * guessed.
 */
export const submissionDigest = (keys: Keys, data: Json): string =>
  createHmac('sha256', keys.digest).update(canonical(data)).digest().subarray(0, 16).toString('base64url');

/**
 * The digest of a skill's definition: SHA-256 (hex) of its canonical body, without `$schema` and name. A skill is
 * identified by its name and this digest; a sandbox skill and its production twin have the same digest.
 */
export function skillDigest(definition: SkillDefinition): string {
  const { $schema: _schema, skill: _name, ...body } = definition;
  return createHash('sha256').update(canonical(body)).digest('hex');
}
