import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { ERRORS, type ErrorCode, VestibuleError } from '../../domain/errors';
import { NoWorker } from '../../service/engine/engine';
import { sendJson } from './endpoint';
import { readRefusal } from './library-errors';

/** RFC 9457, with the members that the contract adds. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  request_id: string;
  retryable: boolean;
  [extension: string]: unknown;
}
export const PROBLEM_JSON = 'application/problem+json';
/** Seconds until a retry makes sense, where nobody knows better. */
const RETRY_AFTER = 2;

/**
 * The document for an error. A URN as its type: it names the error on every host, and nothing has to be fetched to read
 * it.
 */
export function toProblem(error: VestibuleError, req: Request, res: Response): Problem {
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

/** The path; where that holds a handle, the path's pattern: a problem document ends up in logs. */
const instance = (req: Request, res: Response): string => {
  const path = req.originalUrl.split('?')[0] ?? '/';
  return path.startsWith('/callbacks/') ? String(res.locals.route ?? '/callbacks') : path;
};

/** Headers that an error's answer carries. */
export function problemHeaders(error: VestibuleError): Record<string, string> {
  const { status } = ERRORS[error.code];
  const { retryAfter } = error.options;
  if (status !== 429 && status !== 503 && retryAfter === undefined) return {};
  return { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter ?? RETRY_AFTER))) };
}

/**
 * Turns whatever was thrown into the one error that is shown: ours as it is, a library's by what it means, the rest as
 * 500.
 */
export function asVestibuleError(error: unknown): VestibuleError {
  if (error instanceof VestibuleError) return error;
  if (error instanceof NoWorker)
    return new VestibuleError('engine_unavailable', 'No worker answers right now. Nothing was lost; try again.', {
      cause: error,
      retryAfter: RETRY_AFTER,
    });
  return (
    readRefusal(error) ??
    new VestibuleError('internal_error', 'Something went wrong on our side. Name the request_id when you report it.', {
      cause: error,
    })
  );
}

/** The last handler: logs what is our fault with its cause, tells the caller what may be told. */
export const answerProblem =
  (log: Logger): ErrorRequestHandler =>
  (thrown, req, res, _next) => {
    const error = asVestibuleError(thrown);
    const { status } = ERRORS[error.code];
    if (status >= 500)
      log.error({ request_id: req.id, err: error.options.cause ?? error, code: error.code }, 'call failed');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const proof = status === 401 ? { 'WWW-Authenticate': challenge(error.code) } : {};
    sendJson(res, status, toProblem(error, req, res), {
      ...problemHeaders(error),
      ...proof,
      'Content-Type': PROBLEM_JSON,
    });
  };

const challenge = (code: ErrorCode): string =>
  code.startsWith('nonce') ? 'Bearer realm="vestibule"' : 'Basic realm="vestibule"';

/** Paths that nothing answers. */
export const answerUnknownPath: RequestHandler = () => {
  throw new VestibuleError('not_found', 'This path does not exist.');
};
