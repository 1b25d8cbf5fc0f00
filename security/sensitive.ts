import { isObject, type Json, type JsonObject } from '../domain/json';
import { valueAt } from '../domain/pointer';
import type { Schema } from '../domain/skill/skill';

/**
 * Keywords whose subschemas apply to the same value. All of them count, whichever branch matched: to seal too much is
 * harmless.
 */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not', 'dependentSchemas'];
const FOR_MEMBERS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];
const FOR_ITEMS = ['prefixItems', 'items', 'contains', 'unevaluatedItems'];

/**
 * Replaces each value that a JSON Schema marks `x-sensitive`. It fails closed: where the schema marks something below
 * and the value has another shape (a string instead of an object, a property that a closed object does not have), the
 * value counts as marked. Throws at a `$ref` that can't be followed inside the document.
 */
export function replaceSensitive(root: Schema, data: Json, replace: (value: Json, isShown: boolean) => Json): Json {
  const visit = (value: Json, given: Json[]): Json => {
    const schemas = applicable(root, given);
    if (schemas.some(isMarked)) return replace(value, schemas.filter(isMarked).every(isForUser));
    if (Array.isArray(value))
      return value.map((item, index) => child(item, schemas, itemSchemas(schemas, index), FOR_ITEMS));
    if (isObject(value)) {
      const entries = Object.entries(value).map(([key, member]) => {
        const below = memberSchemas(schemas, key);
        if (below.length === 0 && schemas.some(isClosed)) return [key, replace(member, false)];
        return [key, child(member, schemas, below, FOR_MEMBERS)];
      });
      return Object.fromEntries(entries) as JsonObject;
    }
    return marksBelow(root, schemas) ? replace(value, false) : value;
  };
  const child = (value: Json, schemas: JsonObject[], below: Json[], keywords: string[]): Json => {
    if (below.length > 0) return visit(value, below);
    const expected = schemas.some((schema) => keywords.some((keyword) => keyword in schema));
    return !expected && marksBelow(root, schemas) ? replace(value, false) : value;
  };
  return visit(data, [root]);
}

/** Whether a schema marks its value. Any value but `false` is a mark: a misspelt kind of `x-sensitive` seals too. */
const isMarked = (schema: JsonObject): boolean =>
  schema['x-sensitive'] !== undefined && schema['x-sensitive'] !== false;
/** Personal data that its own user may be shown. */
const isForUser = (schema: JsonObject): boolean => schema['x-sensitive'] === 'shown';
const isClosed = (schema: JsonObject): boolean =>
  schema.additionalProperties === false || schema.unevaluatedProperties === false;

const schemasUnder = (value: Json | undefined): Json[] => {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
};

function memberSchemas(schemas: JsonObject[], key: string): Json[] {
  return schemas.flatMap((schema) => {
    const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
    const named = isObject(properties) && Object.hasOwn(properties, key) ? [properties[key] as Json] : [];
    const patterns = isObject(patternProperties) ? Object.values(patternProperties) : [];
    const others = named.length > 0 ? [] : [additionalProperties, unevaluatedProperties].filter(isObject);
    return [...named, ...patterns, ...others];
  });
}

function itemSchemas(schemas: JsonObject[], index: number): Json[] {
  return schemas.flatMap((schema) => {
    const first = Array.isArray(schema.prefixItems) ? schema.prefixItems[index] : undefined;
    return [first, schema.items, schema.contains, schema.unevaluatedItems].filter(isObject);
  });
}

/** All schemas that apply to one value: the given ones, and those that they refer to and are composed of. */
function applicable(root: Schema, given: Json[]): JsonObject[] {
  const found = new Set<JsonObject>();
  const add = (schema: Json | undefined): void => {
    if (!isObject(schema) || found.has(schema)) return;
    found.add(schema);
    if ('$dynamicRef' in schema) throw new Error('$dynamicRef can’t be followed to what it marks');
    if ('$ref' in schema) add(resolve(root, schema.$ref));
    for (const keyword of IN_PLACE) {
      const value = schema[keyword];
      const below = keyword === 'dependentSchemas' && isObject(value) ? Object.values(value) : schemasUnder(value);
      below.forEach(add);
    }
  };
  given.forEach(add);
  return [...found];
}

function marksBelow(root: Schema, schemas: JsonObject[]): boolean {
  const seen = new Set<Json>();
  const look = (value: Json | undefined): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return false;
    seen.add(value);
    if (Array.isArray(value)) return value.some(look);
    if (isMarked(value) || (typeof value.$ref === 'string' && look(resolve(root, value.$ref)))) return true;
    return Object.entries(value).some(([key, below]) => key !== '$defs' && look(below));
  };
  return schemas.some(look);
}

/** The schema that a `$ref` names: a JSON Pointer as a URI fragment (RFC 6901, section 6). */
function resolve(root: Schema, ref: Json | undefined): Json {
  const pointer = typeof ref === 'string' && /^#(\/|$)/.test(ref) ? decodeURIComponent(ref.slice(1)) : undefined;
  if (pointer === undefined) throw new Error('only a $ref inside the document can be followed');
  const target = valueAt(root, pointer);
  if (target === undefined) throw new Error('a $ref points to nothing');
  return target;
}
