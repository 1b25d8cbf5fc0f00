import { dress } from './clothes';

export const notary = dress({
  name: 'notary',
  story:
    'Requests are signed: Digest, Signature (rsa-sha256) and TPP-Signature-Certificate, else 401. ' +
    'Resources have names of their own in the path, and accounts are named by IBAN. ' +
    'Payments have SEPA’s characters only.',
  approaches: ['REDIRECT'],
  paths: {
    consents: '/CONSENTS_API/1.0',
    payments: '/PAYMENTS_API/1.0/payments',
    accounts: '/ACCOUNTS_API/v1',
    transactions: '/ACCOUNTS_API/v1/:account_id/transactions',
  },
  traits: { signed: true, account_ids: 'iban', sepa_characters: true },
});
