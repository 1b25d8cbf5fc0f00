import type { Request, RequestHandler } from 'express';
import { type InputFault, VestibuleError } from '../../domain/errors';
import type { Json } from '../../domain/json';
import type { Check } from '../../service/check';
import { acceptedType } from './accept';

/** The media types and the body size of a route. */
export interface Terms {
  /** Media types of the answers, problem documents apart. */
  produces: readonly string[];
  /** The media type of the body; without it the method has none. */
  consumes?: 'application/json' | 'multipart/form-data';
  /** Bytes of the body. */
  limit: number;
}

/**
 * Negotiation: an answer must be acceptable, and a body must be of the right type and size. This holds for every call,
 * whatever else is wrong with it, before a byte of the body is read.
 */
export const negotiate = ({ produces, consumes, limit }: Terms): RequestHandler =>
  function negotiateCall(req, _res, next) {
    const { accept } = req.headers;
    const isPlain = accept === undefined || accept === '*/*' || produces.includes(accept);
    if (!isPlain && acceptedType(accept, produces) === undefined) throw notAcceptable(produces);
    if (consumes) {
      if (hasBody(req)) requireType(req, consumes);
      if (Number(req.headers['content-length'] ?? 0) > limit)
        throw new VestibuleError('body_too_large', `The body may have ${limit} bytes.`);
    }
    next();
  };

function notAcceptable(produces: readonly string[]): VestibuleError {
  const message = `This path answers with ${produces.join(' or ')}, which the Accept header rules out.`;
  return new VestibuleError('not_acceptable', message);
}

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

function requireType(req: Request, consumes: string): void {
  const given = req.headers['content-type'] ?? '';
  const [type = '', ...parameters] = given.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  if (type.toLowerCase() !== consumes || (consumes === 'application/json' && !isUtf8))
    throw new VestibuleError('content_type_unsupported', `This path takes ${consumes}.`);
  // Parameters mean nothing in JSON, and Express' parser knows fewer spellings of UTF-8.
  if (consumes === 'application/json') req.headers['content-type'] = consumes;
}

/** A documented parameter of an operation. */
export interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required: boolean;
  isNumber: boolean;
  check: Check;
}

/** What the OpenAPI document says of an operation's requests. */
export interface RequestRules {
  parameters: Parameter[];
  /** The names of the query parameters; without it any may be sent. */
  query?: ReadonlySet<string>;
  /** The check of a JSON body, if there is one. */
  body?: Check;
}

/** Checks a request against the document and refuses it with all its faults. */
export const checkRequest = ({ parameters, query, body }: RequestRules): RequestHandler =>
  function checkRequestOf(req, _res, next) {
    const faults = parameters.flatMap((parameter) => parameterFaults(parameter, req));
    if (query) faults.push(...unknownParameters(req, query));
    if (body) faults.push(...(req.body === undefined ? [NO_BODY] : body(req.body as Json)));
    if (faults.length > 0) throw requestInvalid(faults);
    next();
  };

const NO_BODY: InputFault = { pointer: '', code: 'required', message: 'The body is missing.' };

function parameterFaults({ name, in: place, required, isNumber, check }: Parameter, req: Request): InputFault[] {
  const given =
    place === 'query' ? req.query[name] : place === 'path' ? req.params[name] : req.headers[name.toLowerCase()];
  const at = `${place}/${name}`;
  if (given === undefined) return required ? [{ pointer: at, code: 'required', message: 'This is required.' }] : [];
  if (place === 'query' && given === '')
    return [{ pointer: at, code: 'empty', message: 'This query parameter may not be empty.' }];
  const value = isNumber && typeof given === 'string' && /^-?[0-9]{1,15}$/.test(given) ? Number(given) : given;
  return check(value as Json, at);
}

/** Query parameters that aren't documented. They are refused, for they may be misspelt ones. */
function unknownParameters({ query }: Request, known: ReadonlySet<string>): InputFault[] {
  const unknown = Object.keys(query).filter((name) => !known.has(name));
  return unknown.map((name) => ({
    pointer: `query/${name.slice(0, 64)}`,
    code: 'unknown',
    message: 'This query parameter is not known here.',
  }));
}

function requestInvalid(errors: InputFault[]): VestibuleError {
  const count = errors.length > 1 ? ` ${errors.length} things are wrong with it.` : '';
  const message = `The request does not have the documented shape.${count}`;
  return new VestibuleError('request_invalid', message, { errors });
}
