import type { JsonObject } from '../../../domain/json';

/** What a marketplace skill may have beside its offer: an identity check by a partner, a signature at the bank. */
export const PARTS = ['review', 'sign'] as const;
export type Part = (typeof PARTS)[number];

const from = (place: string) => ({ $: `/steps/${place}` });
const file = (title: string) => ({
  title,
  'x-upload': { mime: ['image/jpeg', 'application/pdf'], maxBytes: 10_485_760, count: [1, 1] },
});

/** The steps of a term deposit: an offer that is held, the parts that are wanted, the commitment. */
export function depositSteps(parts: readonly Part[]): JsonObject {
  const way = [...(parts.includes('review') ? ['documents'] : []), ...(parts.includes('sign') ? ['sign'] : []), 'open'];
  return {
    ...offer(way[0] as string),
    ...(parts.includes('review') ? review(way[1] as string) : {}),
    ...(parts.includes('sign') ? sign : {}),
    ...commitment,
  };
}

const offer = (next: string): JsonObject => ({
  terms: {
    title: 'Choose your terms',
    ask: {
      type: 'object',
      required: ['value', 'period'],
      additionalProperties: false,
      properties: {
        value: { type: 'string', title: 'Amount in EUR', maxLength: 9, pattern: '^[1-9][0-9]{2,8}$' },
        period: { title: 'Months', enum: ['3', '6', '12'] },
      },
      examples: [{ value: '100000', period: '12' }],
    },
    visits: 5,
    on: { exhausted: 'rejected' },
    next: 'quote',
  },
  quote: {
    call: 'deposit.quote',
    with: { value: from('terms/value'), currency: 'EUR', period: from('terms/period') },
    on: { 'deposit.terms_unavailable': 'terms' },
    next: 'confirm',
  },
  confirm: {
    title: 'Your terms',
    ask: {
      type: 'object',
      required: ['action'],
      additionalProperties: false,
      properties: { action: { title: 'Accept or change', enum: ['accept', 'change'] } },
      examples: [{ action: 'accept' }],
    },
    show: { rate: from('quote/rate'), interest: from('quote/interest') },
    within: 'PT15M',
    visits: 20,
    on: { timeout: 'quote', exhausted: 'rejected' },
    next: [{ when: { '/steps/confirm/action': { const: 'change' } }, to: 'terms' }, { to: 'hold' }],
  },
  hold: {
    call: 'deposit.hold',
    with: { quote_id: from('quote/quote_id'), value: from('terms/value'), currency: 'EUR' },
    compensate: { call: 'deposit.release', with: { hold_id: from('hold/hold_id') } },
    on: { 'deposit.terms_unavailable': 'terms' },
    next,
  },
});

const review = (next: string): JsonObject => ({
  documents: {
    title: 'Prove who you are',
    ask: {
      type: 'object',
      required: ['holder', 'id_type'],
      additionalProperties: false,
      properties: {
        holder: { type: 'string', title: 'Your name', maxLength: 140, format: 'person-name', 'x-sensitive': 'pii' },
        id_type: { title: 'Document', enum: ['passport', 'id_card'] },
        id_scan: file('Scan of the document'),
        selfie: file('A photo of yourself'),
      },
      examples: [{ holder: 'Ana Pop', id_type: 'passport' }],
    },
    visits: 3,
    on: { exhausted: 'rejected' },
    next: 'kyc',
  },
  kyc: {
    call: 'kyc.submit',
    with: {
      holder: from('documents/holder'),
      id_type: from('documents/id_type'),
      id_scan: from('documents/id_scan'),
      selfie: from('documents/selfie'),
      reply_to: { $: '/callbacks/review' },
    },
    next: 'review',
  },
  review: {
    title: 'We check your documents',
    await: 'kyc.decision',
    within: 'P5D',
    on: { timeout: 'rejected' },
    next: [
      { when: { '/steps/review/decision': { const: 'approved' } }, to: next },
      { when: { '/steps/review/decision': { const: 'retake' } }, to: 'documents' },
      { to: 'rejected' },
    ],
  },
});

const sign: JsonObject = {
  sign: {
    title: 'Sign at your bank',
    sca: { call: 'deposit.authorise', with: { hold_id: from('hold/hold_id') }, methods: ['redirect'] },
    within: 'PT10M',
    visits: 3,
    on: {
      'sca.failed': 'sign',
      'bank.psu_unknown': 'rejected',
      timeout: 'expired',
      exhausted: 'rejected',
    },
    next: 'open',
  },
};

const commitment: JsonObject = {
  open: {
    call: 'deposit.open',
    with: { hold_id: from('hold/hold_id') },
    commit: true,
    on: { 'deposit.declined': 'rejected' },
    next: 'done',
  },
  done: {
    end: 'succeeded',
    credentials: { deposit_id: from('open/deposit_id') },
    output: { opened_on: from('open/opened_on') },
  },
  rejected: { end: 'rejected' },
  expired: { end: 'expired' },
  cancelled: { end: 'cancelled' },
  failed: { end: 'failed' },
};
