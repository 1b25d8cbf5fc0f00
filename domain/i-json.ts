import type { InputFault } from './errors';
import { escapeToken } from './pointer';

/** Objects and arrays inside one another. */
export const MAX_DEPTH = 32;

/** What a text is told of each thing that makes it no I-JSON. */
export const I_JSON = {
  too_deep: `Objects and arrays may be nested ${MAX_DEPTH} deep.`,
  number: 'The number is too large.',
  unicode: 'The text is not well-formed Unicode.',
  name: 'A property may not be called __proto__.',
} as const;

/** A name that means something to the language, and would be lost or worse. */
export const isReservedName = (name: string): boolean => name === '__proto__';

/**
 * The first thing that makes a parsed value no I-JSON (RFC 7493), or nests it too deep; `undefined` where nothing does.
 * Such a value can't be stored, signed or compared: a number beyond a double, half of a surrogate pair, a `__proto__`.
 */
export const iJsonFault = (value: unknown): InputFault | undefined =>
  isIJson(value, 0) ? undefined : findFault(value);

/** The quick look: nearly every value is I-JSON, and needs no pointers. */
function isIJson(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isIJson(item, depth + 1));
  for (const [key, member] of Object.entries(value))
    if (isReservedName(key) || !key.isWellFormed() || !isIJson(member, depth + 1)) return false;
  return true;
}

/** The walk goes level by level, so that the first fault is the least deep one. */
function findFault(value: unknown): InputFault | undefined {
  let level: [pointer: string, value: unknown][] = [['', value]];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: typeof level = [];
    for (const [pointer, member] of level) {
      const fault = faultAt(pointer, member, depth);
      if (fault) return fault;
      if (typeof member !== 'object' || member === null) continue;
      for (const [key, inner] of Object.entries(member)) below.push([`${pointer}/${escapeToken(key)}`, inner]);
    }
    level = below;
  }
  return undefined;
}

function faultAt(pointer: string, value: unknown, depth: number): InputFault | undefined {
  if (depth > MAX_DEPTH) return { pointer: '', code: 'too_deep', message: I_JSON.too_deep };
  if (typeof value === 'number' && !Number.isFinite(value)) return { pointer, code: 'number', message: I_JSON.number };
  if (typeof value === 'string' && !value.isWellFormed()) return malformed(pointer);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.keys(value).some(isReservedName)) return { pointer, code: 'name', message: I_JSON.name };
  return Object.keys(value).some((key) => !key.isWellFormed()) ? malformed(pointer) : undefined;
}

const malformed = (pointer: string): InputFault => ({ pointer, code: 'unicode', message: I_JSON.unicode });
