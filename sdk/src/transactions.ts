import { asMembers, type Options } from './naming.js';
import { type Paged, paged } from './paged.js';
import type { Operations, Transaction, Warning } from './types.js';

type Query = Operations['listTransactions']['query'];
type Page = Operations['listTransactions']['answer'];

/** `accountId`, `dateFrom`, `dateTo`, `bookingStatus`; `limit` is the size of a page. */
export type TransactionFilter = Options<Omit<Query, 'cursor'>>;

/** Transactions, read page by page as you go. */
export interface Transactions extends Paged<Transaction, Page> {
  /** What had to be left out or guessed on the pages read so far. */
  readonly warnings: Warning[];
}

/** Makes `transactions(credentials, filter)` from the read of one page. */
export function transactionPages<Pair, More extends object>(
  read: (pair: Pair, query: object, options: More) => Promise<Page>,
) {
  return (pair: Pair, filter: TransactionFilter, options: More = {} as More): Transactions => {
    const warnings: Warning[] = [];
    const list = paged<Transaction, Page>(async (cursor) => {
      const page = await read(pair, { ...asMembers(filter), cursor }, options);
      warnings.push(...(page.warnings ?? []));
      return page;
    });
    return { ...list, warnings };
  };
}
