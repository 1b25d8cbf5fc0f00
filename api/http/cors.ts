import cors from 'cors';
import type { Request, RequestHandler, Response } from 'express';
import { VestibuleError } from '../../domain/errors';
import type { Tenant } from '../../store/store';
import type { Deps } from '../deps';
import { basicOf, bearerOf } from './client-auth';
import { allowed } from './negotiation';

const LOCALHOST = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?$/;

const allow = cors({
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

const letIn = (req: Request, res: Response): void => allow(req, res, () => undefined);

/**
 * Answers OPTIONS. A pre-flight names no tenant, so any origin that some tenant registered may ask, and localhost; the
 * answer to the call itself is what counts.
 */
export const answerOptions =
  (deps: Deps, methods: readonly string[]): RequestHandler =>
  async (req, res) => {
    const origin = req.headers.origin;
    res.set('Allow', allowed(methods));
    if (!origin || !req.headers['access-control-request-method']) {
      res.status(204).end();
      return;
    }
    if (!LOCALHOST.test(origin) && !(await deps.store.tenants.hasOrigin(origin))) {
      throw new VestibuleError('origin_not_allowed', 'No tenant has registered this origin.');
    }
    letIn(req, res);
  };

/** Lets a browser of this tenant read the answer: its registered origins, and localhost for a sandbox tenant. */
export function allowOrigin(req: Request, res: Response, tenant: Tenant): void {
  const { origin } = req.headers;
  if (!origin) return;
  const isAllowed = tenant.origins.includes(origin) || (tenant.flavour === 'sandbox' && LOCALHOST.test(origin));
  if (isAllowed) letIn(req, res);
}

/**
 * Finds whose call it is before anything else is judged, so that a browser can read a refusal too. Proves nothing: who
 * the caller really is, each endpoint says.
 */
export const allowKnownOrigin =
  (deps: Deps): RequestHandler =>
  async (req, res, next) => {
    const client = req.headers.origin ? claimedClient(req, deps) : undefined;
    const tenant = client === undefined ? undefined : await deps.store.tenants.byClientId(client);
    if (tenant) allowOrigin(req, res, tenant);
    next();
  };

function claimedClient(req: Request, deps: Deps): string | undefined {
  const nonce = bearerOf(req);
  if (nonce !== undefined) {
    const checked = deps.tokens.nonce.check(nonce, deps.clock());
    return 'claims' in checked ? checked.claims.client_id : undefined;
  }
  const claimed: unknown =
    basicOf(req)?.client_id ?? req.query.client_id ?? (req.body as { client_id?: unknown } | undefined)?.client_id;
  return typeof claimed === 'string' && claimed.length <= 128 ? claimed : undefined;
}
