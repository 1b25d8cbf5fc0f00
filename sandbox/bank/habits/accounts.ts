import { habit } from './habit';

const REFUSED_BALANCES = [401, 403, 404, 405, 429, 503] as const;

/** Accounts and balances that can't be read at once, or look odd. */
export const ACCOUNT_HABITS = [
  habit('list_429_hour', 'The account list is 429 with Retry-After for an hour after SCA.', {
    list_refused: { status: 429, for_ms: 3_600_000 },
  }),
  habit('list_503_half_minute', 'The account list is 503 for half a minute after SCA.', {
    list_refused: { status: 503, for_ms: 30_000 },
  }),
  habit('list_401_once', 'The account list is 401 CONSENT_INVALID once, then there.', {
    list_refused: { status: 401, times: 1 },
  }),
  habit('list_201', 'The account list answers 201.', { list_status: 201 }),
  habit('long_account_ids', 'Resource ids of accounts have 190 characters.', { account_ids: 'long' }),
  habit('odd_account_ids', 'One account’s id is a number, one’s is missing.', { account_ids: 'odd' }),
  habit('new_account_ids', 'Each consent has account ids of its own.', { account_ids: 'per_consent' }),
  habit('iban_account_ids', 'Accounts are named by their IBAN.', { account_ids: 'iban' }),
  ...REFUSED_BALANCES.map((status) =>
    habit(`balances_${status}`, `The balances of the second account answer ${status}.`, { odd_account: status }),
  ),
  habit('bare_account', 'The second account has no currency and no link to balances.', { bare_account: true }),
  habit('accounts_without_iban', 'Accounts have bban and maskedPan only.', { without_iban: true }),
  habit('refused_once', 'The first read of an account’s balances or transactions: 401 CONSENT_INVALID, once.', {
    refused_once: true,
  }),
  habit('limited_silently', 'Balances and transactions: 429 ACCESS_EXCEEDED without Retry-After.', {
    limited: true,
    says_retry_after: false,
  }),
  habit('balances_with_accounts', 'Balances come with the accounts only (withBalance=true).', { balances_call: false }),
];
