import type { Listed, Transaction } from '../../domain/connector';
import { BankList, MOST_READS, type Stand } from './bank-list';
import { type ListQuery, openCursor } from './cursor';
import type { DataServices, Holding, Reading } from './holding';
import { warningsFor } from './snapshot';

export interface TransactionQuery extends Partial<ListQuery> {
  account_id: string;
  cursor?: string;
  limit: number;
}
export interface TransactionPage extends Listed<Transaction> {
  next_cursor: string | null;
}

/**
 * A page of an account's transactions. What the bank gave is kept, encrypted, for some minutes behind the cursor, so
 * rows neither repeat nor vanish while new bookings come, and the bank is asked once for each of its own pages.
 */
export async function listTransactions(
  services: DataServices,
  holding: Holding,
  { cursor, limit, ...asked }: TransactionQuery,
  reading: Reading,
): Promise<TransactionPage> {
  const { query, position } =
    cursor === undefined
      ? { query: { booking_status: 'booked' as const, ...asked }, position: undefined }
      : openCursor(services, holding, cursor, asked);
  const list = new BankList(services, holding, query, reading);
  let stand = position ? await list.resume(position) : await list.begin();
  const page: Listed<Transaction> = { data: [], warnings: [] };
  let isMore = true;
  for (let reads = 0; ; reads++) {
    stand = take(page, stand, limit, query.account_id);
    if (stand.offset < stand.chunk.rows.length) break;
    if (stand.chunk.isPart === undefined && stand.chunk.next === undefined) isMore = false;
    if (!isMore || page.data.length === limit || reads === MOST_READS) break;
    stand = await list.following(stand);
  }
  return { ...page, next_cursor: isMore ? await list.cursor(stand) : null };
}

/** Moves as many rows of the stand's chunk into the page as it has room for. */
function take({ data, warnings }: Listed<Transaction>, stand: Stand, limit: number, account_id: string): Stand {
  const { chunk, offset } = stand;
  const rows = chunk.rows.slice(offset, offset + limit - data.length);
  warnings.push(...warningsFor(chunk.warnings, offset, rows.length, data.length, offset === 0));
  data.push(...rows.map(({ transaction_id, ...row }) => ({ transaction_id, account_id, ...row })));
  return { ...stand, offset: offset + rows.length };
}
