import { isObject, type Json } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { expanded, POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import type { Schema } from '../../domain/skill/skill';

/** Most characters of text, and most values, that the body of one submission can have. */
export const MOST_TEXT = 64 * 1024;
export const MOST_VALUES = 32 * 1024;

/** One schema inside of a form. */
export interface Place {
  schema: Schema;
  /** JSON Pointer to it, in the document. */
  pointer: string;
  /** How many values of one submission it is asked about, at most. */
  times: number;
  /** Characters of the longest text that is judged by it: longer ones are cut before. */
  length: number;
  /** It is one of several alternatives, so it is not known whether it is meant. */
  isAlternative: boolean;
  /** How deep it lies: the form has 0, its properties have 1. */
  depth: number;
}

/** Every schema of a form, the form's own first. Whole addresses are one place and the places in them. */
export function placesOf(form: Schema, pointer: string): Place[] {
  const root = { pointer, times: 1, length: MOST_TEXT, isAlternative: false, depth: 0 };
  return visit({ ...root, schema: form });
}

function visit(place: Place): Place[] {
  const { schema: given, pointer } = place;
  const schema = given.format === POSTAL_ADDRESS ? expanded(given) : given;
  // Only a text's own maxLength is known when it is cut, not that of an alternative.
  const own = typeof schema.maxLength === 'number' && !place.isAlternative ? schema.maxLength : place.length;
  const length = Math.min(own, place.length);
  const { properties, items, anyOf } = schema;
  const members = isObject(properties) ? Object.entries(properties) : [];
  const times = Math.min(place.times * Number(schema.maxItems ?? MOST_VALUES), MOST_VALUES);
  const below = (inner: Json | undefined, at: string, changes: Partial<Place> = {}): Place[] =>
    isObject(inner)
      ? visit({
          ...place,
          length: MOST_TEXT,
          depth: place.depth + 1,
          ...changes,
          schema: inner,
          pointer: `${pointer}/${at}`,
        })
      : [];
  return [
    { ...place, schema: given, length },
    ...members.flatMap(([name, inner]) => below(inner, `properties/${escapeToken(name)}`)),
    ...below(items, 'items', { times }),
    ...(Array.isArray(anyOf)
      ? anyOf.flatMap((inner, index) => below(inner, `anyOf/${index}`, { length, isAlternative: true }))
      : []),
  ];
}
