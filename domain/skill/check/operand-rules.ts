import { isObject, type Json } from '../../json';
import { escapeToken, parsePointer, reference } from '../../pointer';
import { branches, type Schema } from '../skill';
import { at, type Fault, fault } from './fault';
import { resultSchema } from './pointer-rules';
import { typesOf } from './possible';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { schemaAt } from './schema-at';
import { meant } from './suggest';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** What an operand of a keyword has to be, in words, and whether it is that. */
interface Wanted {
  words: string;
  is(operand: Json): boolean;
  /** The type that a referenced value must have. */
  type?: 'number' | 'array';
}

const NUMBER: Wanted = { words: 'a number', is: (operand) => typeof operand === 'number', type: 'number' };
const COUNT: Wanted = {
  words: 'a whole number',
  is: (operand) => Number.isInteger(operand) && Number(operand) >= 0,
  type: 'number',
};
const CONDITION: Wanted = { words: 'a condition, such as {"const": "x"}', is: isCondition };

function isCondition(operand: Json): boolean {
  return isObject(operand) && Object.keys(operand).length > 0;
}

const OPERANDS: Readonly<Record<string, Wanted>> = {
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  minLength: COUNT,
  maxLength: COUNT,
  minItems: COUNT,
  maxItems: COUNT,
  enum: { words: 'a list of values', is: (operand) => Array.isArray(operand) && operand.length > 0, type: 'array' },
  not: CONDITION,
  contains: CONDITION,
  anyOf: {
    words: 'a list of conditions, such as [{"const": "x"}, {"const": "y"}]',
    is: (operand) => Array.isArray(operand) && operand.length > 0 && operand.every(isCondition),
  },
};

/** Every operand is of the kind that its keyword takes: a condition with another one never matches. */
export const conditionOperands: Rule = eachStep(({ name, step }, skill) =>
  branches(step).flatMap(({ when = {} }, index) =>
    Object.entries(when).flatMap(([pointer, schema]) =>
      operandFaults(skill, schema, at(name, 'next', String(index), 'when', pointer)),
    ),
  ),
);

function operandFaults(skill: CheckedSkill, schema: Schema, place: string): Fault[] {
  return Object.entries(schema).flatMap(([keyword, operand]) => {
    const here = `${place}/${escapeToken(keyword)}`;
    if (keyword === 'type') return typeFaults(operand, here);
    const wanted = Object.hasOwn(OPERANDS, keyword) ? (OPERANDS[keyword] as Wanted) : undefined;
    if (!wanted) return [];
    const pointer = reference(operand);
    if (pointer !== undefined) return referenceFaults(skill, keyword, wanted, pointer, here);
    if (!wanted.is(operand))
      return [fault('operand_wrong', here, `'${keyword}' takes ${wanted.words}, not ${shown(operand)}.`)];
    if (keyword === 'contains' && isObject(operand) && !isPointerText(operand.at))
      return [fault('operand_wrong', `${here}/at`, '\'at\' takes a JSON Pointer into each item, such as "/age".')];
    return inner(keyword, operand).flatMap(([condition, path]) => operandFaults(skill, condition, here + path));
  });
}

/** A pointer into the item, or none. The whole item is meant without one. */
const isPointerText = (at: Json | undefined): boolean =>
  at === undefined || (typeof at === 'string' && at !== '' && parsePointer(at) !== undefined);

const shown = (operand: Json): string => JSON.stringify(operand).slice(0, 60);

function typeFaults(operand: Json, place: string): Fault[] {
  if (reference(operand) !== undefined) return [];
  const names = [operand].flat();
  if (names.length === 0) return [fault('operand_wrong', place, "'type' takes at least one type.")];
  return names
    .filter((name) => typeof name !== 'string' || !TYPES.includes(name))
    .map((name) =>
      fault('operand_wrong', place, `There is no type ${shown(name)}.${meant(String(name), TYPES, 'The types are')}`),
    );
}

/** A referenced operand whose producer never has the type that the keyword takes. */
function referenceFaults(
  skill: CheckedSkill,
  keyword: string,
  { words, type }: Wanted,
  pointer: string,
  place: string,
): Fault[] {
  const [root, producer, ...rest] = parsePointer(pointer) ?? [];
  const result = root === 'steps' && producer !== undefined ? resultSchema(skill, producer) : undefined;
  const found = result && schemaAt(result, rest);
  if (!found || type === undefined || typesOf(found).includes(type)) return [];
  return [fault('operand_wrong', place, `'${keyword}' takes ${words}, and '${pointer}' is never one.`)];
}

/** The conditions inside of an operand, with the path to each. */
function inner(keyword: string, operand: Json): [Schema, string][] {
  if (keyword === 'anyOf' && Array.isArray(operand))
    return operand.filter(isObject).map((one, index) => [one, `/${index}`]);
  return (keyword === 'not' || keyword === 'contains') && isObject(operand) ? [[operand, '']] : [];
}
