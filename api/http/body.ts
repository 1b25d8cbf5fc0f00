import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { type InputFault, VestibuleError } from '../../domain/errors';

/** Objects and arrays inside one another. */
const MAX_DEPTH = 32;

const sent = new WeakMap<IncomingMessage, Buffer>();

/** The body as it was sent: signatures are made over bytes. */
export const rawBody = (req: IncomingMessage): Buffer => sent.get(req) ?? Buffer.alloc(0);

/** Parses a JSON body of at most `limit` bytes and refuses what is JSON in name only. */
export const parseJson = (limit: number): RequestHandler[] => [
  express.json({
    limit,
    strict: false,
    inflate: false,
    type: 'application/json',
    verify: (req, _res, bytes) => {
      sent.set(req, bytes);
    },
  }),
  function checkJson(req, _res, next) {
    const fault = faultOf(req.body);
    if (fault) throw new VestibuleError('request_invalid', fault.message, { errors: [fault] });
    next();
  },
];

/**
 * What parses as JSON and yet can't be stored, signed or compared: too deep nesting, numbers beyond a double, halves of
 * a surrogate pair, and the one name that means something to the language. Goes level by level, so that depth costs no
 * stack.
 */
export function faultOf(body: unknown): InputFault | undefined {
  let level: [pointer: string, value: unknown][] = [['', body]];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: typeof level = [];
    for (const [pointer, value] of level) {
      const fault = faultAt(pointer, value, depth);
      if (fault) return fault;
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, member] of Object.entries(value)) below.push([`${pointer}/${escapePointer(key)}`, member]);
    }
    level = below;
  }
  return undefined;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function faultAt(pointer: string, value: unknown, depth: number): InputFault | undefined {
  if (depth > MAX_DEPTH)
    return { pointer: '', code: 'too_deep', message: `Objects and arrays may be nested ${MAX_DEPTH} deep.` };
  if (typeof value === 'number' && !Number.isFinite(value))
    return { pointer, code: 'number', message: 'The number is too large.' };
  if (typeof value === 'string' && LONE_SURROGATE.test(value)) return malformed(pointer);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.hasOwn(value, '__proto__'))
    return { pointer, code: 'name', message: 'A property may not be called __proto__.' };
  return Object.keys(value).some((key) => LONE_SURROGATE.test(key)) ? malformed(pointer) : undefined;
}

const malformed = (pointer: string): InputFault => ({
  pointer,
  code: 'unicode',
  message: 'The text is not well-formed Unicode.',
});

/** RFC 6901. */
export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
