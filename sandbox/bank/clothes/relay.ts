import { dress } from './clothes';

export const relay = dress({
  name: 'relay',
  story:
    'A hub of banks, which the header aspsp-code names. Two consents in a row: availableAccounts, which opens the list ' +
    'of accounts and nothing else, then one that names accounts of the user’s, for balances and transactions.',
  approaches: ['REDIRECT'],
  paths: {
    consents: '/3.0.0/consents',
    payments: '/3.0.0/payments',
    accounts: '/2.3.2/accounts',
    transactions: '/2.3.2/accounts/:account_id/transactions',
  },
  traits: {
    start: 'implicit',
    required_headers: ['aspsp-code'],
    consent_kinds: ['availableAccounts', 'detailed'],
    own_accounts_only: true,
  },
});
