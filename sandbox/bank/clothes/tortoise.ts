import { dress } from './clothes';

export const tortoise = dress({
  name: 'tortoise',
  story:
    'Slow and limited: 300 ms an answer, 2.5 s for transactions, one read of a consent at a time (500), ' +
    'at most 4 unattended reads a day and 429 without Retry-After, status 15 s late after SCA, ' +
    'new account ids with each consent, payments ACSP for 3 days, 90 days of history in pages of 20.',
  approaches: ['REDIRECT', 'DECOUPLED'],
  traits: {
    answer_ms: 300,
    history_ms: 2200,
    one_at_a_time: true,
    most_a_day: 4,
    says_retry_after: false,
    lag: { ms: 15_000 },
    account_ids: 'per_consent',
    page_size: 20,
    history: { days: 90, refused_as: 'PERIOD_INVALID' },
    course: [
      ['ACSP', 0],
      ['ACSC', 3 * 24 * 3_600_000],
    ],
  },
});
