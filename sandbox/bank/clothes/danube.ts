import { dress } from './clothes';

export const danube = dress({
  name: 'danube',
  story:
    'The user signs in by OAuth (PKCE, scope AISP or PISP) before anything is asked for; every request carries their ' +
    'token. Then a consent or payment is authorised as usual, on a page or the phone. Tokens last an hour, a refresh ' +
    'token is good once. A key of the API gateway (web-api-key) goes with creations.',
  approaches: ['REDIRECT', 'DECOUPLED'],
  traits: {
    start: 'implicit',
    oauth: {
      token_ms: 3_600_000,
      new_refresh_token: true,
      token_header: 'Authorization',
      app_token: false,
      sign_in: 'first',
    },
    required_headers: ['web-api-key'],
    consent_kinds: ['bankOffered'],
    history: { days: 90, refused_as: 'PERIOD_INVALID' },
  },
});
