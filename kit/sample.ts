import { isObject, type Json, type JsonObject } from '../domain/json';
import type { Schema } from '../domain/skill/skill';
import { numbersIn } from './forms/number-range';
import { sampleTexts } from './sample-text';

/** Values of one schema that are looked at. */
const MOST = 64;

/**
 * A sample payload of a step's schema: the author's `examples` where there are some, else values made up by type,
 * format and pattern. `null` where the schema takes nothing.
 */
export const samplePayload = (schema: Schema): Json => first(samplesOf(schema)) ?? null;

const first = (values: Iterable<Json>): Json | undefined => {
  for (const value of values) return value;
  return undefined;
};

/**
 * Values that a schema should take, the best one first. They are made by type, bounds, format and pattern one by one,
 * so whether one fits as a whole is for the form to say.
 */
export function* samplesOf(schema: Schema): Generator<Json> {
  const { examples, const: only, enum: choices, default: usual } = schema;
  if (Array.isArray(examples)) yield* examples;
  if (only !== undefined) return yield only;
  if (Array.isArray(choices)) return yield* choices;
  if (usual !== undefined) yield usual;
  const alternatives = [schema.oneOf, schema.anyOf]
    .flatMap((some) => (Array.isArray(some) ? some : []))
    .filter(isObject);
  if (alternatives.length > 0) yield* inTurn(alternatives.map((one) => samplesOf(withAlternative(schema, one))));
  else yield* byType(schema);
}

/** A schema of which one alternative is chosen. */
export function withAlternative(schema: Schema, alternative: Schema): Schema {
  const { oneOf: _one, anyOf: _any, examples: _examples, default: _default, ...rest } = schema;
  const properties = mergedMembers(rest.properties, alternative.properties);
  const dependent = mergedMembers(rest.dependentRequired, alternative.dependentRequired);
  const required = [...listOf(rest.required), ...listOf(alternative.required)];
  return {
    ...rest,
    ...alternative,
    ...(properties ? { properties } : {}),
    ...(dependent ? { dependentRequired: dependent } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** The members of both objects; those that both have are taken together, where they are objects themselves. */
function mergedMembers(some: Json | undefined, others: Json | undefined): JsonObject | undefined {
  if (!isObject(some) || !isObject(others)) return undefined;
  const merged = { ...some };
  for (const [name, value] of Object.entries(others)) {
    const own = Object.hasOwn(some, name) ? some[name] : undefined;
    merged[name] = isObject(own) && isObject(value) ? { ...own, ...value } : value;
  }
  return merged;
}

function* byType(schema: Schema): Generator<Json> {
  const types = [schema.type ?? (isObject(schema.properties) ? 'object' : 'string')].flat();
  for (const type of types) {
    if (type === 'object') yield* objects(schema);
    else if (type === 'array') yield* lists(schema);
    else if (type === 'integer' || type === 'number') yield* numbersIn(schema);
    else if (type === 'boolean') yield* [true, false];
    else if (type === 'null') yield null;
    else yield* sampleTexts(schema);
  }
}

/** The members of a sample object: what is required, what depends on that, and what the author gives an example of. */
export function membersOf(schema: Schema): string[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const shown = Object.entries(properties).filter(([, one]) => isObject(one) && Array.isArray(one.examples));
  const names = new Set([...listOf(schema.required).map(String), ...shown.map(([name]) => name)]);
  const dependent = isObject(schema.dependentRequired) ? schema.dependentRequired : {};
  // A set that grows while it is gone through.
  for (const name of names) for (const other of listOf(dependent[name])) names.add(String(other));
  return [
    ...Object.keys(properties).filter((name) => names.has(name)),
    ...[...names].filter((name) => !(name in properties)),
  ];
}

/** Sample objects: first each member's best value, then one member after the other with its next ones. */
function* objects(schema: Schema): Generator<Json> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const names = membersOf(schema);
  const values = names.map((name) => {
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isObject(member) ? take(samplesOf(member), MOST) : ['value'];
  });
  const made = (place: number, turn: number): JsonObject | undefined => {
    const members = names.map((name, index) => [name, values[index]?.[index === place ? turn : 0]] as const);
    return members.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(members) as JsonObject);
  };
  const best = made(-1, 0);
  if (best === undefined) return;
  yield best;
  for (let turn = 1; turn < MOST; turn += 1)
    for (const place of names.keys()) {
      const next = made(place, turn);
      if (next) yield next;
    }
}

function* lists(schema: Schema): Generator<Json> {
  const { items, minItems, maxItems, uniqueItems } = schema;
  const most = typeof maxItems === 'number' ? maxItems : Number.POSITIVE_INFINITY;
  const least = Math.min(typeof minItems === 'number' ? minItems : 1, most);
  const entries = isObject(items) ? take(samplesOf(items), Math.max(MOST, least)) : ['value'];
  const [entry] = entries;
  if (uniqueItems === true) {
    for (let start = 0; start + least <= entries.length && start < MOST; start += 1)
      yield entries.slice(start, start + least);
  } else if (entry !== undefined) {
    for (const one of entries.slice(0, MOST)) yield Array.from({ length: least }, () => one);
  }
  if (minItems === undefined || minItems === 0) yield [];
}

/** Every first value, then every second one, and so on. */
function* inTurn(all: Generator<Json>[]): Generator<Json> {
  let left = all;
  while (left.length > 0) {
    const next = left.map((one) => ({ one, ...one.next() }));
    for (const { done, value } of next) if (done !== true) yield value as Json;
    left = next.filter(({ done }) => done !== true).map(({ one }) => one);
  }
}

export function take<T>(values: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length >= most) break;
    taken.push(value);
  }
  return taken;
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
