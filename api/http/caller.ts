import cors from 'cors';
import type { Request, RequestHandler } from 'express';
import {
  claimedTenant,
  clientOfNonce,
  findTenant,
  holderByNonce,
  isOriginAllowed,
  nonceInvalid,
  provenTenant,
  type SessionHolder,
  type Tenant,
} from '../../service/access';
import type { ApiServices } from '../deps';
import type { Action, Exchange } from './endpoint';

/** The longest `Authorization: Basic` that is decoded. Every client id with its secret is shorter. */
const MAX_BASIC = 1024;
const MAX_CLIENT_ID = 128;

/** The token of `Authorization: Bearer …`. */
const bearerOf = (req: Request): string | undefined =>
  /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(req.headers.authorization ?? '')?.[1];

/** `Authorization: Basic base64(client_id:client_secret)` (RFC 7617). */
export function basicOf(req: Request): { client_id: string; client_secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (encoded === undefined || encoded.length > MAX_BASIC) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { client_id: text.slice(0, colon), client_secret: text.slice(colon + 1) };
}

/** Sets the CORS headers of a call whose origin is allowed. */
export const allowOrigin = cors({
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

/** The tenant with this client id. It is looked up, and CORS is decided by its origins, once a call. */
async function tenantOf({ req, res, services }: Omit<Exchange, 'answer'>, id: string): Promise<Tenant | undefined> {
  const { locals } = res;
  if (locals.client_id === id) return locals.tenant as Tenant | undefined;
  const tenant = await findTenant(services, id);
  locals.client_id = id;
  locals.tenant = tenant;
  const { origin } = req.headers;
  if (origin && tenant && isOriginAllowed(tenant, origin)) allowOrigin(req, res, nothing);
  return tenant;
}

/**
 * Decides CORS for a browser's call before anything can refuse it, so that the browser can read the refusal too. It
 * goes by the client that the call claims to be, which proves nothing.
 */
export const decideOrigin = (services: ApiServices): RequestHandler =>
  function decideOriginOf(req, res, next) {
    const id = req.headers.origin ? claimedClient(req, services) : undefined;
    if (id === undefined) return next();
    return tenantOf({ req, res, services }, id).then(() => next());
  };

function claimedClient(req: Request, services: ApiServices): string | undefined {
  const nonce = bearerOf(req);
  if (nonce !== undefined) return clientOfNonce(services, nonce);
  const claimed: unknown =
    basicOf(req)?.client_id ?? req.query.client_id ?? (req.body as { client_id?: unknown } | undefined)?.client_id;
  return typeof claimed === 'string' && claimed.length <= MAX_CLIENT_ID ? claimed : undefined;
}

/** The tenant that the call claims to be. */
export const claimTenant = async (exchange: Exchange, id: string): Promise<Tenant> =>
  claimedTenant(await tenantOf(exchange, id));

/** The tenant, proven by its secret or app key. */
export const proveTenant = async (
  exchange: Exchange,
  id: string,
  presented: string,
  key: 'secret' | 'app',
): Promise<Tenant> => provenTenant(exchange.services, await tenantOf(exchange, id), presented, key);

/** The tenant's server, proven by Basic authorisation. */
export async function proveByBasic(exchange: Exchange): Promise<Tenant> {
  const basic = basicOf(exchange.req);
  return basic ? proveTenant(exchange, basic.client_id, basic.client_secret, 'secret') : claimedTenant(undefined);
}

/** The nonce that the call bears, and the client that it was issued to; `nonce_invalid` where it bears none. */
export function nonceOf({ req, services }: Exchange): { nonce: string; client_id: string } {
  const nonce = bearerOf(req);
  const client_id = nonce === undefined ? undefined : clientOfNonce(services, nonce);
  if (nonce === undefined || client_id === undefined) throw nonceInvalid();
  return { nonce, client_id };
}

/** Identifies the holder of the session in the path, by a nonce of it, however old, or as its tenant's server. */
export const identifyHolder: Action<{ holder: SessionHolder }> = async (exchange) => {
  const { req, services } = exchange;
  const session_id = String(req.params.session_id);
  const nonce = bearerOf(req);
  if (nonce !== undefined) {
    exchange.holder = holderByNonce(services, nonce, session_id);
    return;
  }
  if (!basicOf(req)) throw nonceInvalid();
  const { client_id } = await proveByBasic(exchange);
  exchange.holder = { ref: { client_id, session_id } };
};
