import { isObject, type Json } from '../json';
import { evaluate } from './condition';
import type { Schema } from './skill';

/**
 * Whether a value fits a schema of a catalog, as far as objects, arrays and the keywords of conditions go. Members that
 * the schema doesn't name are nothing to object to, and what is sealed was judged before. Runs inside recorded
 * sessions, so its verdict on a value and a schema can never change.
 */
export function fits(schema: Schema, value: Json): boolean {
  if (isObject(value) && '$sealed' in value) return true;
  return Object.entries(schema).every(([keyword, operand]) => {
    if (keyword === 'properties') return !isObject(value) || fitProperties(operand, value);
    if (keyword === 'required') return !isObject(value) || (operand as string[]).every((name) => name in value);
    if (keyword === 'items')
      return !Array.isArray(value) || value.every((item) => !isObject(operand) || fits(operand, item));
    return evaluate({ [keyword]: operand }, value, () => undefined) !== false;
  });
}

const fitProperties = (properties: Json, value: Record<string, Json>): boolean =>
  Object.entries(properties as Record<string, Schema>).every(
    ([name, schema]) => !Object.hasOwn(value, name) || fits(schema, value[name] as Json),
  );
