import type { BankTransaction, KnownAccount, Listed, Warning } from '../../../domain/connector';
import { isObject, type Json } from '../../../domain/json';
import type { BankProfile } from '../profile';
import { isUnsigned } from './direction';
import type { Report } from './formats/report';
import { withIds } from './ids';
import type { Own } from './parties';
import type { Asked } from './query';
import { listed, type Read, readEach } from './reading';
import { bookingsOf, type Row } from './rows';
import { present } from './texts';

type Status = BankTransaction['booking_status'];

/** The rows of a page: signed, with ids of their own, of the asked period and status. */
export function rowsOf(
  reports: readonly Report[],
  account: KnownAccount,
  asked: Asked,
  before: readonly BankTransaction[],
  profile: BankProfile,
): Listed<BankTransaction> & { isRepeated: boolean } {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ pointer: '/data', code, message });
  const own = reports.filter((report) => isOf(report, account));
  if (own.length < reports.length) warn('report_left_out', 'The bank’s document has bookings of other accounts, too.');
  const informative = own.reduce((sum, report) => sum + (report.informative ?? 0), 0);
  if (informative > 0) warn('information_left_out', `${informative} entries are information only and no bookings.`);

  const read = (status: Status): Read<Row>[] =>
    own.flatMap((report) => readList(report, status, contextOf(report, account, profile), warn));
  const lists = { pending: read('pending'), booked: read('booked') };
  const rows = [...wantedOf(lists.pending, 'pending', asked), ...wantedOf(lists.booked, 'booked', asked)];
  const fresh = isSameAs(rows, before) ? [] : withIds(rows, before);
  return { ...listed(fresh, warnings), isRepeated: rows.length > 0 && fresh.length === 0 };
}

const isOf = ({ iban }: Report, account: KnownAccount): boolean =>
  iban === undefined || account.iban === undefined || iban === account.iban;

function readList(
  report: Report,
  status: Status,
  context: Parameters<typeof bookingsOf>[2],
  warn: (code: string, message: string) => void,
): Read<Row>[] {
  return readEach(
    report[status],
    (row) => bookingsOf(row, status, context),
    (index, reason) =>
      warn('row_unreadable', `The ${status} row in place ${index + 1} of the bank’s page was left out: ${reason}.`),
  );
}

function contextOf(report: Report, account: KnownAccount, { transactions, tolerate }: BankProfile) {
  const own = present<Own>({
    iban: account.iban ?? report.iban,
    currency: account.currency === 'XXX' ? report.currency : (account.currency ?? report.currency),
    owner: account.owner,
  });
  const rows = [...report.pending, ...report.booked].filter((row: Json) => isObject(row));
  const unsigned = transactions.amounts === 'auto' ? isUnsigned(rows, own) : transactions.amounts === 'unsigned';
  return { own, unsigned, placeholders: new Set(tolerate.placeholder_ids.map((id) => id.toUpperCase())) };
}

/** Booked rows of the asked period; a pending row has no booking date yet. */
function wantedOf(
  rows: Read<Row>[],
  status: Status,
  { status: asked, date_from, date_to = '9999' }: Asked,
): Read<Row>[] {
  if (asked !== 'both' && asked !== status) return [];
  return rows.filter(({ value: { booking_date, value_date } }) => {
    const day = booking_date ?? (status === 'booked' ? value_date : undefined);
    return day === undefined || (day >= date_from && day <= date_to);
  });
}

/**
 * Whether a page of rows without ids is the one before once more: row by row, from its end, for only the last rows of a
 * page are kept. Rows with ids are known again one by one.
 */
function isSameAs(rows: readonly Read<Row>[], before: readonly BankTransaction[]): boolean {
  const count = Math.min(rows.length, before.length);
  if (count === 0 || rows.length < before.length) return false;
  return rows.slice(-count).every(({ value: { bank_id, ...row } }, index) => {
    const { transaction_id: _id, ...other } = before.at(index - count) as BankTransaction;
    return bank_id === undefined && JSON.stringify(row) === JSON.stringify(other);
  });
}
