import { dress } from './clothes';

export const prompt = dress({
  name: 'prompt',
  story:
    'Instant payments, final with ACCC; ordinary ones are ACCP at once and ACSC after 2 s. ' +
    'Payees can be verified. A payment costs 0.35, told before SCA. No pending entries. ' +
    'An X-Request-ID that comes again gets the first answer again.',
  approaches: ['REDIRECT', 'DECOUPLED'],
  traits: {
    request_id_again: 'replay',
    products: ['sepa-credit-transfers', 'instant-sepa-credit-transfers'],
    course: [
      ['ACCP', 0],
      ['ACSC', 2000],
    ],
    instant_course: [
      ['ACSP', 0],
      ['ACCC', 500],
    ],
    payee_verification: 'offered',
    fee: '0.35',
    booking_statuses: ['booked'],
  },
});
