import { isObject, type Json, type JsonObject } from '../domain/json';
import type { Schema } from '../domain/skill/skill';
import { sampleText } from './sample-text';

/**
 * A sample payload that fits a step's schema: the author's `examples` where there are some, else values made up by
 * type, format and pattern.
 */
export function samplePayload(schema: Schema): Json {
  const given = firstGiven(schema);
  if (given !== undefined) return given;
  const choice = [schema.oneOf, schema.anyOf].flatMap((options) => (Array.isArray(options) ? options : []))[0];
  if (isObject(choice) && !schema.properties) return samplePayload({ ...schema, oneOf: [], anyOf: [], ...choice });
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' || isObject(schema.properties)) return sampleObject(schema);
  if (type === 'array') return sampleArray(schema);
  if (type === 'integer' || type === 'number') return Number(schema.minimum ?? schema.maximum ?? 1);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  return sampleText(schema);
}

function firstGiven(schema: Schema): Json | undefined {
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  return schema.default;
}

/** A sample object. Optional members are left out, unless the author gives an example. */
function sampleObject(schema: Schema): JsonObject {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const shown = properties.filter(
    ([name, property]) => required.includes(name) || (isObject(property) && Array.isArray(property.examples)),
  );
  return Object.fromEntries(
    shown.map(([name, property]) => [name, isObject(property) ? samplePayload(property) : null]),
  );
}

function sampleArray(schema: Schema): Json[] {
  const { items } = schema;
  return Array.from({ length: Number(schema.minItems ?? 1) }, () => (isObject(items) ? samplePayload(items) : 'value'));
}
