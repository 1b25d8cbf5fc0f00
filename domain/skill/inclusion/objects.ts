import { isObject, type Json, type JsonObject } from '../../json';
import { properties } from '../ask';
import type { Schema } from '../skill';
import { exampleOf } from './example';
import { type Compare, type Counterexample, first, numberOr } from './finding';

/** For objects: a member that is missing, that is too many, or that does not fit. */
export function ofObjects(producer: Schema, consumer: Schema, compare: Compare): Counterexample {
  const own = properties(producer);
  const taken = properties(consumer);
  const open = producer.additionalProperties ?? true;
  const memberOf = (name: string): Json => (Object.hasOwn(own, name) ? (own[name] as Json) : open);
  const others = [
    ...Object.keys(own).filter((name) => !Object.hasOwn(taken, name)),
    ...(open === false ? [] : [unusedName(own, taken)]),
  ];
  const rest = consumer.additionalProperties ?? true;
  const lacking = listOf(consumer.required).filter((name) => !listOf(producer.required).includes(name));
  const example = exampleOf(producer);
  return first([
    ...(lacking.length > 0 ? [isObject(example) ? { value: without(example, lacking) } : undefined] : []),
    ...Object.keys(taken).map((name) => withMember(producer, name, compare(memberOf(name), taken[name]))),
    ...(rest === true ? [] : others.map((name) => withMember(producer, name, compare(memberOf(name), rest)))),
    countFits(producer, consumer) ? 'none' : undefined,
  ]);
}

const listOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

/** An example as it is, but for members that it need not have. */
const without = (example: JsonObject, names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)));

/** A name that neither schema knows. */
function unusedName(...known: JsonObject[]): string {
  for (let count = 0; ; count += 1) {
    const name = count === 0 ? 'other' : `other${count}`;
    if (known.every((names) => !Object.hasOwn(names, name))) return name;
  }
}

/** An example of the producer with one member that is this value. */
function withMember(producer: Schema, name: string, member: Counterexample): Counterexample {
  if (typeof member !== 'object') return member;
  const example = exampleOf(producer);
  return isObject(example) ? { value: { ...example, [name]: member.value } } : undefined;
}

/** Whether the number of members fits for certain. */
function countFits(producer: Schema, { minProperties, maxProperties }: Schema): boolean {
  const count =
    producer.additionalProperties === false ? Object.keys(properties(producer)).length : Number.POSITIVE_INFINITY;
  const most = Math.min(count, numberOr(producer.maxProperties, Number.POSITIVE_INFINITY));
  const least = Math.max(listOf(producer.required).length, numberOr(producer.minProperties, 0));
  return most <= numberOr(maxProperties, Number.POSITIVE_INFINITY) && least >= numberOr(minProperties, 0);
}
