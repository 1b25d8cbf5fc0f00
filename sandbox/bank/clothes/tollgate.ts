import { dress } from './clothes';

export const tollgate = dress({
  name: 'tollgate',
  story:
    'OAuth redirect like gateway, and a token by client credentials (form with grant_type and client_id) before ' +
    'consents and payments are created. Tokens last 10 minutes and stand alone in the header oauth-1; ' +
    'a refresh token is good again and again.',
  approaches: ['REDIRECT'],
  traits: {
    start: 'implicit',
    oauth: { token_ms: 600_000, new_refresh_token: false, token_header: 'oauth-1', app_token: true },
    consent_kinds: ['global'],
  },
});
