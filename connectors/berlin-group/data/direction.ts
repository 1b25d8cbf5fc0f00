import type { JsonObject } from '../../../domain/json';
import { isDebit, negated } from './amounts';
import { type Own, sideOf } from './parties';
import type { Guess } from './reading';
import { lineOf } from './texts';

const DEBIT = /^(DBIT|DEBIT|DR?)$/i;
const amountText = (row: JsonObject): string => {
  const money = row.transactionAmount;
  const amount = typeof money === 'object' && money !== null && !Array.isArray(money) ? money.amount : money;
  return String(amount ?? '').trim();
};

/**
 * Whether the amounts of a page are unsigned: none is negative, and in some row the account is the debtor. A bank that
 * signs writes such a row as a negative one.
 */
export const isUnsigned = (rows: readonly JsonObject[], own: Own): boolean =>
  !rows.some((row) => /^[-\u2212]|-$/.test(amountText(row))) && rows.some((row) => sideOf(row, own) === 'debtor');

/** An amount from the account's side, and the guess that may be in it. `unsigned`: the bank gives no signs. */
export function signedAmount(
  amount: string,
  row: JsonObject,
  own: Own,
  unsigned: boolean,
): { amount: string; guesses: Guess[] } {
  const indicator = lineOf(row.creditDebitIndicator);
  if (indicator !== undefined) {
    return { amount: DEBIT.test(indicator) && !isDebit(amount) ? negated(amount) : amount, guesses: [] };
  }
  if (!unsigned || isDebit(amount)) return { amount, guesses: [] };
  const side = sideOf(row, own);
  if (side !== undefined) return { amount: side === 'debtor' ? negated(amount) : amount, guesses: [] };
  const [hasCreditor, hasDebtor] = ['creditor', 'debtor'].map((role) => row[`${role}Name`] ?? row[`${role}Account`]);
  const guesses: Guess[] = [
    { field: 'amount', code: 'direction_guessed', message: 'The bank does not say for certain who was paid.' },
  ];
  return { amount: hasCreditor && !hasDebtor ? negated(amount) : amount, guesses };
}
