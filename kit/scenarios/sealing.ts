import { isObject, type Json, type JsonObject } from '../../domain/json';
import type { Schema } from '../../domain/skill/skill';
import { replaceSensitive } from '../../security/sensitive';
import { sealed } from './world';

/** Seals what a schema marks, as API and activities do, so that the kernel masks it. No secret is involved. */
export const sealSensitive = (schema: Schema, value: Json): Json =>
  replaceSensitive(schema, value, (inner, isShown) => (isSealed(inner) ? inner : sealed(inner, isShown)));

const isSealed = (value: Json): value is { $sealed: string } => isObject(value) && typeof value.$sealed === 'string';

/** Opens what the runner has sealed, at any depth. */
export function openSealed(value: Json): Json {
  if (Array.isArray(value)) return value.map(openSealed);
  if (!isObject(value)) return value;
  if (isSealed(value)) return JSON.parse(Buffer.from(value.$sealed.slice(3), 'base64url').toString('utf8')) as Json;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, openSealed(inner)])) as JsonObject;
}
