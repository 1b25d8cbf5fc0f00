import { isObject, type Json } from '../json';
import { type Lookup, reference, valueAt } from '../pointer';
import type { Schema, When } from './skill';

/**
 * A truth value of three-valued logic. `undefined` means 'does not apply': the value is missing, or of a type that the
 * keyword is not about. A condition that does not apply never matches, not even under `not`.
 *
 * The evaluator of `when` in this file is frozen. It runs inside recorded sessions, so its truth for a value and a
 * condition can never change. What no condition could be before may be given a meaning: the `at` of `contains`.
 */
export type Truth = boolean | undefined;

type Keyword = (operand: Json, value: Json, lookup: Lookup) => Truth;

const compare =
  (holds: (value: number, operand: number) => boolean): Keyword =>
  (operand, value) =>
    typeof value === 'number' && typeof operand === 'number' ? holds(value, operand) : undefined;

const measure =
  (size: (value: Json) => number | undefined, holds: (size: number, operand: number) => boolean): Keyword =>
  (operand, value) => {
    const measured = size(value);
    return measured === undefined || typeof operand !== 'number' ? undefined : holds(measured, operand);
  };

const codePoints = (value: Json) => (typeof value === 'string' ? [...value].length : undefined);
const items = (value: Json) => (Array.isArray(value) ? value.length : undefined);
const atLeast = (a: number, b: number) => a >= b;
const atMost = (a: number, b: number) => a <= b;

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (operand, value) => (Array.isArray(operand) ? operand : [operand]).some((name) => isOfType(value, name)),
  const: (operand, value) => same(operand, value),
  enum: (operand, value, lookup) =>
    Array.isArray(operand) ? operand.some((item) => same(resolve(item, lookup), value)) : undefined,
  minimum: compare(atLeast),
  maximum: compare(atMost),
  exclusiveMinimum: compare((a, b) => a > b),
  exclusiveMaximum: compare((a, b) => a < b),
  minLength: measure(codePoints, atLeast),
  maxLength: measure(codePoints, atMost),
  minItems: measure(items, atLeast),
  maxItems: measure(items, atMost),
  contains: (operand, value, lookup) =>
    Array.isArray(value) && isObject(operand)
      ? value.some((item) => evaluateItem(operand, item, lookup) === true)
      : undefined,
  not: (operand, value, lookup) => negate(isObject(operand) ? evaluate(operand, value, lookup) : undefined),
  anyOf: (operand, value, lookup) =>
    Array.isArray(operand)
      ? any(operand.map((schema) => (isObject(schema) ? evaluate(schema, value, lookup) : undefined)))
      : undefined,
};

/** The keywords that a condition may use; the check refuses any other. */
export const CONDITION_KEYWORDS: ReadonlySet<string> = new Set(Object.keys(KEYWORDS));

/** Whether a condition holds: each of its pointers leads to a value that fits its schema. */
export function holds(when: When, lookup: Lookup): boolean {
  return Object.entries(when).every(([pointer, schema]) => evaluate(schema, lookup(pointer), lookup) === true);
}

/** Evaluates a schema for one value: all of its keywords must hold. */
export function evaluate(schema: Schema, value: Json | undefined, lookup: Lookup): Truth {
  if (value === undefined) return undefined;
  const truths = Object.entries(schema).map(([keyword, raw]): Truth => {
    const operand = NESTED.has(keyword) ? raw : resolve(raw, lookup);
    if (operand === undefined || !CONDITION_KEYWORDS.has(keyword)) return undefined;
    return (KEYWORDS[keyword] as Keyword)(operand, value, lookup);
  });
  if (truths.includes(undefined)) return undefined;
  return !truths.includes(false);
}

/** Evaluates the operand of `contains` for one item, or for the value in it to which the pointer `at` leads. */
function evaluateItem({ at, ...schema }: Schema, item: Json, lookup: Lookup): Truth {
  if (at === undefined) return evaluate(schema, item, lookup);
  return typeof at === 'string' ? evaluate(schema, valueAt(item, at), lookup) : undefined;
}

const NESTED: ReadonlySet<string> = new Set(['not', 'anyOf', 'contains']);

/** Resolves an operand: the value that it refers to, or the operand as it stands. */
function resolve(operand: Json, lookup: Lookup): Json | undefined {
  const pointer = reference(operand);
  return pointer === undefined ? operand : lookup(pointer);
}

const negate = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function any(truths: Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/** Whether a value is of a type of JSON Schema. */
export function isOfType(value: Json, name: Json): boolean {
  switch (name) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === name;
  }
}

/** Equality of JSON values; the order of members doesn't count. A missing one equals none. */
export function same(a: Json | undefined, b: Json): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index] as Json));
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key] as Json, b[key] as Json))
  );
}
