import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { VestibuleError } from '../../domain/errors';
import { checkRate } from '../../service/access';
import type { ApiServices, Deps } from '../deps';
import { basicOf } from './caller';
import type { Metrics } from './metrics';

declare module 'node:http' {
  interface IncomingMessage {
    /** The call's id: in the answer, in the log, in problem documents. */
    id: string;
  }
}

const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Gives the call its id: the caller's `X-Request-Id` if it is sane. Answers and log lines carry it. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
  req.id = id;
  res.setHeader('X-Request-Id', id);
  next();
};

/** Handles HEAD as GET. Node leaves the body out. */
export const headAsGet: RequestHandler = (req, res, next) => {
  res.locals.head = req.method === 'HEAD';
  if (res.locals.head) req.method = 'GET';
  next();
};

/** Remembers the route's pattern, for logs and metrics: it holds no id and no handle. */
export const routeName =
  (route: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = route;
    next();
  };

const METHODS = new Set(['GET', 'POST', 'DELETE', 'OPTIONS']);

/**
 * The access log and the metrics: one line and one observation a call. Neither has the URL (a callback's holds its
 * handle), a header or a body, so there is nothing to redact.
 */
export function accessLog({ log }: Deps, { duration, aborted }: Metrics): RequestHandler {
  return function logCall(req, res, next) {
    const started = performance.now();
    res.once('close', () => {
      const { statusCode: status, locals } = res;
      const { method } = req;
      const took = performance.now() - started;
      const route = String(locals.route ?? 'unknown');
      const level = status >= 500 ? 'warn' : route.startsWith('/livez') ? 'debug' : 'info';
      const isComplete = res.writableFinished;
      const line = { request_id: req.id, method, route, status, ms: Math.round(took) };
      log[level](isComplete ? line : { ...line, aborted: true }, 'call');
      if (!isComplete) aborted.inc({ route });
      else if (!locals.stream)
        duration.observe({ method: METHODS.has(method) ? method : 'other', route, status }, took / 1000);
    });
    next();
  };
}

const fixedHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
});

/** The headers that helmet sets. None depends on the call, so it is run once. */
function headersSetBy(middleware: typeof fixedHeaders): [name: string, value: string][] {
  const headers = new Map<string, string>();
  const answer = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  middleware({} as IncomingMessage, answer as unknown as ServerResponse, () => undefined);
  return [...headers];
}

/**
 * Sets security headers: answers are never rendered, framed or cached. The two pages that are rendered set a policy of
 * their own. `Vary`, because whether a browser may read an answer depends on its origin.
 */
export function securityHeaders(): RequestHandler {
  const headers = [...headersSetBy(fixedHeaders), ['Cache-Control', 'no-store'], ['Vary', 'Origin']] as const;
  return function setSecurityHeaders(_req, res, next) {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

const MAX_CLIENT = 64;

/** The rate limit of each client at each address. */
export const rateLimit = (services: ApiServices): RequestHandler =>
  function limitRate(req, _res, next) {
    const claimed = basicOf(req)?.client_id ?? req.query.client_id;
    const client = typeof claimed === 'string' ? claimed.slice(0, MAX_CLIENT) : '';
    return checkRate(services, client, req.ip ?? '').then(() => next());
  };

/** The time limit of an answer: 503 where none has begun after `ms`. A stream that has begun may last. */
export const deadline = (ms: number): RequestHandler =>
  function limitTime(_req, res, next) {
    const timer = setTimeout(() => {
      if (!res.headersSent) next(new VestibuleError('internal_timeout', 'The answer took too long. Try again.'));
    }, ms);
    res.locals.deadline = timer;
    res.once('close', () => clearTimeout(timer));
    next();
  };
