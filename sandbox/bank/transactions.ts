import { accountFor, consentFor } from './access';
import { type Entry, type History, historyOf } from './history';
import type { Call, Operation } from './operation';
import { debtorOf } from './payments';
import type { Account } from './portfolio';
import type { Links } from './refusal';
import { Refusal } from './refusal';

const PAGE = 100;
const MAX_PAGE = 500;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

const toDecimal = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

export const amount = ({ currency }: Account, cents: number) => ({ currency, amount: toDecimal(cents) });

/** The account's history with the payments that were settled from it through this API. */
export function statementOf(call: Call, account: Account): History {
  const { booked, pending, booked_cents } = historyOf(account, call.now);
  const paid = call.books
    .committed('payments')
    .filter((payment) => payment.status === 'ACSC' && debtorOf(payment).iban === account.iban)
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

function shown(account: Account, entry: Entry, isBooked: boolean) {
  const other = { name: entry.counterparty, account: entry.counterparty_iban && { iban: entry.counterparty_iban } };
  const isDebit = entry.cents < 0;
  return {
    transactionId: entry.id,
    entryReference: entry.id.replaceAll('-', ''),
    endToEndId: entry.end_to_end_id,
    ...(isBooked && { bookingDate: entry.date }),
    valueDate: entry.date,
    transactionAmount: amount(account, entry.cents),
    [isDebit ? 'creditorName' : 'debtorName']: other.name,
    ...(other.account && { [isDebit ? 'creditorAccount' : 'debtorAccount']: other.account }),
    ...(entry.remittance && { remittanceInformationUnstructured: entry.remittance }),
    bankTransactionCode: entry.code,
    _links: { transactionDetails: { href: `/psd2/v1/accounts/${account.id}/transactions/${entry.id}` } },
  };
}

function dateOf(call: Call, name: 'dateFrom' | 'dateTo'): string | undefined {
  const value = call.query[name];
  if (value !== undefined && !(ISO_DATE.test(value) && !Number.isNaN(Date.parse(value)))) {
    throw new Refusal(400, 'FORMAT_ERROR', 'An ISO date is needed.', { path: name });
  }
  return value;
}

function numberOf(call: Call, name: 'pageIndex' | 'itemsPerPage', initial: number, max: number): number {
  const value = call.query[name] ?? String(initial);
  const isGood = /^\d{1,6}$/.test(value) && Number(value) <= max && (name === 'pageIndex' || Number(value) > 0);
  if (!isGood) throw new Refusal(400, 'FORMAT_ERROR', `A number up to ${max} is needed.`, { path: name });
  return Number(value);
}

/** @throws Refusal 400 PERIOD_INVALID, PARAMETER_NOT_SUPPORTED, FORMAT_ERROR */
function asked(call: Call) {
  const status = call.query.bookingStatus;
  if (!status) throw new Refusal(400, 'FORMAT_ERROR', 'A booking status is needed.', { path: 'bookingStatus' });
  if (!['booked', 'pending', 'both'].includes(status)) {
    throw new Refusal(400, 'PARAMETER_NOT_SUPPORTED', 'Only booked, pending and both are supported.', {
      path: 'bookingStatus',
    });
  }
  const [from = '0000', to = '9999'] = [dateOf(call, 'dateFrom'), dateOf(call, 'dateTo')];
  if (from > to) throw new Refusal(400, 'PERIOD_INVALID', 'The period ends before it begins.', { path: 'dateFrom' });
  const size = numberOf(call, 'itemsPerPage', PAGE, MAX_PAGE);
  return { status, from, to, size, page: numberOf(call, 'pageIndex', 0, 100_000) };
}

function pageLinks(call: Call, account: Account, page: number, last: number): Links {
  const href = (index: number) => {
    const query = new URLSearchParams(
      Object.entries(call.query).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    query.set('pageIndex', String(index));
    return { href: `/psd2/v1/accounts/${account.id}/transactions?${query.toString()}` };
  };
  return {
    account: { href: `/psd2/v1/accounts/${account.id}` },
    ...(last > 0 && { first: href(0), last: href(last) }),
    ...(page > 0 && { previous: href(Math.min(page - 1, last)) }),
    ...(page < last && { next: href(page + 1) }),
  };
}

/** Newest first; pending entries stand on the first page. */
export const list: Operation = (call) => {
  const account = accountFor(call, consentFor(call, 'transactions', call.params.account_id), 'transactions');
  const { status, from, to, size, page } = asked(call);
  const { booked, pending } = statementOf(call, account);
  const within = ({ date }: Entry) => date >= from && date <= to;
  const matching = status === 'pending' ? [] : booked.filter(within);
  const last = Math.max(0, Math.ceil(matching.length / size) - 1);
  const transactions = {
    ...(status !== 'pending' && {
      booked: matching.slice(page * size, (page + 1) * size).map((entry) => shown(account, entry, true)),
    }),
    ...(status !== 'booked' && {
      pending: page === 0 ? pending.filter(within).map((entry) => shown(account, entry, false)) : [],
    }),
    _links: pageLinks(call, account, page, last),
  };
  return { status: 200, body: { account: { iban: account.iban, currency: account.currency }, transactions } };
};

export const read: Operation = (call) => {
  const account = accountFor(call, consentFor(call, 'transactions', call.params.account_id), 'transactions');
  const { booked, pending } = statementOf(call, account);
  const entry = [...pending, ...booked].find(({ id }) => id === call.params.transaction_id);
  if (!entry) throw new Refusal(403, 'RESOURCE_UNKNOWN', 'There is no such transaction.');
  return { status: 200, body: { transactionsDetails: shown(account, entry, !pending.includes(entry)) } };
};
