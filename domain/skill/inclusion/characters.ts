/** A set of characters: sorted, disjoint ranges of code points, both ends included. */
export type Characters = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;
export const ANY: Characters = [[0, LAST]];

/** Sorts ranges and joins those that touch. */
export function union(...sets: Characters[]): Characters {
  const sorted = sets.flat().sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Every character that is not in the set. */
export function complement(set: Characters): Characters {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of union(set)) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

export const has = (set: Characters, character: number): boolean =>
  set.some(([from, to]) => character >= from && character <= to);

export const one = (character: number): Characters => [[character, character]];

const range = (from: string, to: string): [number, number] => [
  from.codePointAt(0) as number,
  to.codePointAt(0) as number,
];
export const DIGITS: Characters = [range('0', '9')];
export const WORD: Characters = union([range('0', '9')], [range('A', 'Z')], one(0x5f), [range('a', 'z')]);
/** What `.` does not match. */
export const LINE_BREAKS: Characters = union(one(0x0a), one(0x0d), [[0x2028, 0x2029]]);
/** Control characters and line breaks, which no text of one line may have. */
export const CONTROLS: Characters = union([[0, 0x1f]], [[0x7f, 0x9f]], [[0x2028, 0x2029]]);

/** Half of a pair is no character. */
const SURROGATES: Characters = [[0xd800, 0xdfff]];
/** The characters to show in examples, the most readable first. */
const READABLE = [...'a1A0zZ9 -_.,/+@'].map((character) => character.codePointAt(0) as number);

/**
 * One character for each kind of character that the sets tell apart, but for those that are banned. The most readable
 * come first.
 */
export function representatives(sets: readonly Characters[], banned: Characters): number[] {
  const starts = new Set([0, ...sets.flat().flatMap(([from, to]) => [from, to + 1])]);
  const never = union(banned, SURROGATES);
  const edges = [...new Set([...starts, ...never.map(([, to]) => to + 1)])].sort((a, b) => a - b);
  const classes = edges.map((from, index): [number, number] => [from, (edges[index + 1] ?? LAST + 1) - 1]);
  const picked = classes.flatMap(([from, to]) => pick(from, to, never));
  return picked.sort((a, b) => rank(a) - rank(b));
}

function pick(from: number, to: number, never: Characters): number[] {
  const readable = READABLE.find((character) => character >= from && character <= to && !has(never, character));
  if (readable !== undefined) return [readable];
  const printable = Math.min(Math.max(from, 0x21), to);
  const found = [printable, from, to].find((character) => character <= LAST && !has(never, character));
  return found === undefined ? [] : [found];
}

function rank(character: number): number {
  const index = READABLE.indexOf(character);
  return index < 0 ? READABLE.length + character : index;
}
