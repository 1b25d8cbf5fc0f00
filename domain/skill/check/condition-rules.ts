import { isObject, type JsonObject } from '../../json';
import { parsePointer } from '../../pointer';
import { properties } from '../ask';
import { CONDITION_KEYWORDS } from '../condition';
import { branches, type Schema } from '../skill';
import { at, fault } from './fault';
import { producedSchema } from './pointer-rules';
import { eachStep, type Rule } from './rule';
import { conditionUses } from './step-pointers';
import { meant } from './suggest';

/** Conditions use only the frozen keywords. */
export const conditionKeywords: Rule = eachStep(({ name, step }) =>
  branches(step).flatMap(({ when }, index) =>
    Object.entries(when ?? {}).flatMap(([pointer, schema]) =>
      unknownKeywords(schema).map((keyword) => {
        const message = `A condition can't use '${keyword}'.${meant(keyword, CONDITION_KEYWORDS, 'It can use')}`;
        return fault('keyword_unknown', at(name, 'next', String(index), 'when', pointer), message);
      }),
    ),
  ),
);

function unknownKeywords(schema: JsonObject): string[] {
  return Object.entries(schema).flatMap(([keyword, operand]) => {
    if (!CONDITION_KEYWORDS.has(keyword)) return [keyword];
    return inner(keyword, operand).filter(isObject).flatMap(unknownKeywords);
  });
}

/** The schemas inside of a keyword's operand. The `at` of `contains` is none of its item's keywords. */
function inner(keyword: string, operand: unknown): unknown[] {
  if (keyword === 'anyOf') return Array.isArray(operand) ? operand : [];
  if (keyword === 'contains' && isObject(operand)) return [withoutAt(operand)];
  return keyword === 'not' ? [operand] : [];
}

const withoutAt = ({ at: _at, ...condition }: JsonObject): JsonObject => condition;

/** Sealed values can't be looked into, so no branch may depend on one. */
export const sensitiveConditions: Rule = eachStep(({ name, step }, skill) =>
  conditionUses(name, step).flatMap(({ pointer, at: place }) => {
    const tokens = parsePointer(pointer) ?? [];
    const schema = producedSchema(skill, tokens);
    if (!schema || !isSensitive(schema, tokens.slice(2))) return [];
    return [fault('sensitive_branch', place, 'A branch can’t depend on sensitive data: they are sealed.')];
  }),
);

/** Whether the value at these tokens, or one that it lies in, is sealed. */
export function isSensitive(schema: Schema, tokens: readonly string[]): boolean {
  if (schema['x-sensitive'] !== undefined) return true;
  const [token, ...rest] = tokens;
  const value = token === undefined ? undefined : (properties(schema)[token] ?? schema.items);
  return isObject(value) && isSensitive(value, rest);
}
