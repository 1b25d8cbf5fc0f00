import { isObject, type Json } from '../../json';
import { parsePointer } from '../../pointer';
import { same } from '../condition';
import { fits } from '../fits';
import type { Schema } from '../skill';
import { templateOf } from '../template';
import { schemaAt } from './schema-at';

type TypeName = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null';
const ALL: readonly TypeName[] = ['string', 'number', 'boolean', 'object', 'array', 'null'];

/**
 * Why a condition can never hold for a value that its producer's schema allows, as a sentence; `undefined` where it may
 * hold, or where that can't be said. Operands that are references are not looked into.
 */
export function whyImpossible(condition: Schema, given: Schema): string | undefined {
  const producer = withFiles(given);
  for (const [keyword, operand] of Object.entries(condition)) {
    const why = !isTaken(operand) ? checkKeyword(keyword, operand, producer) : undefined;
    if (why !== undefined) return why;
  }
  return whyContradictory(condition);
}

/** The schema of a step's result at an upload field: a list of files, as many as its `count` says. */
function withFiles(producer: Schema): Schema {
  const upload = producer['x-upload'];
  if (!isObject(upload) || !Array.isArray(upload.count)) return producer;
  const [minItems = 0, maxItems = 0] = upload.count;
  return { type: 'array', minItems, maxItems };
}

function checkKeyword(keyword: string, operand: Json, producer: Schema): string | undefined {
  const types = typesOf(producer);
  switch (keyword) {
    case 'type':
      return [operand].flat().some((name) => types.includes(asType(name)))
        ? undefined
        : `the value is ${inWords(types)}`;
    case 'const':
      return mayBe(producer, operand) ? undefined : `the value is never ${JSON.stringify(operand)}`;
    case 'enum': {
      const choices = Array.isArray(operand) ? operand : [];
      const isPossible = choices.some((choice) => isTaken(choice) || mayBe(producer, choice));
      return isPossible ? undefined : 'the value is none of these';
    }
    case 'anyOf': {
      const choices = (Array.isArray(operand) ? operand : []).filter(isObject);
      return choices.every((choice) => whyImpossible(choice, producer) !== undefined)
        ? 'none of these can hold'
        : undefined;
    }
    case 'not':
      return isObject(operand) ? whyNotImpossible(operand, producer) : undefined;
    default:
      return checkBound(keyword, operand, producer, types);
  }
}

/** The type that each keyword is about, and the bound of a schema that it could miss. */
const BOUNDS: Readonly<
  Record<string, { type: TypeName; against?: string; misses?: (operand: number, bound: number) => boolean }>
> = {
  minimum: { type: 'number', against: 'maximum', misses: (least, most) => least > most },
  exclusiveMinimum: { type: 'number', against: 'maximum', misses: (least, most) => least >= most },
  maximum: { type: 'number', against: 'minimum', misses: (most, least) => most < least },
  exclusiveMaximum: { type: 'number', against: 'minimum', misses: (most, least) => most <= least },
  minLength: { type: 'string', against: 'maxLength', misses: (least, most) => least > most },
  maxLength: { type: 'string', against: 'minLength', misses: (most, least) => most < least },
  minItems: { type: 'array', against: 'maxItems', misses: (least, most) => least > most },
  maxItems: { type: 'array', against: 'minItems', misses: (most, least) => most < least },
  contains: { type: 'array' },
};

function checkBound(keyword: string, operand: Json, producer: Schema, types: TypeName[]): string | undefined {
  const rule = BOUNDS[keyword];
  if (!rule) return undefined;
  if (!types.includes(rule.type))
    return `'${keyword}' is about ${inWords([rule.type])}, and the value is ${inWords(types)}`;
  if (keyword === 'contains' && isObject(operand) && isObject(producer.items))
    return whyNoItem(operand, producer.items);
  const bound = rule.against === undefined ? undefined : producer[rule.against];
  const isMissed = typeof operand === 'number' && typeof bound === 'number' && rule.misses?.(operand, bound);
  return isMissed ? `the value's ${rule.against} is ${bound}` : undefined;
}

