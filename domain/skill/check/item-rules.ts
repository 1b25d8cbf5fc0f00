import { isObject, type Json } from '../../json';
import { escapeToken, parsePointer } from '../../pointer';
import { branches, type Schema } from '../skill';
import { isSensitive } from './condition-rules';
import { at, type Fault, fault } from './fault';
import { leads, resultSchema } from './pointer-rules';
import { eachStep, type Rule } from './rule';
import { schemaAt } from './schema-at';

/** The `at` of each `contains` leads to something that the list's items have, and that isn't sealed. */
export const itemPointers: Rule = eachStep(({ name, step }, skill) =>
  branches(step).flatMap(({ when = {} }, index) =>
    Object.entries(when).flatMap(([pointer, condition]) => {
      const [root, producer, ...rest] = parsePointer(pointer) ?? [];
      const result = root === 'steps' && producer !== undefined ? resultSchema(skill, producer) : undefined;
      const value = result && schemaAt(result, rest);
      return value ? badItems(condition, value, at(name, 'next', String(index), 'when', pointer)) : [];
    }),
  ),
);

/** The faults of a condition on a value of this schema, at any depth. */
function badItems(condition: Schema, value: Schema, place: string): Fault[] {
  return Object.entries(condition).flatMap(([keyword, operand]) => {
    const here = `${place}/${escapeToken(keyword)}`;
    if (keyword === 'contains' && isObject(operand)) return badItem(operand, value.items, here);
    if (keyword === 'not' && isObject(operand)) return badItems(operand, value, here);
    if (keyword !== 'anyOf' || !Array.isArray(operand)) return [];
    return operand.flatMap((one, index) => (isObject(one) ? badItems(one, value, `${here}/${index}`) : []));
  });
}

function badItem({ at: pointer, ...condition }: Schema, items: Json | undefined, place: string): Fault[] {
  const tokens = typeof pointer === 'string' ? parsePointer(pointer) : [];
  if (!isObject(items) || !tokens) return [];
  if (tokens.length > 0 && !leads(items, tokens))
    return [fault('pointer_bad', `${place}/at`, `The items of the list have nothing at '${String(pointer)}'.`)];
  if (tokens.length > 0 && isSensitive(items, tokens)) {
    const message = 'A branch can’t depend on sensitive data: they are sealed.';
    return [fault('sensitive_branch', `${place}/at`, message)];
  }
  const found = schemaAt(items, tokens);
  return found ? badItems(condition, found, place) : [];
}
