import type { Request } from 'express';
import { VestibuleError } from '../../domain/errors';
import { keyMatches } from '../../security/keys';
import type { Tenant } from '../../store/store';
import type { Deps } from '../deps';

/** Longer than any client id or secret that was ever issued. */
const MAX_BASIC = 1024;

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

/** One sentence for an unknown client and for a wrong key: which of the two it is, is nobody's business. */
const refuse = (): never => {
  throw new VestibuleError('client_unauthorized', 'The client is unknown, or its key is wrong or missing.');
};

/** The tenant that a client id names, if any. Proves nothing. */
export async function tenantOf(deps: Deps, clientId: string): Promise<Tenant> {
  return (await deps.store.tenants.byClientId(clientId)) ?? refuse();
}

/** The tenant, once it has shown its secret, or with `key: 'app'` its app key. */
export async function provenTenant(
  deps: Deps,
  clientId: string,
  presented: string,
  key: 'secret' | 'app' = 'secret',
): Promise<Tenant> {
  const tenant = await deps.store.tenants.byClientId(clientId);
  const stored = key === 'secret' ? tenant?.secret_hmac : tenant?.app_key_hmac;
  // An unknown client costs the same comparison, so that time doesn't tell which clients exist.
  const matches = keyMatches(deps.keys, presented, stored);
  return tenant && matches ? tenant : refuse();
}

/** The tenant's server, by Basic. */
export async function tenantByBasic(req: Request, deps: Deps): Promise<Tenant> {
  const basic = basicOf(req);
  return basic ? provenTenant(deps, basic.client_id, basic.client_secret) : refuse();
}
