import { dress } from './clothes';

export const gateway = dress({
  name: 'gateway',
  story:
    'OAuth redirect: `scaOAuth` names the configuration (RFC 8414); PKCE with S256, scope AIS:<consentId> or ' +
    'PIS:<paymentId>, tokens of an hour, a new refresh token each time. Data only with Bearer and Consent-ID. ' +
    'availableAccounts opens everything; a new consent ends the former one. Another version for each resource.',
  approaches: ['REDIRECT'],
  paths: { accounts: '/v3/accounts', transactions: '/v2/accounts/:account_id/transactions' },
  traits: {
    start: 'implicit',
    oauth: { token_ms: 3_600_000, new_refresh_token: true, token_header: 'Authorization', app_token: false },
    consent_kinds: ['global', 'availableAccounts'],
    available_means_all: true,
    replaces_former: true,
    own_products: { 'sepa-credit-transfers': 'euro-payments' },
    booking_statuses: ['booked'],
    history: { days: 90, refused_as: 'PERIOD_INVALID' },
  },
});
