import { isObject, type Json, type JsonObject } from '../domain/json';
import type { Schema } from '../domain/skill/skill';

/** Keywords whose schemas judge the same value. All count, whichever branch matched: sealing too much is harmless. */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not', 'dependentSchemas'];
const FOR_MEMBERS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];
const FOR_ITEMS = ['prefixItems', 'items', 'contains', 'unevaluatedItems'];

/**
 * Replaces what a JSON Schema marks `x-sensitive`. It fails closed: a value that the schema does not expect where it
 * marks something (a string instead of an object, a property that a closed object does not have) counts as marked, and
 * a `$ref` that can't be followed inside the document throws.
 */
export function replaceMarked(root: Schema, data: Json, replace: (value: Json, isShown: boolean) => Json): Json {
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

/** Anything but an explicit absence is a mark: a misspelt `x-sensitive` seals too. */
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

/** The schemas that judge one value: the given ones, and those they refer to and are composed of. */
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

function resolve(root: Schema, ref: Json | undefined): Json {
  if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref))
    throw new Error('only a $ref inside the document can be followed');
  const parts = ref.slice(1).split('/').slice(1);
  const target = parts.reduce<Json | undefined>((at, part) => {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as JsonObject)[key];
  }, root);
  if (target === undefined) throw new Error('a $ref points to nothing');
  return target;
}
