import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { VestibuleError } from '../../domain/errors';
import type { Deps } from '../deps';
import { basicOf } from './client-auth';

declare module 'node:http' {
  interface IncomingMessage {
    /** The call's id: in the answer, in the log, in problem documents. */
    id: string;
  }
}

const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/**
 * Gives the call its id: the caller's if it is sane. Every answer carries it, and every line logged on the call's
 * behalf.
 */
export const identify: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
  req.id = id;
  res.setHeader('X-Request-Id', id);
  next();
};

/**
 * One line a call: method, route, status, time. Never the URL (a callback's holds its handle), a header or a body, so
 * there is nothing in it to redact.
 */
export function logCalls({ log }: Deps): RequestHandler {
  return function logCall(req, res, next) {
    const started = performance.now();
    res.once('close', () => {
      const { statusCode: status, locals } = res;
      const route = String(locals.route ?? 'unknown');
      const level = status >= 500 ? 'warn' : route.startsWith('/livez') ? 'debug' : 'info';
      const aborted = res.writableFinished ? {} : { aborted: true };
      log[level](
        {
          request_id: req.id,
          method: req.method,
          route,
          status,
          ms: Math.round(performance.now() - started),
          ...aborted,
        },
        'call',
      );
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

/** What the middleware sets on every answer: none of it depends on the call, so it is asked once. */
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
 * An API's answers are never rendered, framed or kept by a cache; the two pages that are rendered set their own policy.
 * Whether a browser may read an answer depends on its origin, so caches on the way are told.
 */
export function protect(): RequestHandler {
  const headers = [...headersSetBy(fixedHeaders), ['Cache-Control', 'no-store'], ['Vary', 'Origin']] as const;
  return function protectAnswer(_req, res, next) {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

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

/**
 * Answers 503 where no answer has begun in `ms`: whatever hangs, the caller is told. A stream, once begun, may last.
 */
export const limitTime =
  (ms: number): RequestHandler =>
  (_req, res, next) => {
    const timer = setTimeout(() => {
      if (!res.headersSent) next(new VestibuleError('internal_timeout', 'The answer took too long. Try again.'));
    }, ms);
    res.once('close', () => clearTimeout(timer));
    next();
  };
