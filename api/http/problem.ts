import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { ERRORS, type ErrorCode, VestibuleError } from '../../domain/errors';
import type { Problem } from '../openapi/problem-schema';
import { allowAnyOrigin } from './cors';
import { type HttpAnswer, sendJson } from './endpoint';
import type { slowFailures } from './failures';
import { refusalOfLibrary } from './library-errors';

/** The media type of problem documents. */
export const PROBLEM_JSON = 'application/problem+json';
/** Seconds until a retry makes sense, where an error doesn't say. */
const RETRY_AFTER = 2;

/** An error as an answer. */
export const problemAnswer = (error: VestibuleError, req: Request, res: Response): Required<HttpAnswer> => ({
  status: ERRORS[error.code].status,
  body: toProblem(error, req, res),
  headers: { ...retryAfter(error), 'Content-Type': PROBLEM_JSON },
});

/** The problem document of an error. Its type is a URN, the same on every host. */
function toProblem(error: VestibuleError, req: Request, res: Response): Problem {
  const { status, title, retryable } = ERRORS[error.code];
  const { errors, extra } = error.options;
  return {
    type: `urn:vestibule:error:${error.code}`,
    title,
    status,
    detail: error.message,
    instance: instance(req, res),
    code: error.code,
    request_id: String(req.id),
    retryable,
    ...(errors ? { errors } : {}),
    ...extra,
  };
}

/** The path that was called. A callback's holds a handle, and problem documents end up in logs: there, its pattern. */
const instance = (req: Request, res: Response): string => {
  const path = req.originalUrl.split('?')[0] ?? '/';
  return path.startsWith('/callbacks/') ? String(res.locals.route ?? '/callbacks') : path;
};

function retryAfter({ code, options }: VestibuleError): Record<string, string> {
  const { status } = ERRORS[code];
  const seconds = options.retryAfter;
  if (status !== 429 && status !== 503 && seconds === undefined) return {};
  return { 'Retry-After': String(Math.max(1, Math.ceil(seconds ?? RETRY_AFTER))) };
}

/** Turns anything thrown into a `VestibuleError`: a library's refusal by its meaning, anything unknown as a 500. */
function asVestibuleError(error: unknown): VestibuleError {
  if (error instanceof VestibuleError) return error;
  return (
    refusalOfLibrary(error) ??
    new VestibuleError('internal_error', 'Something went wrong on our side. Name the request_id when you report it.', {
      cause: error,
    })
  );
}

/**
 * The error handler: answers with a problem document, and logs a fault of ours with its cause. `slow` may hold a
 * refusal back, or send another in its place.
 */
export const answerProblem =
  (log: Logger, slow: Slow = (error, _req, _res, send) => send(error)): ErrorRequestHandler =>
  (thrown, req, res, _next) =>
    slow(asVestibuleError(thrown), req, res, (error) => {
      const { status, body, headers } = problemAnswer(error, req, res);
      if (status >= 500)
        log.error({ request_id: req.id, err: error.options.cause ?? error, code: error.code }, 'call failed');
      if (res.headersSent) {
        // What was answered already is sent to its end; a stream that can't go on is cut.
        if (!res.writableEnded) res.destroy();
        return;
      }
      if (error.code !== 'origin_not_allowed') allowAnyOrigin(req, res);
      const challenge = status === 401 ? { 'WWW-Authenticate': challengeFor(error.code) } : {};
      sendJson(res, status, body, { ...headers, ...challenge });
    });

type Slow = ReturnType<typeof slowFailures>;

/** Not Basic where a browser's page has called: the browser would ask its user for a password. */
const challengeFor = (code: ErrorCode): string =>
  code.startsWith('nonce') || code === 'ticket_invalid' || code === 'servicer_key_invalid'
    ? 'Bearer realm="vestibule"'
    : 'Basic realm="vestibule"';

/** Refuses paths that don't exist. */
export const answerUnknownPath: RequestHandler = () => {
  throw new VestibuleError('not_found', 'This path does not exist.');
};
