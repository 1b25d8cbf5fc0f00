import { isObject, type Json } from '../../json';
import { properties, uploadFields } from '../ask';
import { ONE_LINE, PATTERNS } from '../inclusion/schema-texts';
import type { Schema } from '../skill';

/** A stored file in a form's result, as the session knows it. */
const FILE: Schema = {
  type: 'object',
  required: ['upload_id', 'field', 'media_type', 'bytes', 'sha256'],
  additionalProperties: false,
  properties: {
    upload_id: { type: 'string', minLength: 1, maxLength: 64 },
    field: { type: 'string', minLength: 1, maxLength: 63 },
    media_type: { type: 'string', minLength: 1, maxLength: 100 },
    bytes: { type: 'integer', minimum: 1 },
    sha256: { type: 'string', minLength: 1, maxLength: 64 },
  },
};

const BLANK = '\\t\\n\\r\\f\\v \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
/** A text without blanks at its ends. */
const TRIMMED = `^(?:[^${BLANK}]|[^${BLANK}][\\d\\D]*[^${BLANK}])?$`;

/**
 * The schema of what a form leaves: texts are normalised and of one line, what was left empty is absent, and upload
 * fields are lists of files.
 */
export function keptSchema(form: Schema): Schema {
  const known = keptSchemas.get(form);
  if (known) return known;
  const made = schemaKept(form);
  keptSchemas.set(form, made);
  return made;
}

/** Rules ask for the same form's once for each pointer into it. A document is never changed while it is checked. */
const keptSchemas = new WeakMap<Schema, Schema>();

function schemaKept(form: Schema): Schema {
  const files = uploadFields(form).map(({ field, min, max }): [string, Schema] => [
    field,
    { type: 'array', minItems: min, maxItems: max, items: FILE },
  ]);
  const kept = keptPart(form, true);
  const required = [...listOf(form.required), ...files.map(([field]) => field)];
  return {
    ...kept,
    properties: { ...properties(kept), ...Object.fromEntries(files) },
    required: [...new Set(required)],
  };
}

const listOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

function keptPart(schema: Schema, isNeeded: boolean): Schema {
  const required = listOf(schema.required);
  const inside = (inner: Json | undefined, needed: boolean): Json =>
    isObject(inner) ? keptPart(inner, needed) : (inner ?? true);
  const { items, anyOf } = schema;
  return {
    ...schema,
    ...textKeywords(schema, isNeeded),
    ...(isObject(schema.properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(schema.properties).map(([name, inner]) => [name, inside(inner, required.includes(name))]),
          ),
        }
      : {}),
    ...(items === undefined ? {} : { items: inside(items, true) }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map((one) => inside(one, isNeeded)) } : {}),
  };
}

/** What is true of a text that was taken in, besides what its schema says. */
function textKeywords(schema: Schema, isNeeded: boolean): Schema {
  if (schema.type !== 'string' || schema.enum !== undefined || schema.const !== undefined) return {};
  const isTidy = schema['x-normalise'] !== undefined || schema.format !== undefined;
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  return {
    ...(schema['x-multiline'] === true ? {} : { [ONE_LINE]: true }),
    ...(isTidy ? { [PATTERNS]: [TRIMMED] } : {}),
    ...(isNeeded ? {} : { minLength: Math.max(least, 1) }),
  };
}
