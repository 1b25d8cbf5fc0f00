/** How near two names are. */
export const MATCHES = ['match', 'close_match', 'no_match'] as const;

/**
 * Compares two names of people or companies. `match`: the same words, whatever their order, case, accents and marks.
 * `close_match`: each word of the shorter name is in the longer one, or differs from one there by a single letter.
 */
export function namesMatch(a: string, b: string): (typeof MATCHES)[number] {
  const [fewer, more] = [wordsOf(a), wordsOf(b)].sort((x, y) => x.length - y.length) as [string[], string[]];
  if (fewer.length === 0) return 'no_match';
  if (fewer.length === more.length && fewer.every((word, index) => word === more[index])) return 'match';
  const left = [...more];
  const isClose = fewer.every((word) => {
    const index = left.findIndex((other) => word === other || isNear(word, other));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  // One word alone is a first name or a family name, and many people have it.
  return isClose && (fewer.length > 1 || more.length === 1) ? 'close_match' : 'no_match';
}

/** Letters that have no mark that could be taken off. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .sort();

/** Letters of a word in which one may differ. */
const LEAST_LETTERS = 4;

/** Whether two words differ by one letter that is another, missing, or swapped with its neighbour. */
function isNear(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < LEAST_LETTERS || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}