/** Why no item can fit the operand of `contains`, or the value in it to which `at` leads. */
function whyNoItem({ at, ...condition }: Schema, items: Schema): string | undefined {
  const tokens = at === undefined ? [] : parsePointer(String(at));
  const found = tokens && at !== '' ? schemaAt(items, tokens) : undefined;
  return found && whyImpossible(condition, found);
}

/** `not` never holds where its condition doesn't apply, nor where the producer's values all fit it. */
function whyNotImpossible(inner: Schema, producer: Schema): string | undefined {
  for (const keyword of Object.keys(inner)) {
    const rule = BOUNDS[keyword];
    if (rule && !typesOf(producer).includes(rule.type))
      return `'${keyword}' doesn't apply to ${inWords(typesOf(producer))}, not even under 'not'`;
  }
  const values = valuesOf(producer);
  const only = inner.const;
  const isAlways = values?.every((value) => only !== undefined && same(value, only)) && Object.keys(inner).length === 1;
  return isAlways ? 'the value is always that' : undefined;
}

/** The pairs of bounds between which a value has to be. */
const PAIRS: readonly [string, string, isCrossed: (least: number, most: number) => boolean][] = [
  ['minimum', 'maximum', (least, most) => least > most],
  ['minimum', 'exclusiveMaximum', (least, most) => least >= most],
  ['exclusiveMinimum', 'maximum', (least, most) => least >= most],
  ['exclusiveMinimum', 'exclusiveMaximum', (least, most) => least >= most],
  ['minLength', 'maxLength', (least, most) => least > most],
  ['minItems', 'maxItems', (least, most) => least > most],
];

/** Whether a condition's own keywords leave no value. */
function whyContradictory(condition: Schema): string | undefined {
  for (const [low, high, isCrossed] of PAIRS) {
    const [least, most] = [condition[low], condition[high]];
    if (typeof least === 'number' && typeof most === 'number' && isCrossed(least, most))
      return `its '${low}' is ${least}, and its '${high}' is ${most}`;
  }
  const { type, const: only, enum: choices } = condition;
  if (only === undefined || isTaken(only)) return undefined;
  if (type !== undefined && !isTaken(type) && ![type].flat().map(asType).includes(typeNameOf(only)))
    return `${JSON.stringify(only)} is not of the type that it asks for`;
  const isListed = !Array.isArray(choices) || choices.some((one) => isTaken(one) || same(one, only));
  return isListed ? undefined : `${JSON.stringify(only)} is none of the values that it lists`;
}

/** All values that a schema's can be, where these are few. */
export function valuesOf({ enum: choices, const: only, type }: Schema): Json[] | undefined {
  if (Array.isArray(choices)) return choices;
  if (only !== undefined) return [only];
  return type === 'boolean' ? [true, false] : undefined;
}

function mayBe(producer: Schema, value: Json): boolean {
  if (Array.isArray(producer.anyOf)) return producer.anyOf.some((one) => isObject(one) && mayBe(one, value));
  const values = valuesOf(producer);
  if (values) return values.some((known) => same(known, value));
  if (isObject(value) && Object.keys(value).some((name) => !isMember(producer, name))) return false;
  return typesOf(producer).includes(typeNameOf(value)) && fits(producer, value);
}

const isMember = ({ properties, additionalProperties }: Schema, name: string): boolean =>
  additionalProperties !== false || (isObject(properties) && Object.hasOwn(properties, name));

/** The types that a value of this schema may have. */
export function typesOf(producer: Schema): TypeName[] {
  if (producer['x-upload'] !== undefined) return ['array'];
  if (Array.isArray(producer.anyOf)) return producer.anyOf.filter(isObject).flatMap(typesOf);
  const values = valuesOf(producer);
  if (values) return [...new Set(values.map(typeNameOf))];
  if (producer.type === undefined) return [...ALL];
  return [producer.type].flat().map(asType);
}

/** Whether an operand is taken from the session, so that nothing is known of it here. */
const isTaken = (operand: Json): boolean => templateOf(operand).kind !== 'literal';

const asType = (name: Json): TypeName => (name === 'integer' ? 'number' : (name as TypeName));

function typeNameOf(value: Json): TypeName {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as TypeName);
}

const inWords = (types: readonly TypeName[]): string => `of type ${[...new Set(types)].join(' or ')}`;
