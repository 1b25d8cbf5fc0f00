/** A place in a text, as editors count: lines from 1, columns from 1 in UTF-16 code units. */
export interface TextPosition {
  line: number;
  column: number;
}

/** Finds the line and column of offsets in a text. Lines end as editors end them: LF, CR LF, or CR alone. */
export function textPositions(text: string): (offset: number) => TextPosition {
  const starts = lineStarts(text);
  return (offset) => {
    const at = Math.min(Math.max(offset, 0), text.length);
    const line = lineOf(starts, at);
    return { line: line + 1, column: at - (starts[line] as number) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}

/** The last line that starts at or before the offset, by halving. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
