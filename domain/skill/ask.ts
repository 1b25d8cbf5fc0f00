import { isObject, type Json, type JsonObject } from '../json';
import type { UploadField } from './graph';
import type { Schema } from './skill';

/**
 * The upload fields that an `ask` declares: properties with `x-upload: {mime, maxBytes, count: [min, max], capture?}`.
 */
export function uploadFields(ask: Schema): UploadField[] {
  return Object.entries(properties(ask)).flatMap(([field, schema]) => {
    const upload = isObject(schema) ? schema['x-upload'] : undefined;
    if (!isObject(upload)) return [];
    const [min, max] = (Array.isArray(upload.count) ? upload.count : [1, 1]) as [number, number];
    const capture = typeof upload.capture === 'string' ? { capture: upload.capture } : {};
    return [
      { field, media_types: upload.mime as string[], max_bytes: upload.maxBytes as number, min, max, ...capture },
    ];
  });
}

/** What the step's JSON must fit: the `ask` without its upload fields, which travel by the upload endpoint. */
export function dataSchema(ask: Schema): Schema {
  const fields = new Set(uploadFields(ask).map((upload) => upload.field));
  if (fields.size === 0) return ask;
  const kept = Object.fromEntries(Object.entries(properties(ask)).filter(([name]) => !fields.has(name)));
  const required = Array.isArray(ask.required) ? ask.required.filter((name) => !fields.has(String(name))) : [];
  return { ...ask, properties: kept, required };
}

export const properties = (schema: Schema): JsonObject => (isObject(schema.properties) ? schema.properties : {});

/** What stands in for a sealed value wherever a person may look. */
export const REDACTED = '•••';

/** How a sealed value begins that its own user may see: the API opens it in a step's `show`, and nowhere else. */
const FOR_THE_USER = 's1.';

/** A value with every sealed part masked: what a view may show. `forUser` keeps, sealed, what a user may see. */
export function redact(value: Json, forUser = false): Json {
  if (Array.isArray(value)) return value.map((item) => redact(item, forUser));
  if (!isObject(value)) return value;
  if (typeof value.$sealed === 'string')
    return forUser && value.$sealed.startsWith(FOR_THE_USER) ? { $sealed: value.$sealed } : REDACTED;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner, forUser)]));
}
