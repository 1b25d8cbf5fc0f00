import { dress } from './clothes';

export const roster = dress({
  name: 'roster',
  story:
    'No global consent: accounts, balances and transactions each name the IBANs, which must be the user’s own. ' +
    'A new recurring consent ends the former one. Payments name the debtor account and have SEPA’s characters only. ' +
    'Another path for each family of resources.',
  approaches: ['REDIRECT'],
  paths: {
    consents: '/consent-api-1.3.2/v1/consents',
    payments: '/payments-api-1.3.2/v1/payments',
    accounts: '/accounts-api-1.3.2/v1/accounts',
    transactions: '/accounts-api-1.3.2/v1/accounts/:account_id/transactions',
  },
  traits: {
    consent_kinds: ['detailed'],
    own_accounts_only: true,
    psu_id_required: true,
    replaces_former: true,
    debtor_required: true,
    sepa_characters: true,
  },
});
