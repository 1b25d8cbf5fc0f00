import type { Finding } from './case';

export interface Row extends Finding {
  name: string;
  seconds: number;
}

const HEAD = ['case', "session's end", "XS2A's own state", 'agrees'];

/** The rows with columns of one width. */
export function table(rows: Row[]): string {
  const cells = rows.map(({ name, session, bank, agrees }) => [name, cut(session), bank, agrees ? 'yes' : 'NO']);
  const widths = HEAD.map((head, n) => Math.max(...[HEAD, ...cells].map((row) => (row[n] ?? head).length)));
  const line = (row: string[]) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join(' | ')
      .trimEnd();
  return [line(HEAD), widths.map((width) => '-'.repeat(width)).join('-|-'), ...cells.map(line)].join('\n');
}

const WIDEST = 60;
const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);
