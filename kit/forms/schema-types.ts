import { isObject, type Json } from '../../domain/json';
import { POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import type { Schema } from '../../domain/skill/skill';

/** The types of JSON Schema, a whole number being a number. */
export type TypeName = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null';

const WORDS: Readonly<Record<TypeName, string>> = {
  string: 'texts',
  number: 'numbers',
  boolean: 'true and false',
  object: 'objects',
  array: 'lists',
  null: 'null',
};

export const inWords = (types: readonly TypeName[]): string => types.map((type) => WORDS[type]).join(' and ');

export function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'object' : (typeof value as TypeName);
}

/** The types that a schema's values may have; `undefined` where it doesn't say. */
export function typesIn({ type, enum: choices, const: only, format }: Schema): TypeName[] | undefined {
  if (type !== undefined) return [type].flat().map((name) => (name === 'integer' ? 'number' : (name as TypeName)));
  if (only !== undefined) return [typeOf(only)];
  if (Array.isArray(choices)) return [...new Set(choices.map(typeOf))];
  return format === POSTAL_ADDRESS ? ['object'] : undefined;
}

/** The values that a schema lists, if it does. */
export function choicesOf({ enum: choices, const: only }: Schema): Json[] | undefined {
  if (Array.isArray(choices)) return choices;
  return only === undefined ? undefined : [only];
}
