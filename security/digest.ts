import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../domain/json';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Keys } from './keys';

/** RFC 8785 JSON. Throws on what is not JSON. */
function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only JSON has a canonical form');
  return text;
}

/**
 * What tells two submissions apart: HMAC-SHA-256 of the canonical data, the first 16 bytes, base64url. Keyed, because
 * it lies in the engine's history beside sealed data, and a plain hash of a short form could be guessed.
 */
export const submissionDigest = (keys: Keys, data: Json): string =>
  createHmac('sha256', keys.digest).update(canonical(data)).digest().subarray(0, 16).toString('base64url');

/**
 * SHA-256 (hex) of a definition's canonical body. `$schema` (where an editor finds the rules) and the name are not part
 * of the body: a skill's identity is its name plus this digest, and a sandbox skill and its production twin share it.
 */
export function skillDigest(definition: SkillDefinition): string {
  const { $schema: _schema, skill: _name, ...body } = definition;
  return createHash('sha256').update(canonical(body)).digest('hex');
}
