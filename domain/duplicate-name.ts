import { escapeToken } from './pointer';

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

/** Tokens that a pointer has at most: a text may be nested deeper where a later member hides it. */
const MAX_TOKENS = 32;

interface Level {
  /** The names of an object so far; an array has none. */
  names?: Set<string>;
  /** The token of the member or item that is being read. */
  token: string;
}

/** Reads the text level by level on a stack of its own, so that depth costs no stack of calls. */
function findDuplicate(text: string): string | undefined {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const level = levels.at(-1);
    const char = text[at];
    if (char === '{') levels.push({ names: new Set(), token: '' });
    else if (char === '[') levels.push({ token: '0' });
    else if (char === '}' || char === ']') levels.pop();
    else if (char === ',' && level && !level.names) level.token = String(Number(level.token) + 1);
    else if (char === '"') {
      const end = endOfString(text, at);
      if (level?.names && isName(text, end)) {
        level.token = JSON.parse(text.slice(at, end + 1));
        if (level.names.has(level.token)) return pointerTo(levels);
        level.names.add(level.token);
      }
      at = end;
    }
  }
  return undefined;
}

/** In well-formed JSON only a name is followed by a colon. */
function isName(text: string, end: number): boolean {
  let next = end + 1;
  while (/\s/.test(text[next] ?? '')) next += 1;
  return text.charCodeAt(next) === COLON;
}

const pointerTo = (levels: Level[]): string =>
  levels
    .slice(0, MAX_TOKENS)
    .map(({ token }) => `/${escapeToken(token)}`)
    .join('');
