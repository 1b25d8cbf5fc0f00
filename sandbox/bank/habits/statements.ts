import { habit } from './habit';

/** Statements: their form, their rows, their pages, their limits. */
export const STATEMENT_HABITS = [
  habit('amounts_odd', 'Among good rows: "-12,50", "+12.50", "-.99", a number, null, no currency.', { amounts: 'odd' }),
  habit('amounts_comma', 'All amounts have a comma.', { amounts: 'comma' }),
  habit('amounts_numbers', 'All amounts are JSON numbers.', { amounts: 'numbers' }),
  habit('amounts_unsigned', 'Amounts have no sign: whose IBAN is debtor says the direction.', { amounts: 'unsigned' }),
  habit('rows_without_ids', 'Rows have no transactionId, entryReference or endToEndId.', { ids: 'none' }),
  habit('rows_equal', 'Rows have no id, and the first two are equal.', { ids: 'equal_rows' }),
  habit('rows_shared_ids', 'Two rows share one transactionId.', { ids: 'shared' }),
  habit('rows_not_provided', 'Every transactionId is NOTPROVIDED.', { ids: 'not_provided' }),
  habit('rows_fill_up', 'Rows without id, whose text and party come with the second read.', {
    ids: 'none',
    fills_up: true,
  }),
  habit('dates_odd', 'Dates are 23.03.2024 and 20240323.', { dates: 'odd' }),
  habit('rows_outside_period', 'Rows before and after the asked period are given too.', { outside_period: true }),
  habit('parties_odd', 'The other party stands on the other side, as ultimate party, by bban or masked card.', {
    parties: 'odd',
  }),
  habit('remittance_structured', 'Remittance is structured only: text, object or array.', {
    remittance: 'structured',
  }),
  habit('remittance_long', 'Remittance texts have 180 characters.', { remittance: 'long' }),
  habit('remittance_html', 'Remittance texts have <br> in them.', { remittance: 'html' }),
  habit('batches', 'One row is a batch with its parts in entryDetails.', { batches: true }),
  habit('nulls', 'Fields that are empty are null.', { nulls: true }),
  habit('booked_only', 'Only booked entries: 400 PARAMETER_NOT_SUPPORTED for pending and both.', {
    booking_statuses: ['booked'],
  }),
  habit('no_both', 'Booked or pending, not both at once.', { booking_statuses: ['booked', 'pending'] }),
  habit('history_90', 'Entries of 90 days, today included; an older dateFrom is 400 PERIOD_INVALID.', {
    history: { days: 90, refused_as: 'PERIOD_INVALID' },
  }),
  habit('history_401', 'Entries of 90 days; an older dateFrom is 401 CONSENT_INVALID.', {
    history: { days: 90, refused_as: 'CONSENT_INVALID' },
  }),
  habit('history_window', 'All entries for 3 minutes after SCA, then 90 days.', {
    history: { days: 90, window_ms: 180_000, refused_as: 'PERIOD_INVALID' },
  }),
  habit('camt052', 'Transactions as camt.052.001.02.', { format: 'camt.052' }),
  habit('camt053', 'Transactions as camt.053.001.08.', { format: 'camt.053' }),
  habit('mt940', 'Transactions as MT940.', { format: 'mt940' }),
  habit('csv', 'Transactions as CSV.', { format: 'csv' }),
  habit('download_only', 'JSON has only _links.download, which leads to camt.053.', { download_only: true }),
  habit('pages_by_query', 'The next page is told as ?pageIndex=1.', { paging: 'query', page_size: 20 }),
  habit('pages_by_segment', 'The next page is told as transactions?pageIndex=1.', { paging: 'segment', page_size: 20 }),
  habit('pages_as_string', 'Links of pages are plain strings.', { paging: 'string', page_size: 20 }),
  habit('pages_own_names', 'Links of pages are named firstPage, nextPage, lastPage.', {
    paging: 'own_names',
    page_size: 20,
  }),
  habit('pages_elsewhere', 'The next page is on another host.', { paging: 'elsewhere', page_size: 20 }),
  habit('pages_repeat', 'The next page is the same page again, for ever.', { paging: 'repeats', page_size: 20 }),
];
