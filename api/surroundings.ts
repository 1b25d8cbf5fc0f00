import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { VestibuleError } from '../domain/errors';
import { basicOf } from './credentials-of-call';
import type { Deps } from './ports';

const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Gives the call its id: the caller's if it is sane. Every answer carries it, and every line logged on the call's behalf. */
export const identify: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
  req.id = id;
  res.set('X-Request-Id', id);
  next();
};

/**
 * One line a call: method, route, status, time. Never the URL (a callback's holds its handle), a header or a body, so there is
 * nothing in it to redact.
 */
export function logCalls({ log }: Deps): RequestHandler {
  const routeOf = (res: ServerResponse) => (res as ServerResponse & { locals?: { route?: string } }).locals?.route ?? 'unknown';
  return pinoHttp({
    logger: log,
    genReqId: (req: IncomingMessage) => (req as Request).id,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'request_id', responseTime: 'ms' },
    serializers: {
      req: ({ method }: { method: string }) => ({ method }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'warn' : routeOf(res).startsWith('/livez') ? 'debug' : 'info'),
    customSuccessMessage: () => 'call',
    customErrorMessage: () => 'call',
    customSuccessObject: (req, res, value: object) => ({ ...value, method: req.method, route: routeOf(res) }),
    customErrorObject: (req, res, _error, value: object) => ({ ...value, err: undefined, method: req.method, route: routeOf(res) }),
  }) as unknown as RequestHandler;
}

/** An API's answers are never rendered, framed or kept by a cache; the two pages that are rendered set their own policy. */
export const protect: RequestHandler[] = [
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  }) as RequestHandler,
  function neverCache(_req, res, next) {
    res.set('Cache-Control', 'no-store');
    next();
  },
];

/** So many calls for each client at each address; `Retry-After` says when the next may come. */
export const limitRate =
  ({ limiter }: Deps): RequestHandler =>
  async (req, _res, next) => {
    const claimed = basicOf(req)?.client_id ?? req.query.client_id;
    const client = typeof claimed === 'string' ? claimed.slice(0, 64) : '';
    const allowance = await limiter?.consume(`${client}|${req.ip ?? ''}`);
    if (allowance && !allowance.ok) {
      const message = `Too many requests; try again in ${allowance.retry_after} s.`;
      throw new VestibuleError('rate_limited', message, { retryAfter: allowance.retry_after });
    }
    next();
  };

/** Answers 503 where no answer has begun in `ms`: whatever hangs, the caller is told. A stream, once begun, may last. */
export const limitTime =
  (ms: number): RequestHandler =>
  (_req, res, next) => {
    const timer = setTimeout(() => {
      if (!res.headersSent) next(new VestibuleError('internal_timeout', 'The answer took too long. Try again.'));
    }, ms);
    res.once('close', () => clearTimeout(timer));
    res.once('finish', () => clearTimeout(timer));
    next();
  };
