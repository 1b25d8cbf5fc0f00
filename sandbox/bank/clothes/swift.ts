import { dress } from './clothes';

export const swift = dress({
  name: 'swift',
  story:
    'Transactions only as MT940 (text/plain); 406 for any other Accept. Service and country stand in the path. ' +
    'Links are plain strings. Ids of 190 characters.',
  approaches: ['REDIRECT', 'EMBEDDED'],
  paths: {
    consents: '/ais/DE/v1/consents',
    payments: '/pis/DE/v1/payments',
    accounts: '/ais/DE/v1/accounts',
    transactions: '/ais/DE/v1/accounts/:account_id/transactions',
  },
  traits: { format: 'mt940', link_style: 'string', account_ids: 'long', booking_statuses: ['booked'] },
});
