import type { BankTransaction } from '../../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { addUp, isDebit, moneyOf } from './amounts';
import { dayOf } from './dates';
import { signedAmount } from './direction';
import { counterpartyOf, type Own } from './parties';
import { type Guess, type Read, Unreadable } from './reading';
import { remittanceOf } from './remittance';
import { lineOf, present } from './texts';

/** A booking before it has an id of ours. */
export interface Row extends Omit<BankTransaction, 'transaction_id'> {
  /** As the bank gives it, of any length; absent where it gives none that names the booking. */
  bank_id?: string;
}

/** What has to be known to read the rows of a page. */
export interface RowContext {
  own: Own;
  unsigned: boolean;
  /** In place of ids, in capitals: `NOTPROVIDED`. */
  placeholders: ReadonlySet<string>;
}

type Status = BankTransaction['booking_status'];

/** One row of a list: one booking, or the parts of a batch where they add up to it. Throws `Unreadable`. */
export function bookingsOf(row: Json, status: Status, context: RowContext): Read<Row>[] {
  if (!isObject(row)) throw new Unreadable('it is no object');
  const whole = bookingOf(row, status, context);
  const parts = Array.isArray(row.entryDetails) ? row.entryDetails.filter(isObject) : [];
  if (parts.length === 0) return [whole];
  const [only] = parts;
  if (only && parts.length === 1) return [bookingOf(filledUp(row, only), status, context)];
  return partsOf(row, parts, whole, status, context) ?? [{ ...whole, guesses: [...whole.guesses, PARTS_UNREAD] }];
}

const PARTS_UNREAD: Guess = {
  field: 'remittance',
  code: 'parts_unread',
  message: 'The booking has parts that do not add up to it; it is given as one.',
};

/** A row with what only its one part says; the amount stays the row's. */
const filledUp = (row: JsonObject, part: JsonObject): JsonObject => ({
  ...part,
  ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
});

function partsOf(
  { entryDetails: _parts, transactionId: _id, entryReference: _reference, ...row }: JsonObject,
  parts: JsonObject[],
  { value: whole }: Read<Row>,
  status: Status,
  context: RowContext,
): Read<Row>[] | undefined {
  const shared = Object.fromEntries(
    ['bookingDate', 'valueDate', 'creditDebitIndicator'].flatMap((name) =>
      row[name] === undefined ? [] : [[name, row[name]]],
    ),
  );
  try {
    const reads = parts.map((part) => bookingOf({ ...shared, ...part } as JsonObject, status, context));
    const signed = reads.map(({ value, guesses }) => ({ value: alongside(value, whole), guesses }));
    const isWhole = signed.every(({ value }) => value.currency === whole.currency);
    if (
      !isWhole ||
      !addUp(
        signed.map(({ value }) => value.amount),
        whole.amount,
      )
    )
      return undefined;
    return signed.map(({ value, guesses }, index) => ({
      value: whole.bank_id === undefined ? value : { ...value, bank_id: `${whole.bank_id}/${index + 1}` },
      guesses,
    }));
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Parts of a debit are debits, though many banks leave out the sign there. */
const alongside = (part: Row, whole: Row): Row =>
  isDebit(whole.amount) && !isDebit(part.amount) ? { ...part, amount: `-${part.amount}` } : part;

function bookingOf(row: JsonObject, booking_status: Status, { own, unsigned, placeholders }: RowContext): Read<Row> {
  const money = moneyOf(row.transactionAmount, own.currency);
  const { amount, guesses } = signedAmount(money.value.amount, row, own, unsigned);
  const dates = {
    booking_date: row.bookingDate ?? row.bookingDateTime,
    value_date: row.valueDate ?? row.valueDateTime,
  };
  const value = present<Row>({
    bank_id: idOf(row, placeholders),
    booking_status,
    booking_date: dayOf(dates.booking_date),
    value_date: dayOf(dates.value_date),
    amount,
    currency: money.value.currency,
    counterparty: counterpartyOf(row, isDebit(amount), own),
    remittance: remittanceOf(row),
    end_to_end_id: lineOf(row.endToEndId),
  });
  const unread = Object.entries(dates).filter(
    ([name, given]) => lineOf(given) !== undefined && value[name as keyof typeof dates] === undefined,
  );
  return { value, guesses: [...money.guesses, ...guesses, ...unread.map(([name]) => dateUnreadable(name))] };
}

const dateUnreadable = (field: string): Guess => ({
  field,
  code: 'date_unreadable',
  message: 'The bank’s date can’t be read for certain.',
});

/** What the bank calls the booking; a placeholder or a row of zeros names nothing. */
function idOf(row: JsonObject, placeholders: ReadonlySet<string>): string | undefined {
  return [row.transactionId, row.entryReference].flatMap((given) => {
    const id = lineOf(given);
    const isName = id !== undefined && !placeholders.has(id.toUpperCase()) && !/^[0\W_]*$/.test(id);
    return isName ? [id] : [];
  })[0];
}
