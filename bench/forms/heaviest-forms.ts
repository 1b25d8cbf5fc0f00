import type { JsonObject } from '../../domain/json';
import { costFaults } from '../../kit/forms/cost-rules';
import { patternFaults, sizeFaults } from '../../kit/forms/pattern-rules';
import { placesOf } from '../../kit/forms/places';

interface HeaviestForm {
  what: string;
  schema: JsonObject;
  /** The submission of 64 KiB at most that takes longest to be judged by it. */
  data: JsonObject;
  /** What the check finds in the same form with a little more of the same. */
  faultsOfHeavier: string[];
}

const object = (properties: JsonObject): JsonObject => ({ type: 'object', additionalProperties: false, properties });

const faultsOf = (schema: JsonObject): string[] => {
  const places = placesOf(schema, '');
  return [...places.flatMap(patternFaults), ...sizeFaults(places), ...costFaults(places)].map(({ code }) => code);
};

/** The largest of a family of forms that passes, by its parameter. */
function largest(what: string, most: number, family: (size: number) => JsonObject, fill: (size: number) => JsonObject) {
  let [good, bad] = [1, most];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (faultsOf(family(middle)).length === 0) good = middle;
    else bad = middle;
  }
  return { what, schema: family(good), data: fill(good), faultsOfHeavier: faultsOf(family(bad)) };
}

const field = (pattern: string, maxLength: number): JsonObject => ({ type: 'string', maxLength, pattern });

/** Forms at the bound of what the check lets pass, each of another kind. */
export const heaviestForms = (): HeaviestForm[] => [
  largest(
    'one large pattern, a long text',
    10_000,
    (length) => object({ a: field('(\\p{L}{0,450})$', length) }),
    (length) => ({ a: 'é'.repeat(length) }),
  ),
  largest(
    'one small pattern, the longest text',
    10_000,
    (length) => object({ a: field('(?:a|aa|\\p{L}|[^b]){1,4}$', length) }),
    (length) => ({ a: 'a'.repeat(length) }),
  ),
  largest(
    'many fields',
    90,
    (count) =>
      object(Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, field('(\\p{L}{0,3})$', 500)]))),
    (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 'é'.repeat(500)])),
  ),
  largest(
    'a list of texts',
    1_000,
    (count) => object({ list: { type: 'array', maxItems: count, items: field('(\\p{L}{0,60})$', 60) } }),
    (count) => ({ list: Array.from({ length: count }, () => 'é'.repeat(60)) }),
  ),
];
