import type { OAuthToken } from '../books';
import type { Call } from '../call';
import { Refusal } from '../refusal';
import { digestOf } from './token-digest';

/** The subject of tokens by client credentials: of the TPP itself, not of a user. */
export const TPP_ITSELF = 'tpp';

/** The live access token of a request. @throws Refusal 401 TOKEN_UNKNOWN or TOKEN_EXPIRED */
function tokenOf({ header, books, now }: Call, name: string): OAuthToken {
  const value = header(name) ?? '';
  const token = name === 'Authorization' ? /^Bearer (\S+)$/i.exec(value)?.[1] : value;
  const found = token ? books.get('oauth_tokens', digestOf(token)) : undefined;
  if (found?.kind !== 'access') throw new Refusal(401, 'TOKEN_UNKNOWN', 'An access token is needed.', { path: name });
  if (found.good_until <= now) throw new Refusal(401, 'TOKEN_EXPIRED', 'The token has expired.', { path: name });
  return found;
}

/** @throws Refusal 401 TOKEN_UNKNOWN, TOKEN_EXPIRED, or TOKEN_INVALID where the token is for something else */
export function requireToken(call: Call, subject_id: string): void {
  const { token_header: name, sign_in } = call.traits.oauth ?? {};
  if (name && !sign_in && tokenOf(call, name).subject_id !== subject_id)
    throw new Refusal(401, 'TOKEN_INVALID', 'The access token is for something else.', { path: name });
}

/**
 * Who has signed in, by the token of a request; nobody at a bank without sign-in.
 * @throws Refusal 401 TOKEN_UNKNOWN or TOKEN_EXPIRED where there is no good token, TOKEN_INVALID where it is of nobody
 */
export function signedIn(call: Call): OAuthToken | undefined {
  const { token_header, sign_in } = call.clothes.traits.oauth ?? {};
  if (!token_header || !sign_in) return undefined;
  const token = tokenOf(call, token_header);
  if (!token.psu_id) throw new Refusal(401, 'TOKEN_INVALID', 'Nobody has signed in.', { path: token_header });
  return token;
}

/** @throws Refusal 401 TOKEN_UNKNOWN or TOKEN_EXPIRED where a creation needs a token, the TPP’s own or a user’s */
export function requireAppToken(call: Call): void {
  if (call.traits.oauth?.app_token) tokenOf(call, call.traits.oauth.token_header);
}
