import type { Balance } from '../../../domain/connector';
import { isObject, type Json } from '../../../domain/json';
import { isDebit, moneyOf, negated } from './amounts';
import { instantOf } from './dates';
import { readEach, Unreadable } from './reading';
import { lineOf, present } from './texts';

/** The balances of one account that can be read, and how many can't. `known`: the account's currency, if it has one. */
export function balancesIn(
  value: Json | undefined,
  known: string | undefined,
): { balances: Balance[]; unread: number } {
  let unread = 0;
  const rows = Array.isArray(value) ? value : [];
  const balances = readEach(
    rows,
    (row) => [balanceOf(row, known)],
    () => unread++,
  );
  return { balances, unread };
}

function balanceOf(row: Json, known: string | undefined): Balance {
  if (!isObject(row)) throw new Unreadable('it is no object');
  const { amount, currency } = moneyOf(row.balanceAmount ?? row.amount, known).value;
  const isNegative = /^(DBIT|DEBIT)$/i.test(lineOf(row.creditDebitIndicator) ?? '') && !isDebit(amount);
  return present<Balance>({
    type: lineOf(row.balanceType) ?? 'unknown',
    amount: isNegative ? negated(amount) : amount,
    currency,
    at: instantOf(row.lastChangeDateTime) ?? instantOf(row.referenceDate),
  });
}
