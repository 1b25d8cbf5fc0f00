import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../../domain/json';

/** What is done to one member of a document. */
export type Mutation = 'delete' | 'rename' | 'retype' | 'move';

/** Every object of a document, itself first. */
function objectsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** A document with one member deleted, renamed, of another type, or moved into another object. */
export function mutated(document: JsonObject, mutation: Mutation, at: number, other: number): JsonObject {
  const copy = structuredClone(document);
  const objects = objectsIn(copy).filter((object) => Object.keys(object).length > 0);
  const object = objects[at % objects.length] as JsonObject;
  const names = Object.keys(object);
  const name = names[other % names.length] as string;
  const value = object[name] as Json;
  delete object[name];
  if (mutation === 'rename') object[`${name.slice(1)}x`] = value;
  if (mutation === 'retype') object[name] = RETYPED[other % RETYPED.length] as Json;
  if (mutation === 'move') (objects[(at + other + 1) % objects.length] as JsonObject)[name] = value;
  return copy;
}

const RETYPED: readonly Json[] = [null, 7, '', 'x', [], {}, true, [1], { a: 1 }, -1.5];

/** Mutations of one of these documents. */
export const mutations = (documents: readonly JsonObject[]): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      fc.constantFrom(...documents),
      fc.constantFrom<Mutation[]>('delete', 'rename', 'retype', 'move'),
      fc.nat(1_000),
      fc.nat(1_000),
    )
    .map(([document, mutation, at, other]) => mutated(document, mutation, at, other));
