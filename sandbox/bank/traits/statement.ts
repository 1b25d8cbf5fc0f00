/** What a statement looks like, and how much of it is given. */
export interface StatementTraits {
  booking_statuses: readonly ('booked' | 'pending' | 'both')[];
  /** Entries of the last `days` only, all within `window_ms` after SCA; an older `dateFrom` is refused. */
  history?: { days: number; window_ms?: number; refused_as: 'PERIOD_INVALID' | 'CONSENT_INVALID' };
  format: 'json' | 'camt.052' | 'camt.053' | 'mt940' | 'csv';
  /** JSON carries nothing but `_links.download`. */
  download_only: boolean;
  page_size: number;
  /** How the next page is told: path, `?page=2`, `transactions?page=2`, plain text, own link names, another host. */
  paging: 'path' | 'query' | 'segment' | 'string' | 'own_names' | 'elsewhere' | 'repeats';
  /** One of each odd kind among the first rows, or all rows of one kind. */
  amounts: 'signed' | 'odd' | 'comma' | 'numbers' | 'unsigned';
  ids: 'unique' | 'none' | 'equal_rows' | 'shared' | 'not_provided';
  /** A row's text and party come with the second read only. */
  fills_up: boolean;
  dates: 'iso' | 'odd';
  /** Rows outside of the asked period are given too. */
  outside_period: boolean;
  /** The other party on the other side, as ultimate party, by bban or masked card only. */
  parties: 'named' | 'odd';
  remittance: 'text' | 'structured' | 'long' | 'html';
  /** One row is a batch, with its parts in entryDetails. */
  batches: boolean;
  /** Fields that are empty are null. */
  nulls: boolean;
}

export const PLAIN_STATEMENT: StatementTraits = {
  booking_statuses: ['booked', 'pending', 'both'],
  format: 'json',
  download_only: false,
  page_size: 100,
  paging: 'path',
  amounts: 'signed',
  ids: 'unique',
  fills_up: false,
  dates: 'iso',
  outside_period: false,
  parties: 'named',
  remittance: 'text',
  batches: false,
  nulls: false,
};
