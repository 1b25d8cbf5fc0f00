import { escapeToken } from '../../domain/pointer';

/** Where a value begins in a text: counted from 1, columns in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** Finds where the value of a pointer begins; of a member, where its key does. A place that isn't there: its parent. */
export function positionsIn(text: string): (pointer: string) => Position {
  const offsets = offsetsIn(text);
  const lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (pointer) => {
    let known = pointer;
    while (known !== '' && !offsets.has(known)) known = known.slice(0, known.lastIndexOf('/'));
    const offset = offsets.get(known) ?? 0;
    const line = lines.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (lines[line] as number) + 1 };
  };
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** The offset of each value of a JSON text that `JSON.parse` takes; in an object, that of its key. */
function offsetsIn(text: string): Map<string, number> {
  const matches = [...text.matchAll(TOKEN)];
  const tokens = matches.map(([token]) => token);
  const starts = matches.map(({ index }) => index);
  const offsets = new Map<string, number>();
  let at = 0;
  const value = (pointer: string, start: number): void => {
    offsets.set(pointer, start);
    const opening = tokens[at];
    at += 1;
    if (opening === '{') members(pointer);
    else if (opening === '[') items(pointer);
  };
  const members = (pointer: string): void => {
    while (at < tokens.length && tokens[at] !== '}') {
      const key = JSON.parse(tokens[at] ?? '""') as string;
      const start = starts[at] ?? 0;
      at += 2;
      value(`${pointer}/${escapeToken(key)}`, start);
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
  };
  const items = (pointer: string): void => {
    for (let index = 0; at < tokens.length && tokens[at] !== ']'; index += 1) {
      value(`${pointer}/${index}`, starts[at] ?? 0);
      if (tokens[at] === ',') at += 1;
    }
    at += 1;
  };
  value('', starts[0] ?? 0);
  return offsets;
}
