import { isObject, type Json, type JsonObject } from '../../json';
import { properties } from '../ask';
import type { Schema } from '../skill';
import { conforms } from './conforms';
import { textsOf } from './schema-texts';
import { textIn } from './texts';

/** Members, and items, that an example is made of at most. */
const MOST_PARTS = 200;

/** A value of a schema, as small as can be; `undefined` where none is found. What is found is one for certain. */
export function exampleOf(schema: Json | undefined): Json | undefined {
  return candidates(schema).find((value) => conforms(schema, value) === true);
}

function candidates(schema: Json | undefined): Json[] {
  if (!isObject(schema)) return schema === false ? [] : ['a', 0, true, null, [], {}];
  const listed = listedValues(schema);
  if (listed) return listed;
  if (Array.isArray(schema.anyOf)) {
    const { anyOf, ...rest } = schema;
    return anyOf.flatMap((one) => (isObject(one) ? candidates({ ...rest, ...one }) : candidates(rest)));
  }
  return typesOf(schema).flatMap((type) => ofType(schema, type));
}

/** The values that a schema lists, if it does. */
export function listedValues({ enum: choices, const: only }: Schema): Json[] | undefined {
  if (only !== undefined) return [only];
  return Array.isArray(choices) ? choices : undefined;
}

export const TYPES = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const;

/** The types that the values of a schema may have. `integer` stays what it is. */
export const typesOf = ({ type }: Schema): string[] =>
  type === undefined ? [...TYPES] : (Array.isArray(type) ? type : [type]).map(String);

function ofType(schema: Schema, type: string): Json[] {
  switch (type) {
    case 'string':
      return someText(schema);
    case 'integer':
      return numbersOf(schema, 1).filter(Number.isInteger);
    case 'number':
      return numbersOf(schema, 0.5);
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    case 'array':
      return someList(schema);
    default:
      return someObject(schema);
  }
}

function someText(schema: Schema): Json[] {
  const { surely } = textsOf(schema);
  const found = surely && textIn(surely);
  return found && found !== 'none' ? [found.text] : [];
}

/** Numbers at the bounds of a schema, and a step inside of them. */
export function numbersOf(schema: Schema, step: number): number[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => typeof bound === 'number');
  const unit = typeof multipleOf === 'number' ? multipleOf : step;
  const near = [...bounds, 0].flatMap((bound) => [
    bound,
    Math.ceil(bound / unit) * unit,
    Math.floor(bound / unit) * unit,
    bound + unit,
    bound - unit,
  ]);
  return [...new Set([...near, 1, -1, 0.5].map((value) => (value === 0 ? 0 : value)))];
}

function someList(schema: Schema): Json[] {
  const { minItems, items } = schema;
  const least = typeof minItems === 'number' ? minItems : 0;
  if (least > MOST_PARTS) return [];
  if (least === 0) return [[]];
  const item = exampleOf(items);
  return item === undefined ? [] : [Array.from({ length: least }, () => item)];
}

function someObject(schema: Schema): Json[] {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const known = properties(schema);
  if (required.length > MOST_PARTS) return [];
  const made: JsonObject = {};
  for (const name of required) {
    const value = exampleOf(Object.hasOwn(known, name) ? known[name] : schema.additionalProperties);
    if (value === undefined) return [];
    made[name] = value;
  }
  return [made];
}
