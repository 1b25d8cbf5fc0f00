import type { Bank } from '../books';
import type { Clothes } from '../clothes/clothes';

/** OAuth 2.0 authorisation server metadata (RFC 8414), which the link `scaOAuth` leads to. */
export function metadata({ public_url }: Bank, { base, traits }: Clothes): object {
  const issuer = `${public_url}${base}`;
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    response_types_supported: ['code'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      ...(traits.oauth?.app_token || traits.oauth?.address_asked ? ['client_credentials'] : []),
    ],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'tls_client_auth'],
    scopes_supported: traits.oauth?.sign_in ? ['AISP', 'PISP'] : ['AIS:<consentId>', 'PIS:<paymentId>'],
  };
}
