import { habit } from './habit';

/** Consents that end, differ or are refused. */
export const CONSENT_HABITS = [
  habit('terminated_by_bank', 'The bank ends a consent that waits for its user after 1 s: terminatedByAspsp.', {
    ended_by_bank_ms: 1000,
  }),
  habit('valid_at_once', 'Consents are valid at once, payments ACTC: no SCA, no link for it.', { exempt: true }),
  habit('valid_until_datetime', 'validUntil of a consent is a date and time.', { valid_until: 'date-time' }),
  habit('valid_until_missing', 'validUntil of a consent is missing.', { valid_until: 'missing' }),
  habit('texts_for_values', 'recurringIndicator is "true", frequencyPerDay "4".', { texts_for_values: true }),
  habit('no_global_consent', 'Global consents are refused: 400 SERVICE_INVALID.', {
    consent_kinds: ['bankOffered', 'detailed', 'availableAccounts'],
  }),
  habit('bank_offered_only', 'Only bank-offered consents: 400 SERVICE_INVALID for others.', {
    consent_kinds: ['bankOffered'],
  }),
  habit('detailed_only', 'Only detailed consents: 400 SERVICE_INVALID for others.', { consent_kinds: ['detailed'] }),
  habit('consent_30_days', 'A consent for more than 30 days: 400 FORMAT_ERROR on validUntil.', {
    longest_days: 30,
    too_long: 'refused',
  }),
  habit('once_a_day', 'A frequencyPerDay above 1: 400 FORMAT_ERROR.', { most_a_day: 1 }),
  habit('one_consent', 'A new recurring consent ends the former one.', { replaces_former: true }),
];
