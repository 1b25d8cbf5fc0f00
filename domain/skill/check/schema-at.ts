import { isObject } from '../../json';
import { properties } from '../ask';
import type { Schema } from '../skill';

/** The schema of the value at these tokens; `undefined` where it isn't known. */
export function schemaAt(schema: Schema, tokens: readonly string[]): Schema | undefined {
  const [token, ...rest] = tokens;
  if (token === undefined) return schema;
  const inner = Object.hasOwn(properties(schema), token) ? properties(schema)[token] : schema.items;
  return isObject(inner) ? schemaAt(inner, rest) : undefined;
}

/** Whether a value of this schema always has something at these tokens. */
export function isAlwaysThere(schema: Schema, tokens: readonly string[]): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return true;
  const inner = Object.hasOwn(properties(schema), token) ? properties(schema)[token] : undefined;
  if (!isObject(inner)) return false;
  // A step has a list of files for each of its upload fields, were it an empty one.
  const isGiven =
    inner['x-upload'] !== undefined || (Array.isArray(schema.required) && schema.required.includes(token));
  return isGiven && isAlwaysThere(inner, rest);
}
