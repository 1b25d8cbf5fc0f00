/** The kinds of access that a TPP may ask for. */
export type ConsentKind = 'global' | 'bankOffered' | 'detailed' | 'availableAccounts';

/** What a consent may ask for, and what becomes of it by itself. */
export interface ConsentTraits {
  consent_kinds: readonly ConsentKind[];
  /** `availableAccounts` opens balances and transactions too, against the standard. */
  available_means_all: boolean;
  /** Each account that a detailed consent names must be the user's own. */
  own_accounts_only: boolean;
  longest_days: number;
  /** A consent for longer: made shorter without a word, or 400. */
  too_long: 'shortened' | 'refused';
  /** A higher frequencyPerDay: 400. */
  most_a_day: number;
  recurring_only: boolean;
  /** A new recurring consent ends the user's former one. */
  replaces_former: boolean;
  psu_id_required: boolean;
  /** A regular expression of the user names that the bank takes. */
  psu_id_pattern?: string;
  /** Valid at once, without SCA: payments are ACTC. */
  exempt: boolean;
  /** In answers: a date, a date and time, or not there. */
  valid_until: 'date' | 'date-time' | 'missing';
  /** recurringIndicator and frequencyPerDay in answers are texts. */
  texts_for_values: boolean;
  /** The bank ends a consent that waits for its user after so many ms: terminatedByAspsp. */
  ended_by_bank_ms?: number;
}

export const PLAIN_CONSENT: ConsentTraits = {
  consent_kinds: ['global', 'bankOffered', 'detailed', 'availableAccounts'],
  available_means_all: false,
  own_accounts_only: false,
  longest_days: 180,
  too_long: 'shortened',
  most_a_day: 1_000_000,
  recurring_only: false,
  replaces_former: false,
  psu_id_required: false,
  exempt: false,
  valid_until: 'date',
  texts_for_values: false,
};
