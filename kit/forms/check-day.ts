/**
 * The day (`YYYY-MM-DD`) as of which the check judges values: not today, for a currency that has gone since is no fault
 * of a published document.
 */
export const CHECK_DAY = '2026-01-01';
