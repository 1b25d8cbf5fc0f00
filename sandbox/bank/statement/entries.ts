import type { Call } from '../call';
import { type Entry, type History, historyOf } from '../history';
import { debtorOf } from '../payments';
import type { Account } from '../portfolio';

export const toDecimal = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

export const amount = ({ currency }: Account, cents: number) => ({ currency, amount: toDecimal(cents) });

/** The account's history with the payments that were settled from it through this API. */
export function statementOf(call: Call, account: Account): History {
  const { booked, pending, booked_cents } = historyOf(account, call.now);
  const paid = call.books
    .committed('payments')
    .filter((payment) => payment.settled_on && debtorOf(payment).iban === account.iban)
    .map(
      ({ id, settled_on = '', order }): Entry => ({
        id,
        date: settled_on,
        cents: -Math.round(Number(order.instructedAmount.amount) * 100),
        counterparty: order.creditorName,
        ...(order.creditorAccount.iban && { counterparty_iban: order.creditorAccount.iban }),
        remittance: order.remittanceInformationUnstructured ?? '',
        end_to_end_id: order.endToEndIdentification ?? 'NOTPROVIDED',
        code: 'PMNT-ICDT-ESCT',
      }),
    );
  if (paid.length === 0) return { booked, pending, booked_cents };
  const merged = [...paid.reverse(), ...booked].sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  return { booked: merged, pending, booked_cents: paid.reduce((sum, { cents }) => sum + cents, booked_cents) };
}
