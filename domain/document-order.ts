import { isObject } from './json';
import { parsePointer } from './pointer';

/**
 * Sorts faults into document order, by the JSON Pointer of each. Faults of one place keep their order. What an object
 * lacks comes after what it has.
 */
export function inDocumentOrder<T>(faults: readonly T[], document: unknown, pointerOf: (fault: T) => string): T[] {
  const places: Places = new Map();
  return faults
    .map((fault) => ({ fault, position: positionOf(document, pointerOf(fault), places) }))
    .sort((a, b) => compare(a.position, b.position))
    .map(({ fault }) => fault);
}

/** By object: the places of its members. Found once, since thousands of faults may be about one object. */
type Places = Map<object, Map<string, number>>;

function placesIn(object: object, places: Places): Map<string, number> {
  const known = places.get(object) ?? new Map(Object.keys(object).map((key, index) => [key, index]));
  places.set(object, known);
  return known;
}

/** The position of a place: at each level of the document, which member or element leads there. */
function positionOf(document: unknown, pointer: string, places: Places): number[] {
  let value = document;
  return (parsePointer(pointer) ?? []).map((token) => {
    const index = Array.isArray(value)
      ? Number(token)
      : isObject(value)
        ? (placesIn(value, places).get(token) ?? -1)
        : -1;
    value = index < 0 ? undefined : (value as Record<string, unknown>)[token];
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  });
}

/** A place comes before what lies inside it. */
function compare(a: number[], b: number[]): number {
  for (let level = 0; level < Math.max(a.length, b.length); level += 1) {
    const difference = (a[level] ?? -1) - (b[level] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
