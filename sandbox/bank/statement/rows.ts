import type { Call } from '../call';
import type { Entry } from '../history';
import type { Account } from '../portfolio';
import { amount } from './entries';
import { oddAmounts } from './odd-amounts';
import { oddDates } from './odd-dates';
import { oddIds } from './odd-ids';
import { oddParties } from './odd-parties';
import { oddTexts } from './odd-texts';

export type Row = Record<string, unknown>;

/** A row with what it is made from. */
export interface Written {
  row: Row;
  entry: Entry;
  account: Account;
}

/** An oddity of rows, by the bank's traits; the index counts the rows of the whole list. */
export type Oddity = (call: Call, written: Written, index: number) => Row;

function written(account: Account, path: string, entry: Entry, isBooked: boolean): Row {
  const other = { name: entry.counterparty, account: entry.counterparty_iban && { iban: entry.counterparty_iban } };
  const isDebit = entry.cents < 0;
  return {
    transactionId: entry.id,
    entryReference: entry.id.replaceAll('-', ''),
    endToEndId: entry.end_to_end_id,
    ...(isBooked && { bookingDate: entry.date }),
    valueDate: entry.date,
    transactionAmount: amount(account, entry.cents),
    ...(other.name && { [isDebit ? 'creditorName' : 'debtorName']: other.name }),
    ...(other.account && { [isDebit ? 'creditorAccount' : 'debtorAccount']: other.account }),
    ...(entry.remittance && { remittanceInformationUnstructured: entry.remittance }),
    bankTransactionCode: entry.code,
    _links: { transactionDetails: { href: `${path}/${entry.id}` } },
  };
}

const ODDITIES: Oddity[] = [oddAmounts, oddDates, oddParties, oddTexts, oddIds];

/** The rows of a list, as the bank writes them. `path` is that of the list. */
export function rowsOf(call: Call, account: Account, path: string, entries: Entry[], isBooked: boolean): Row[] {
  const rows = entries.map((entry, index) =>
    ODDITIES.reduce(
      (row, oddity) => oddity(call, { row, entry, account }, index),
      written(account, path, entry, isBooked),
    ),
  );
  const [first, second, ...others] = rows;
  if (!first || !second || !isBooked) return rows;
  if (call.traits.ids === 'equal_rows') return [first, first, ...others];
  if (call.traits.ids === 'shared') return [first, { ...second, transactionId: first.transactionId }, ...others];
  return rows;
}
