import { dress } from './clothes';

export const ledgerxml = dress({
  name: 'ledgerxml',
  story:
    'Transactions only as camt.052, balances only with the accounts (withBalance=true). ' +
    'The bank code stands in the path: 99912345. Links are whole addresses. The debtor account is needed.',
  approaches: ['REDIRECT'],
  paths: {
    consents: '/99912345/v1/consents',
    payments: '/99912345/v1/payments',
    accounts: '/99912345/v1/accounts',
    transactions: '/99912345/v1/accounts/:account_id/transactions',
  },
  traits: { format: 'camt.052', balances_call: false, link_style: 'absolute', debtor_required: true },
});
