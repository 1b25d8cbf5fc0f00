/** Names that are longer are not compared: nobody has misspelled them. */
const MOST_CHARACTERS = 64;
/** Edits between a name and what was meant, at most; of short names it is a third of their letters. */
const MOST_EDITS = 3;
/** Names of a list that a sentence has at most. */
const MOST_LISTED = 12;

/**
 * The known name that was probably meant: the nearest by edit distance, where that is small for its length. Letters'
 * case and the marks between words cost nothing.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MOST_CHARACTERS) return undefined;
  const plainName = plain(name);
  let best: string | undefined;
  let least = MOST_EDITS + 1;
  for (const candidate of known) {
    if (candidate === name || candidate.length > MOST_CHARACTERS) continue;
    const limit = Math.min(least, Math.floor(Math.max(name.length, candidate.length) / 3) + 1);
    const distance = editDistance(plainName, plain(candidate), limit);
    if (distance >= limit) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '');

/** "Did you mean …?" where a known name is near; else the names that there are. Begins with a blank. */
export function meant(name: string, known: Iterable<string>, listedAs: string): string {
  const names = [...known];
  const near = nearest(name, names);
  if (near !== undefined) return ` Did you mean '${near}'?`;
  return names.length === 0 ? '' : ` ${listedAs}: ${listed(names)}.`;
}

/** Names as a list of a sentence, the first of them where they are many. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return more > 1 ? `${names.slice(0, MOST_LISTED).join(', ')} and ${more} more` : names.join(', ');
}

/**
 * Edits that make one text of the other: letters put in, left out, replaced, or swapped with their neighbour (optimal
 * string alignment). Counts no further than `limit`, and so looks at no more than a band of the table.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = new Array<number>(b.length + 1).fill(limit);
    current[0] = row;
    let least = row;
    for (let column = Math.max(1, row - limit); column <= Math.min(b.length, row + limit); column += 1) {
      const replaced = (last[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const edited = Math.min(replaced, (last[column] as number) + 1, (current[column - 1] as number) + 1);
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = isSwapped ? Math.min(edited, (before[column - 2] as number) + 1) : edited;
      least = Math.min(least, current[column] as number);
    }
    if (least >= limit) return limit;
    [before, last] = [last, current];
  }
  return Math.min(last[b.length] as number, limit);
}
