import cors from 'cors';
import type { Request, Response } from 'express';

const setHeaders = cors({
  origin: true,
  methods: ['GET', 'POST', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'Prefer',
    'X-Access-Token',
    'X-Credentials-Id',
    'X-Request-Id',
  ],
  exposedHeaders: ['Idempotency-Replayed', 'Location', 'Preference-Applied', 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
  optionsSuccessStatus: 204,
});
const nothing = () => undefined;

/** Sets the CORS headers of a call whose origin is allowed. Answers it, if it is a pre-flight. */
export const allowOrigin = (req: Request, res: Response): void => setHeaders(req, res, nothing);

/**
 * Lets a page of any origin read a refusal of a call that no tenant could be found for: a malformed body, an unknown
 * client. It tells nothing that is not in the documentation; an app that can't read it can't say what is wrong.
 */
export function allowAnyOrigin(req: Request, res: Response): void {
  if (req.headers.origin !== undefined && res.locals.tenant === undefined && !res.headersSent) allowOrigin(req, res);
}
