import { createHmac } from 'node:crypto';
import { VestibuleError } from '../../domain/errors';
import { hmacKey, newKey } from '../../security/keys';
import type { TempTokenClaims } from '../../security/tokens';
import type { Credentials, Tenant } from '../../store/store';
import { basicOf, provenTenant, tenantByBasic } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import type { Action } from '../http/endpoint';
import { idempotently } from '../http/idempotency';

interface TokenRequest {
  client_id?: string;
  client_secret?: string;
  temp_token: string;
}
interface Exchanging {
  tenant: Tenant;
  idempotency_key?: string;
  claims: TempTokenClaims;
  access_token: string;
  credentials: Credentials;
}
type Step = Action<Exchanging>;
const bodyOf = (call: { req: { body: unknown } }) => call.req.body as TokenRequest;

/** In the body or by Basic (RFC 6749, 2.3.1); not both. */
const identifyClient: Step = async (call) => {
  const { client_id, client_secret } = bodyOf(call);
  const basic = basicOf(call.req);
  if (basic && client_id !== undefined && client_id !== basic.client_id) throw unauthorized();
  if (basic) call.tenant = await tenantByBasic(call.req, call.deps);
  else if (client_id !== undefined && client_secret !== undefined)
    call.tenant = await provenTenant(call.deps, client_id, client_secret);
  else throw unauthorized();
  allowOrigin(call.req, call.res, call.tenant);
};
const unauthorized = () =>
  new VestibuleError(
    'client_unauthorized',
    'Send client_id and client_secret, in the body or as Basic authorisation, but only once.',
  );

const checkTempToken: Step = (call) => {
  const checked = call.deps.tokens.tempToken.check(bodyOf(call).temp_token, call.deps.clock());
  if (!('claims' in checked) || checked.claims.client_id !== call.tenant.client_id) throw tokenInvalid();
  if (!checked.ok)
    throw new VestibuleError(
      'temp_token_expired',
      'The temp token has expired. GET the session for a fresh one, if it was not exchanged.',
    );
  call.claims = checked.claims;
};
const tokenInvalid = () =>
  new VestibuleError('temp_token_invalid', 'The temp token is not one that this tenant was given.');

/**
 * Random; under an idempotency key, made of that key: should the process die before it has answered, the retry gets the
 * very token that was stored.
 */
const makeAccessToken: Step = (call) => {
  const { deps, idempotency_key, claims } = call;
  const name = JSON.stringify(['access_token', claims.credentials_id, claims.client_id, idempotency_key]);
  call.access_token =
    idempotency_key === undefined
      ? newKey('vat')
      : `vat_${createHmac('sha256', deps.keys['temp-token']).update(name).digest('base64url')}`;
};

/** The database lets one exchange through. */
const exchange: Step = async (call) => {
  const { deps, claims, access_token } = call;
  const hmac = hmacKey(deps.keys.pepper, access_token);
  const exchanged = await deps.store.credentials.exchange(claims.credentials_id, claims.client_id, hmac);
  const credentials = exchanged.ok
    ? exchanged.credentials
    : await deps.store.credentials.find(claims.credentials_id, claims.client_id);
  if (!credentials || credentials.session_id !== claims.session_id) throw tokenInvalid();
  if (!exchanged.ok && credentials.access_token_hmac !== hmac)
    throw new VestibuleError('temp_token_used', 'The temp token was already exchanged.');
  call.credentials = credentials;
};

const answerToken: Step = (call) => {
  const { credentials_id, skill, session_id } = call.credentials;
  call.answer = {
    status: 200,
    body: { access_token: call.access_token, token_type: 'Bearer', credentials_id, skill, session_id },
  };
};

/** `POST /token` */
export const exchangeToken: Step[] = [
  identifyClient,
  idempotently('token', [checkTempToken, makeAccessToken, exchange, answerToken]),
];
