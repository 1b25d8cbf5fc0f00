/** Names that are longer are not compared: nobody has misspelled them. */
const MOST_CHARACTERS = 64;
/** Letters from the first difference to the last one: names that differ further apart are not compared. */
const MOST_BETWEEN = 16;
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
    if (distance < 2) break;
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
  return distanceOfMiddles(...middles(a, b), limit);
}

/** What is left of two texts without what they begin and end with alike. */
function middles(a: string, b: string): [string, string] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

function distanceOfMiddles(a: string, b: string, limit: number): number {
  if (Math.max(a.length, b.length) > MOST_BETWEEN) return limit;
  const emptyRow = (): Uint8Array => new Uint8Array(b.length + 1);
  let [before, last, current] = [emptyRow(), emptyRow(), emptyRow()];
  for (let column = 0; column <= b.length; column += 1) last[column] = Math.min(column, limit);
  for (let row = 1; row <= a.length; row += 1) {
    const first = Math.max(1, row - limit);
    const end = Math.min(b.length, row + limit);
    current[first - 1] = first === 1 ? Math.min(row, limit) : limit;
    let least = current[first - 1] as number;
    for (let column = first; column <= end; column += 1) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      const above = column === row + limit ? limit : (last[column] as number);
      let edits = Math.min(
        (last[column - 1] as number) + (isSame ? 0 : 1),
        above + 1,
        (current[column - 1] as number) + 1,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, (before[column - 2] as number) + 1);
      current[column] = Math.min(edits, limit);
      least = Math.min(least, current[column] as number);
    }
    if (least >= limit) return limit;
    [before, last, current] = [last, current, before];
  }
  return Math.min(last[b.length] as number, limit);
}
