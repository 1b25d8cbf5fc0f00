import { VestibuleError } from '../domain/errors';
import { isLoopback } from '../domain/loopback';
import { keyMatches } from '../security/keys';
import type { NonceClaims } from '../security/tokens';
import type { Tenant, TenantKeyKind } from '../store/store';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';

export type { Tenant } from '../store/store';

/** The tenant with this client id, if there is one. Proves nothing about the caller. */
export const findTenant = ({ store }: Services, clientId: string): Promise<Tenant | undefined> =>
  store.tenants.byClientId(clientId);

/** One sentence for an unknown client and for a wrong key, so that it doesn't show which clients exist. */
const unauthorized = () =>
  new VestibuleError('client_unauthorized', 'The client is unknown, or its key is wrong or missing.');

/** The tenant that a caller claims to be; `client_unauthorized` where there is none. */
export function claimedTenant(tenant: Tenant | undefined): Tenant {
  if (!tenant) throw unauthorized();
  return tenant;
}

/**
 * The tenant, if `presented` is its secret or its app key, or was until its overlap ends; else `client_unauthorized`.
 */
export function provenTenant(
  { keys, clock }: Pick<Services, 'keys' | 'clock'>,
  tenant: Tenant | undefined,
  presented: string,
  key: TenantKeyKind,
): Tenant {
  const stored = key === 'secret' ? tenant?.secret_hmac : tenant?.app_key_hmac;
  const old = tenant?.old_keys?.filter((each) => each.key === key && each.ends_at.getTime() > clock()) ?? [];
  // An unknown client costs the same comparison, so that time doesn't show which clients exist.
  const matches = keyMatches(keys, presented, stored);
  if (!tenant || !(matches || old.some(({ hmac }) => keyMatches(keys, presented, hmac)))) throw unauthorized();
  return tenant;
}

/** Whether a browser app at this origin may use the tenant's API: a registered one, or localhost for the sandbox. */
export const isOriginAllowed = (tenant: Tenant, origin: string): boolean =>
  tenant.origins.includes(origin) || (tenant.flavour === 'sandbox' && isLocalOrigin(origin));

/** Whether any tenant may have this origin. */
export const isOriginKnown = async ({ store }: Services, origin: string): Promise<boolean> =>
  isLocalOrigin(origin) || store.tenants.hasOrigin(origin);

const ORIGIN = /^https?:\/\/(\[[^\]]+\]|[^:/?#@]+)(?::[0-9]{1,5})?$/;
const isLocalOrigin = (origin: string): boolean => isLoopback(ORIGIN.exec(origin)?.[1] ?? '');

/** Refuses a nonce that the session did not issue. */
export const nonceInvalid = () =>
  new VestibuleError('nonce_invalid', 'The nonce is not one that this session issued to this tenant.');

/** The client id in a nonce that this platform signed, expired or not. */
export function clientOfNonce({ tokens, clock }: Services, nonce: string): string | undefined {
  const checked = tokens.nonce.check(nonce, clock());
  return 'claims' in checked ? checked.claims.client_id : undefined;
}

/** The session of a nonce that this platform signed, expired or not. */
export function sessionOfNonce({ tokens, clock }: Services, nonce: string): string | undefined {
  const checked = tokens.nonce.check(nonce, clock());
  return 'claims' in checked ? checked.claims.session_id : undefined;
}

/** Whoever may read or cancel a session: the bearer of a nonce, or the tenant's server. */
export interface SessionHolder {
  ref: SessionRef;
  /** The session's skill, where a nonce names it. */
  skill?: string;
}

/** The holder of a session by one of its nonces, expired or not; else `nonce_invalid`. */
export function holderByNonce({ tokens, clock }: Services, nonce: string, session_id: string): SessionHolder {
  const checked = tokens.nonce.check(nonce, clock());
  if (!('claims' in checked) || checked.claims.session_id !== session_id) throw nonceInvalid();
  return { ref: { client_id: checked.claims.client_id, session_id }, skill: checked.claims.skill };
}

/** Whether the time of the visit is up for which a nonce was issued, so that the session may have left it. */
export const isLate = ({ clock }: Services, { until }: Pick<NonceClaims, 'until'>): boolean =>
  until !== undefined && clock() > until;

/** The claims of a nonce that may still be used to submit or upload: of this session and tenant, and not expired. */
export function submissionClaims({ tokens, clock }: Services, nonce: string, ref: SessionRef): NonceClaims {
  const checked = tokens.nonce.check(nonce, clock());
  if (!('claims' in checked)) throw nonceInvalid();
  const { session_id, client_id } = checked.claims;
  if (session_id !== ref.session_id || client_id !== ref.client_id) throw nonceInvalid();
  if (!checked.ok)
    throw new VestibuleError(
      'nonce_expired',
      'The nonce has expired. GET the session with it to be given a fresh one.',
    );
  return checked.claims;
}
