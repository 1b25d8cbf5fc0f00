/** Digits of a place in a log: places sort as their numbers do. */
const DIGITS = 16;

/** The text of a place in a numbered log. */
export const placeOf = (number: number): string => String(number).padStart(DIGITS, '0');

/**
 * The entries after a place, found one by one by their places, up to the first that is not there.
 *
 * A log without gaps is read so where little is new. By a range it would cost FerretDB a look at every entry of the
 * collection, 35 ms for a thousand: it has an index for equality alone.
 */
export async function readFollowing<T>(
  place: string,
  limit: number,
  find: (place: string) => Promise<T | null>,
): Promise<T[]> {
  const found: T[] = [];
  for (let number = Number(place) + 1; found.length < limit; number += 1) {
    const entry = await find(placeOf(number));
    if (entry === null) break;
    found.push(entry);
  }
  return found;
}
