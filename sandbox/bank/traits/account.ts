/** How accounts and balances are told, and when they can be read. */
export interface AccountTraits {
  /** The account list after SCA is refused: for so many ms, or so many times. */
  list_refused?: { status: 401 | 429 | 503; for_ms: number } | { status: 401 | 429 | 503; times: number };
  list_status: 200 | 201;
  /** Resource ids: UUIDs, 190 characters, the IBAN, new ones with each consent, or one a number and one missing. */
  account_ids: 'uuid' | 'long' | 'iban' | 'per_consent' | 'odd';
  /** The balances of the second account are refused like this. */
  odd_account?: 401 | 403 | 404 | 405 | 429 | 503;
  /** The second account has no currency and no link to balances. */
  bare_account: boolean;
  /** No account has an IBAN: bban and maskedPan only. */
  without_iban: boolean;
  /** The first read of balances or transactions of each account answers 401 CONSENT_INVALID. */
  refused_once: boolean;
  /** Balances by a call of their own; else with the accounts only. */
  balances_call: boolean;
  /** Balances and transactions: 429 always. */
  limited: boolean;
  /** 429 ACCESS_EXCEEDED carries Retry-After. */
  says_retry_after: boolean;
  /** The consent expires as soon as the account list was read once. */
  expires_after_first_list: boolean;
  has_no_accounts: boolean;
}

export const PLAIN_ACCOUNT: AccountTraits = {
  list_status: 200,
  account_ids: 'uuid',
  bare_account: false,
  without_iban: false,
  refused_once: false,
  balances_call: true,
  limited: false,
  says_retry_after: true,
  expires_after_first_list: false,
  has_no_accounts: false,
};
