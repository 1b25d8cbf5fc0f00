import { VestibuleError } from '../domain/errors';
import { accessTokenFor, hmacKey, newKey } from '../security/keys';
import type { TempTokenClaims } from '../security/tokens';
import type { Tenant } from './access';
import type { IdempotentRequest } from './idempotency';
import type { Services } from './services';

/** The access token of credentials. It is shown once; the store keeps only its HMAC. */
export interface TokenPair {
  access_token: string;
  token_type: 'Bearer';
  credentials_id: string;
  skill: string;
  session_id: string;
}

/**
 * Exchanges a temp token for an access token, once. Under an idempotency key, a retry after a lost answer gets the same
 * token. Throws `temp_token_invalid`, `temp_token_expired` and `temp_token_used`.
 */
export async function exchangeToken(
  services: Services,
  tenant: Tenant,
  tempToken: string,
  idempotent?: IdempotentRequest,
): Promise<TokenPair> {
  const { store, keys } = services;
  const { credentials_id, client_id, session_id } = checkTempToken(services, tenant, tempToken);
  const access_token = idempotent ? accessTokenFor(keys, credentials_id, client_id, idempotent.key) : newKey('vat');
  const hmac = hmacKey(keys.pepper, access_token);
  // The database lets one exchange through.
  const exchanged = await store.credentials.exchange(credentials_id, client_id, hmac);
  const credentials = exchanged.ok ? exchanged.credentials : await store.credentials.find(credentials_id, client_id);
  if (credentials?.session_id !== session_id) throw tempTokenInvalid();
  if (!exchanged.ok && credentials.access_token_hmac !== hmac)
    throw new VestibuleError('temp_token_used', 'The temp token was already exchanged.');
  return { access_token, token_type: 'Bearer', credentials_id, skill: credentials.skill, session_id };
}

function checkTempToken({ tokens, clock }: Services, tenant: Tenant, tempToken: string): TempTokenClaims {
  const checked = tokens.tempToken.check(tempToken, clock());
  if (!('claims' in checked) || checked.claims.client_id !== tenant.client_id) throw tempTokenInvalid();
  if (!checked.ok)
    throw new VestibuleError(
      'temp_token_expired',
      'The temp token has expired. GET the session for a fresh one, if it was not exchanged.',
    );
  return checked.claims;
}

const tempTokenInvalid = () =>
  new VestibuleError('temp_token_invalid', 'The temp token is not one that this tenant was given.');
