import { dress } from './clothes';

const oauth = {
  token_ms: 900_000,
  new_refresh_token: true,
  token_header: 'Authorization',
  app_token: false,
  sign_in: 'only',
} as const;

export const turnstile = dress({
  name: 'turnstile',
  story:
    'There is no consent resource: who signs in by OAuth for AISP has consented. Tokens last 15 minutes, a refresh ' +
    'token is good once. Payments are authorised on a page. Another version for each resource; booked entries only.',
  approaches: ['REDIRECT'],
  paths: { accounts: '/v3/accounts', transactions: '/v2/accounts/:account_id/transactions' },
  traits: { start: 'implicit', oauth, booking_statuses: ['booked'] },
});

export const signet = dress({
  name: 'signet',
  story:
    'Like turnstile, and every request is signed, those for tokens too. The address at which users sign in is asked ' +
    'for, with a token by client credentials. Links are plain strings.',
  approaches: ['REDIRECT'],
  paths: { accounts: '/v3/accounts', transactions: '/v2/accounts/:account_id/transactions' },
  traits: {
    start: 'implicit',
    oauth: { ...oauth, address_asked: true },
    signed: true,
    link_style: 'string',
    booking_statuses: ['booked'],
  },
});
