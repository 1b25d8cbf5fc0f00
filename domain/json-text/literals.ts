import { I_JSON } from '../i-json';
import type { Json } from '../json';
import type { JsonFaultCode } from './json-fault';

/** A value or name of a text without members: what it means, where it ends, and what is wrong with it. */
export interface Literal {
  value: Json;
  end: number;
  fault?: { code: JsonFaultCode; at: number; message: string };
}

const QUOTES = new Set(['"', "'"]);
const isQuote = (char: string | undefined): boolean => char !== undefined && QUOTES.has(char);

/** A text in quotes that ends on its line; `undefined` where none begins here, or where it has no end. */
export function readString(text: string, start: number): Literal | undefined {
  const quote = text[start];
  if (!isQuote(quote)) return undefined;
  const wrong = quote === '"' ? undefined : malformed(start, 'Texts stand in double quotes, not in single ones.');
  let fault: Literal['fault'];
  let at = start + 1;
  for (; text[at] !== quote; at += 1) {
    const char = text[at];
    if (char === undefined || char === '\n' || char === '\r') return undefined;
    if (char === '\\') {
      fault ??= wrongEscape(text, at);
      at += 1;
    } else if (char < ' ') fault ??= malformed(at, 'A control character stands in a text: write a tab as \\t.');
  }
  const written = text.slice(start + 1, at);
  fault = wrong ?? fault;
  const value = fault ? written : (JSON.parse(`"${written}"`) as string);
  if (!value.isWellFormed()) fault ??= { code: 'json_unicode', at: start, message: I_JSON.unicode };
  return { value, end: at + 1, ...(fault ? { fault } : {}) };
}

function wrongEscape(text: string, at: number): Literal['fault'] {
  if (/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) return undefined;
  return malformed(at, `'\\${text[at + 1] ?? ''}' means nothing in JSON: a backslash is written '\\\\'.`);
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A number or a word: what stands without quotes up to the next blank or sign; `undefined` where nothing does. */
export function readWord(text: string, start: number): Literal | undefined {
  const end = endOfWord(text, start);
  if (end === start) return undefined;
  const word = text.slice(start, end);
  const constant = CONSTANTS.get(word);
  if (constant !== undefined) return { value: constant, end };
  if (!NUMBER.test(word)) return { value: null, end, fault: malformed(start, notAValue(word)) };
  const value = Number(word);
  if (Number.isFinite(value)) return { value, end };
  return { value: 0, end, fault: { code: 'json_number', at: start, message: I_JSON.number } };
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (/[\w$.+-]/.test(text[end] ?? '')) end += 1;
  return end;
}

function notAValue(word: string): string {
  const shown = word.slice(0, 40);
  if (/^[+.\d-]/.test(word)) return `'${shown}' is not a number as JSON writes it.`;
  const constant = word === 'None' || word === 'undefined' ? 'null' : word.toLowerCase();
  if (CONSTANTS.has(constant)) return `'${shown}' is written '${constant}'.`;
  return `'${shown}' is not a value: texts stand in double quotes.`;
}

/** A fault of the form of a text. */
export const malformed = (at: number, message: string) => ({ code: 'json_malformed' as const, at, message });
