import { isObject, type Json, type JsonObject } from '../../json';
import { properties } from '../ask';
import { isOfType, same } from '../condition';
import type { Schema } from '../skill';
import { has } from './characters';
import { matches } from './matcher';
import { textsOf } from './schema-texts';
import type { Texts } from './texts';

/** `undefined`: nobody can tell. */
type Answer = boolean | undefined;

/** Keywords that say nothing about which values are valid. */
const NOTES = /^(?:title|description|examples|default|\$schema|\$comment|x-.*)$/;

/** Whether a value is one of a schema; a keyword that is not known here makes the answer unknown. */
export function conforms(schema: Json | undefined, value: Json): Answer {
  if (schema === true || schema === undefined) return true;
  if (!isObject(schema)) return schema === false ? false : undefined;
  return all(Object.entries(schema).map(([keyword, operand]) => keywordHolds(schema, keyword, operand, value)));
}

function keywordHolds(schema: Schema, keyword: string, operand: Json, value: Json): Answer {
  switch (keyword) {
    case 'type':
      return (Array.isArray(operand) ? operand : [operand]).some((type) => isOfType(value, type));
    case 'const':
      return same(operand, value);
    case 'enum':
      return Array.isArray(operand) && operand.some((one) => same(one, value));
    case 'anyOf':
      return Array.isArray(operand) ? any(operand.map((one) => conforms(one, value))) : undefined;
    default:
      break;
  }
  if (typeof value === 'number' && Object.hasOwn(NUMBERS, keyword))
    return typeof operand === 'number' ? NUMBERS[keyword]?.(value, operand) : undefined;
  if (TEXT_KEYWORDS.has(keyword)) return typeof value === 'string' ? textHolds(schema, keyword, value) : true;
  if (LIST_KEYWORDS.has(keyword)) return Array.isArray(value) ? listHolds(keyword, operand, value) : true;
  if (OBJECT_KEYWORDS.has(keyword)) return isObject(value) ? objectHolds(schema, keyword, operand, value) : true;
  return Object.hasOwn(NUMBERS, keyword) || NOTES.test(keyword) ? true : undefined;
}

const NUMBERS: Readonly<Record<string, (value: number, operand: number) => boolean>> = {
  minimum: (value, operand) => value >= operand,
  maximum: (value, operand) => value <= operand,
  exclusiveMinimum: (value, operand) => value > operand,
  exclusiveMaximum: (value, operand) => value < operand,
  multipleOf: (value, operand) => Number.isInteger(value / operand),
};

const TEXT_KEYWORDS: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'x-patterns',
  'x-one-line',
]);
const LIST_KEYWORDS: ReadonlySet<string> = new Set(['items', 'minItems', 'maxItems', 'uniqueItems']);
const OBJECT_KEYWORDS: ReadonlySet<string> = new Set([
  'properties',
  'required',
  'additionalProperties',
  'minProperties',
  'maxProperties',
]);

/** Text keywords are judged together, under the first of them that the schema has. */
function textHolds(schema: Schema, keyword: string, value: string): Answer {
  if (keyword !== Object.keys(schema).find((name) => TEXT_KEYWORDS.has(name))) return true;
  const { within, surely } = textsOf(schema);
  const possible = isText(within, value);
  if (possible !== true) return possible;
  return surely && isText(surely, value) === true ? true : undefined;
}

function isText({ patterns, least, most, banned }: Texts, value: string): Answer {
  const characters = [...value];
  if (characters.length < least || characters.length > most) return false;
  if (characters.some((character) => has(banned, character.codePointAt(0) as number))) return false;
  return all(patterns.map((pattern) => matches(pattern, value)));
}

function listHolds(keyword: string, operand: Json, value: Json[]): Answer {
  switch (keyword) {
    case 'items':
      return all(value.map((item) => conforms(operand, item)));
    case 'minItems':
      return value.length >= Number(operand);
    case 'maxItems':
      return value.length <= Number(operand);
    default:
      return (
        operand !== true || value.every((item, index) => !value.slice(0, index).some((other) => same(other, item)))
      );
  }
}

function objectHolds(schema: Schema, keyword: string, operand: Json, value: JsonObject): Answer {
  const known = properties(schema);
  const others = Object.keys(value).filter((name) => !Object.hasOwn(known, name));
  switch (keyword) {
    case 'properties':
      return all(
        Object.keys(known).map((name) =>
          Object.hasOwn(value, name) ? conforms(known[name], value[name] as Json) : true,
        ),
      );
    case 'required':
      return Array.isArray(operand) && operand.every((name) => Object.hasOwn(value, String(name)));
    case 'additionalProperties':
      return all(others.map((name) => conforms(operand, value[name] as Json)));
    case 'minProperties':
      return Object.keys(value).length >= Number(operand);
    default:
      return Object.keys(value).length <= Number(operand);
  }
}

function all(answers: Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function any(answers: Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
