import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { VestibuleError } from '../../domain/errors';
import type { Deps } from '../deps';
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

const METHODS = new Set(['GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

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

/**
 * The time limits of a call, in ms. A body that has not come in after `body` is its sender's fault: 408, and the
 * connection ends. Where no answer has begun after `answer`, it is ours: 503. A stream that has begun may last.
 */
export const deadline = (answer: number, body?: number): RequestHandler =>
  function limitTime(req, res, next) {
    const isComing = () => body !== undefined && !req.complete;
    const refuse = () => {
      if (!res.headersSent) next(isComing() ? slowBody(res) : new VestibuleError('internal_timeout', TOO_LONG));
    };
    const timers = [setTimeout(refuse, answer)];
    if (body !== undefined) timers.push(setTimeout(() => isComing() && refuse(), body));
    res.locals.deadline = timers;
    res.once('close', () => timers.forEach(clearTimeout));
    next();
  };

const TOO_LONG = 'The answer took too long. Try again.';

function slowBody(res: Response): VestibuleError {
  res.setHeader('Connection', 'close');
  return new VestibuleError('request_timeout', 'The body took too long to come in. Send it again.');
}

/** Headers that a request may have. */
const MAX_HEADERS = 100;

/** Refuses what Node would refuse in its own way, or cut short without a word. */
export const wellFormed: RequestHandler = (req, _res, next) => {
  const { host, expect } = req.headers;
  if (host === undefined && req.httpVersion === '1.1')
    throw new VestibuleError('request_invalid', 'The request has no Host header.');
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw new VestibuleError('expectation_failed', 'The only expectation that is known here is 100-continue.');
  if (req.rawHeaders.length / 2 > MAX_HEADERS)
    throw new VestibuleError('headers_too_large', `A request may have ${MAX_HEADERS} headers.`);
  next();
};

const FORWARDED = ['forwarded', 'x-forwarded-for'];

/**
 * Notices a proxy that nobody told us of: its headers are not believed, and every user seems to be at its address. Says
 * so once, and counts.
 */
export function noticeProxy({ log, settings }: Deps, { unknownProxy }: Metrics): RequestHandler {
  let isSaid = settings.trust_proxy !== false;
  return function noticeProxyOf(req, _res, next) {
    if (settings.trust_proxy === false && FORWARDED.some((name) => req.headers[name] !== undefined)) {
      unknownProxy.inc();
      if (!isSaid) log.warn(UNKNOWN_PROXY);
      isSaid = true;
    }
    next();
  };
}

const UNKNOWN_PROXY =
  'A proxy seems to stand in front: calls come with Forwarded or X-Forwarded-For. Until TRUST_PROXY says how many ' +
  'there are, the proxy’s address counts as every user’s, for limits and for banks.';
