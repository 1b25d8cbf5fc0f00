import { isObject, type Json, type JsonObject } from '../json';
import { expanded } from './postal-address';
import type { Schema } from './skill';

/** One upload field of an `ask`: counts of files, bytes per file. */
export interface UploadField {
  field: string;
  media_types: string[];
  max_bytes: number;
  min: number;
  max: number;
  capture?: string;
}

/** The upload fields of an `ask`: properties with `x-upload: {mime, maxBytes, count: [min, max], capture?}`. */
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

/**
 * The schema of the step's JSON: the `ask` without its upload fields, which go to the upload endpoint, and with whole
 * addresses in place of their format.
 */
export function dataSchema(given: Schema): Schema {
  const ask = expanded(given);
  const fields = new Set(uploadFields(ask).map((upload) => upload.field));
  if (fields.size === 0) return ask;
  const kept = Object.fromEntries(Object.entries(properties(ask)).filter(([name]) => !fields.has(name)));
  const required = Array.isArray(ask.required) ? ask.required.filter((name) => !fields.has(String(name))) : [];
  return { ...ask, properties: kept, required };
}

export const properties = (schema: Schema): JsonObject => (isObject(schema.properties) ? schema.properties : {});

/** The mask that a person sees in place of a sealed value. */
export const REDACTED = '•••';

/** The beginning of a sealed value that its own user may see: the API opens it in a step's `show`, nowhere else. */
const FOR_THE_USER = 's1.';

/** Masks every sealed part of a value, so that a view may show it. `forUser` keeps, sealed, what its user may see. */
export function redact(value: Json, forUser = false): Json {
  if (Array.isArray(value)) return value.map((item) => redact(item, forUser));
  if (!isObject(value)) return value;
  if (typeof value.$sealed === 'string')
    return forUser && value.$sealed.startsWith(FOR_THE_USER) ? { $sealed: value.$sealed } : REDACTED;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner, forUser)]));
}
