import { isObject, type Json } from '../../json';
import { properties } from '../ask';
import { isOfType } from '../condition';
import type { Schema } from '../skill';
import { conforms } from './conforms';
import { listedValues, typesOf } from './example';

/** Why a value is none of a schema. */
export interface Misfit {
  /** `type`: nothing of that type fits. `range`: others of its type do. `absent`: it lacks a member that is needed. */
  sort: 'type' | 'range' | 'absent';
  /** Where in the value. */
  path: string[];
  /** What it is, and what is taken, as parts of a sentence: 'have 12 characters', 'at most 9'. */
  is: string;
  takes: string;
  /** The value. */
  example: Json;
}

type Why = Omit<Misfit, 'example'>;

/** Says why a value is none of a schema, which it must not be. */
export const misfitOf = (example: Json, schema: Json): Misfit => ({ ...whyNot(example, schema), example });

function whyNot(value: Json, schema: Json): Why {
  if (!isObject(schema)) return { sort: 'range', path: [], is: `be ${inWords(value)}`, takes: 'nothing of that kind' };
  const types = typesOf(schema);
  if (!listedValues(schema) && !types.some((type) => isOfType(value, type)))
    return { sort: 'type', path: [], is: `be ${typeInWords(value)}`, takes: types.map(named).join(' or ') };
  return (
    whyNotSized(value, schema) ??
    whyNotInside(value, schema) ?? {
      sort: isOtherType(value, schema) ? 'type' : 'range',
      path: [],
      is: `be ${inWords(value)}`,
      takes: taken(schema),
    }
  );
}

/** The keywords that bound one number, and how to say so. */
const SIZES: readonly [keyword: string, is: (value: Json) => string, takes: (bound: number) => string][] = [
  ['maxLength', (value) => `have ${count(lengthOf(value), 'character')}`, (most) => `at most ${most}`],
  ['minLength', (value) => shortInWords(lengthOf(value)), (least) => `at least ${count(least, 'character')}`],
  ['maxItems', (value) => `have ${count(itemsOf(value), 'item')}`, (most) => `at most ${most}`],
  ['minItems', (value) => `have ${count(itemsOf(value), 'item')}`, (least) => `at least ${least}`],
  ['minimum', (value) => `be ${inWords(value)}`, (least) => `at least ${least}`],
  ['maximum', (value) => `be ${inWords(value)}`, (most) => `at most ${most}`],
  ['exclusiveMinimum', (value) => `be ${inWords(value)}`, (bound) => `only more than ${bound}`],
  ['exclusiveMaximum', (value) => `be ${inWords(value)}`, (bound) => `only less than ${bound}`],
  ['multipleOf', (value) => `be ${inWords(value)}`, (unit) => `only multiples of ${unit}`],
];

function whyNotSized(value: Json, schema: Schema): Why | undefined {
  for (const [keyword, is, takes] of SIZES) {
    const bound = schema[keyword];
    if (typeof bound === 'number' && conforms({ [keyword]: bound }, value) === false)
      return { sort: 'range', path: [], is: is(value), takes: takes(bound) };
  }
  return undefined;
}

/** A member or an item that is not what it has to be, or is not there, or is one too many. */
function whyNotInside(value: Json, schema: Schema): Why | undefined {
  if (Array.isArray(value)) {
    const index = value.findIndex((item) => conforms(schema.items, item) === false);
    return index < 0 ? undefined : below(String(index), whyNot(value[index] as Json, schema.items as Json));
  }
  if (!isObject(value)) return undefined;
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { sort: 'absent', path: [], is: `lack '${missing}'`, takes: `nothing without it` };
  const known = properties(schema);
  for (const [name, member] of Object.entries(value)) {
    const inner = Object.hasOwn(known, name) ? known[name] : schema.additionalProperties;
    if (conforms(inner, member) !== false) continue;
    if (Object.hasOwn(known, name)) return below(name, whyNot(member, inner as Json));
    return { sort: 'type', path: [], is: `have a member '${name}'`, takes: `only ${Object.keys(known).join(', ')}` };
  }
  return undefined;
}

const below = (token: string, why: Why): Why => ({ ...why, path: [token, ...why.path] });

const isOtherType = (value: Json, schema: Schema): boolean => {
  const listed = listedValues(schema);
  return listed !== undefined && !listed.some((one) => typeInWords(one) === typeInWords(value));
};

const lengthOf = (value: Json): number => (typeof value === 'string' ? [...value].length : 0);
const itemsOf = (value: Json): number => (Array.isArray(value) ? value.length : 0);
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
const shortInWords = (length: number): string => (length === 0 ? 'be empty' : `have ${count(length, 'character')}`);

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};
const named = (type: string): string => TYPE_WORDS[type] ?? type;

function typeInWords(value: Json): string {
  if (value === null) return 'null';
  return named(Array.isArray(value) ? 'array' : typeof value);
}

/** What a schema takes, in words. */
function taken(schema: Schema): string {
  const listed = listedValues(schema);
  if (listed) {
    const shown = listed.filter((value) => value !== '').slice(0, 12);
    return `only ${shown.map(inWords).join(', ')}${shown.length < listed.length - 1 ? ', …' : ''}`;
  }
  if (typeof schema.pattern === 'string') return `only what matches ${schema.pattern}`;
  if (typeof schema.format === 'string') return `only the format '${schema.format}'`;
  return schema.uniqueItems === true ? 'each item once' : typesOf(schema).map(named).join(' or ');
}

/** A value in a sentence, cut where it is long. */
export function inWords(value: Json): string {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return text.length <= 42 ? text : `${text.slice(0, 40)}…`;
}
