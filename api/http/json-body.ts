import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { duplicateName } from '../../domain/duplicate-name';
import { VestibuleError } from '../../domain/errors';
import { iJsonFault } from '../../domain/i-json';

const rawBodies = new WeakMap<IncomingMessage, Buffer>();

/** The bytes of a JSON body: signatures are made over bytes. */
export const rawBody = (req: IncomingMessage): Buffer => rawBodies.get(req) ?? Buffer.alloc(0);

/**
 * Reads a JSON body of at most `limit` bytes into `req.body`, and refuses what is not UTF-8, JSON or I-JSON (RFC 7493).
 * Numbers are doubles, as JavaScript has them.
 */
export const parseJson = (limit: number): RequestHandler[] => [
  express.raw({ limit, inflate: false, type: 'application/json' }),
  function readJsonBody(req, _res, next) {
    const bytes: unknown = req.body;
    req.body = undefined;
    if (Buffer.isBuffer(bytes) && bytes.length > 0) {
      rawBodies.set(req, bytes);
      req.body = readJson(bytes);
    }
    next();
  },
];

/** A byte order mark, which editors write and RFC 8259 lets a reader ignore. */
const BOM = '\uFEFF';

function readJson(bytes: Buffer): unknown {
  // A byte that is no UTF-8 would silently become U+FFFD, in a user's name too.
  if (!isUtf8(bytes)) throw new VestibuleError('json_malformed', 'The body is not UTF-8.');
  const decoded = bytes.toString('utf8');
  const text = decoded.startsWith(BOM) ? decoded.slice(BOM.length) : decoded;
  const value = parse(text);
  const fault = iJsonFault(value);
  if (fault) throw new VestibuleError('request_invalid', fault.message, { errors: [fault] });
  const pointer = duplicateName(text, value);
  if (pointer === undefined) return value;
  const message = 'The object has this property twice.';
  throw new VestibuleError('request_invalid', message, { errors: [{ pointer, code: 'duplicate', message }] });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VestibuleError('json_malformed', 'The body is not well-formed JSON.', { cause });
  }
}
