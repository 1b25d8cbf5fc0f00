import { isObject, type Json } from '../../domain/json';

const WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** The types of a schema in words. */
export const typesInWords = (types: readonly string[]): string => types.map((type) => WORDS[type] ?? type).join(' or ');

/** The type of a value, by JSON Schema's name. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'object' : typeof value;
}

export const typeInWords = (value: Json): string => WORDS[typeOf(value)] as string;

/** A value as a sentence shows it: as JSON, cut where it is long. */
export function shown(value: Json): string {
  if (isObject(value) || Array.isArray(value)) return typeInWords(value);
  const text = typeof value === 'string' ? value : String(value);
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}
