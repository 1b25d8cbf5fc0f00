import type { Request, RequestHandler, Response } from 'express';
import { VestibuleError } from '../../domain/errors';

/** What a route's answers are made of, and what its bodies must be. */
export interface Terms {
  /** Media types that the route answers with, problem documents apart. */
  produces: readonly string[];
  /** `undefined`: the method has no body. */
  consumes?: 'application/json' | 'multipart/form-data';
  /** Bytes. */
  limit: number;
}

/**
 * What holds for every call, whatever else is wrong with it: what can be answered must be acceptable, and a body must
 * be of the right type and size before a byte of it is read.
 */
export const gate = ({ produces, consumes, limit }: Terms): RequestHandler[] => [
  function checkAccept(req, _res, next) {
    const { accept } = req.headers;
    const isPlain = accept === undefined || accept === '*/*' || produces.includes(accept);
    if (!isPlain && !req.accepts([...produces])) {
      throw new VestibuleError(
        'not_acceptable',
        `This path answers with ${produces.join(' or ')}, which the Accept header rules out.`,
      );
    }
    next();
  },
  function checkContentType(req, _res, next) {
    if (consumes && hasBody(req)) requireType(req, consumes);
    next();
  },
  function checkLength(req, _res, next) {
    if (consumes && Number(req.headers['content-length'] ?? 0) > limit) {
      throw new VestibuleError('body_too_large', `The body may have ${limit} bytes.`);
    }
    next();
  },
];

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

function requireType(req: Request, consumes: string): void {
  const given = req.headers['content-type'] ?? '';
  const [type = '', ...parameters] = given.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  if (type.toLowerCase() !== consumes || (consumes === 'application/json' && !isUtf8)) {
    throw new VestibuleError('content_type_unsupported', `This path takes ${consumes}.`);
  }
  // Parameters mean nothing in JSON, and the validator keeps one compiled schema for each spelling of the header that
  // it meets.
  if (consumes === 'application/json') req.headers['content-type'] = consumes;
}

/** Refuses every method that a path does not have; `Allow` says which it has. */
export const refuseOtherMethods = (methods: readonly string[]): RequestHandler => {
  const allow = allowed(methods);
  return function refuseMethod(req, res) {
    res.set('Allow', allow);
    throw new VestibuleError('method_not_allowed', `${req.method.slice(0, 16)} is not among ${allow}.`);
  };
};

export const allowed = (methods: readonly string[]): string =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

/** A HEAD is a GET whose body Node leaves out. */
export const headAsGet: RequestHandler = (req, res, next) => {
  res.locals.head = req.method === 'HEAD';
  if (res.locals.head) req.method = 'GET';
  next();
};

/** Remembers which route a call met: what logs and metrics name instead of a URL with ids or handles in it. */
export const named =
  (route: string): RequestHandler =>
  (_req, res: Response, next) => {
    res.locals.route = route;
    next();
  };
