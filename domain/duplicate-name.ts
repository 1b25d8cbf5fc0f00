import { parseJsonText } from './json-text/json-parser';

/**
 * The JSON Pointer of the first member whose object has one of that name already; `undefined` where there is none. Such
 * a text means different things to different readers (RFC 7493, section 2.3). `text` is well-formed JSON, and `value`
 * what it parses to: where both have as many members, no name is there twice, which is cheaper to see.
 */
export const duplicateName = (text: string, value: unknown): string | undefined =>
  countNames(text) === countMembers(value) ? undefined : findDuplicate(text);

const QUOTE = '"'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/** Members in the text: each has one colon outside strings. */
function countNames(text: string): number {
  let names = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) names += 1;
  }
  return names;
}

/** Members in a value that is not nested deep. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) if (typeof member === 'object') count += countMembers(member);
  return count;
}

/** Where the string ends that begins at `start`: the index of its closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

/** The pointer of the first name that is there twice, by the parser that keeps positions. */
const findDuplicate = (text: string): string | undefined =>
  parseJsonText(text).faults.find(({ code }) => code === 'json_duplicate')?.pointer;
