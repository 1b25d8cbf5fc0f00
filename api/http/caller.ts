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
  sessionOfNonce,
  type Tenant,
} from '../../service/access';
import { clientOfTicket } from '../../service/event-tickets';
import { type Caller, countCall } from '../../service/limits';
import type { ApiServices } from '../deps';
import { allowOrigin } from './cors';
import type { Action, Exchange } from './endpoint';
import { networkOf } from './network';

/** The longest `Authorization: Basic` that is decoded. Every client id with its secret is shorter. */
const MAX_BASIC = 1024;
const MAX_CLIENT_ID = 128;

/** The token of `Authorization: Bearer …`. */
export const bearerOf = (req: Request): string | undefined =>
  /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(req.headers.authorization ?? '')?.[1];

/** `Authorization: Basic base64(client_id:client_secret)` (RFC 7617). */
export function basicOf(req: Request): { client_id: string; client_secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (encoded === undefined || encoded.length > MAX_BASIC) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { client_id: text.slice(0, colon), client_secret: text.slice(colon + 1) };
}

/** The tenant with this client id. It is looked up, and CORS is decided by its origins, once a call. */
async function tenantOf({ req, res, services }: Omit<Exchange, 'answer'>, id: string): Promise<Tenant | undefined> {
  const { locals } = res;
  if (locals.client_id === id) return locals.tenant as Tenant | undefined;
  const tenant = await findTenant(services, id);
  locals.client_id = id;
  locals.tenant = tenant;
  const { origin } = req.headers;
  if (origin && tenant && isOriginAllowed(tenant, origin)) allowOrigin(req, res);
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
  if (typeof req.query.ticket === 'string') return clientOfTicket(services, req.query.ticket);
  const claimed: unknown =
    basicOf(req)?.client_id ?? req.query.client_id ?? (req.body as { client_id?: unknown } | undefined)?.client_id;
  return typeof claimed === 'string' && claimed.length <= MAX_CLIENT_ID ? claimed : undefined;
}

/** The tenant that the call claims to be. `nonce`: what came with the call, which may prove its session. */
export async function claimTenant(exchange: Exchange, id: string, nonce?: string): Promise<Tenant> {
  const tenant = claimedTenant(await tenantOf(exchange, id));
  count(exchange, { client_id: id, ...sessionOf(exchange, nonce) });
  return tenant;
}

/** The tenant, proven by its secret or app key. */
export async function proveTenant(
  exchange: Exchange,
  id: string,
  presented: string,
  key: 'secret' | 'app',
): Promise<Tenant> {
  const tenant = provenTenant(exchange.services, await tenantOf(exchange, id), presented, key);
  count(exchange, { client_id: id, isProven: true });
  return tenant;
}

/** Counts the call, now that it is known who makes it. */
const count = ({ req, services }: Exchange, caller: Omit<Caller, 'network'>): void =>
  countCall(services, { ...caller, network: networkOf(req.ip ?? '') });

/** Counts one more call of a caller who is known: of a call that asks for several things. */
export function countAgain(exchange: Exchange, { client_id }: Tenant, nonce: string | undefined): () => void {
  const caller = { client_id, ...(nonce === undefined ? { isProven: true } : sessionOf(exchange, nonce)) };
  const network = networkOf(exchange.req.ip ?? '');
  return () => countCall(exchange.services, { ...caller, network });
}

/** The session of a nonce that this platform has signed, expired or not. */
function sessionOf({ services }: Exchange, nonce: string | undefined): Pick<Caller, 'session_id'> {
  const session_id = nonce === undefined ? undefined : sessionOfNonce(services, nonce);
  return session_id === undefined ? {} : { session_id };
}

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
    const holder = holderByNonce(services, nonce, session_id);
    count(exchange, { client_id: holder.ref.client_id, session_id });
    exchange.holder = holder;
    return;
  }
  if (!basicOf(req)) throw nonceInvalid();
  const { client_id } = await proveByBasic(exchange);
  exchange.holder = { ref: { client_id, session_id } };
};
