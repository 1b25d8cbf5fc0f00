import { createHash } from 'node:crypto';
import type { DataContext, Transaction, TransactionQuery } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import { linksOf, someObject, someObjects, someText } from '../toolkit/json-readers';
import { moneyOf, present } from './account';
import type { Bank } from './client';
import { consentHeader } from './consents';

/** Where a page of ours begins: a page of the bank's, and how many of its rows were given already. */
interface Place {
  url: URL;
  skip: number;
}

const DAY = 24 * 3600 * 1000;
const DEFAULT_DAYS = 90;
const MAX_READS = 20;

/**
 * One page of ours, made of as many of the bank's as it takes. The bank pages by `_links.next`, in sizes of its own.
 */
export async function transactionPage(
  bank: Bank,
  consentId: string,
  query: TransactionQuery,
  ctx: DataContext,
): Promise<{ data: Transaction[]; next_cursor: string | null }> {
  const data: Transaction[] = [];
  const home = bank.url('transactions', { account_id: query.account_id });
  let place: Place | undefined = query.cursor === undefined ? first(home, query) : fromCursor(home, query.cursor);
  for (let reads = 0; place && data.length < query.limit && reads < MAX_READS; reads++) {
    const { body } = await bank.read(place.url, ctx, { headers: consentHeader(consentId) });
    const report = someObject(body.transactions);
    const rows = rowsOf(report, query);
    const taken = rows.slice(place.skip, place.skip + query.limit - data.length);
    data.push(...taken);
    const given: number = place.skip + taken.length;
    const next: URL | undefined = nextPage(bank, place.url, linksOf(report).next ?? linksOf(body).next);
    place =
      given < rows.length ? { url: place.url, skip: given } : next === undefined ? undefined : { url: next, skip: 0 };
  }
  return { data, next_cursor: place ? toCursor(home, place) : null };
}

/** A `next` on another host is not followed: what was read is given. */
const nextPage = (bank: Bank, from: URL, href: string | undefined): URL | undefined =>
  href === undefined ? undefined : bank.next(from, href);

function first(home: URL, { booking_status, date_from, date_to }: TransactionQuery): Place {
  const url = new URL(home);
  url.searchParams.set('bookingStatus', booking_status);
  url.searchParams.set('dateFrom', date_from ?? new Date(Date.now() - DEFAULT_DAYS * DAY).toISOString().slice(0, 10));
  if (date_to !== undefined) url.searchParams.set('dateTo', date_to);
  return { url, skip: 0 };
}

/**
 * A bank's page as opaque text. It holds no secret and needs no signature: it is only ever followed below the account's
 * own path.
 */
const toCursor = (home: URL, { url, skip }: Place): string => {
  const isHome = url.pathname === home.pathname;
  return Buffer.from(JSON.stringify([skip, url.search, ...(isHome ? [] : [url.pathname])])).toString('base64url');
};

function fromCursor(home: URL, cursor: string): Place {
  const [skip, search, path = home.pathname] = decoded(cursor);
  const isPlace =
    Number.isSafeInteger(skip) && Number(skip) >= 0 && typeof search === 'string' && typeof path === 'string';
  if (!isPlace || !URL.canParse(path, home.href)) throw cursorInvalid();
  const url = new URL(path, home);
  url.search = search;
  const account = home.pathname.slice(0, -'transactions'.length);
  if (url.origin !== home.origin || !url.pathname.startsWith(account)) throw cursorInvalid();
  return { url, skip: Number(skip) };
}

function decoded(cursor: string): Json[] {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Json;
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function cursorInvalid(): VestibuleError {
  const message = 'The cursor is not one that this query gave.';
  return new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'query/cursor', code: 'cursor', message }],
  });
}

function rowsOf(report: JsonObject, query: TransactionQuery): Transaction[] {
  const list = (status: 'pending' | 'booked') =>
    query.booking_status === 'both' || query.booking_status === status
      ? someObjects(report[status]).map((row) => transactionOf(row, query.account_id, status))
      : [];
  return [...list('pending'), ...list('booked')];
}

function transactionOf(row: JsonObject, account_id: string, booking_status: 'booked' | 'pending'): Transaction {
  const money = moneyOf(row.transactionAmount);
  return present<Transaction>({
    transaction_id: someText(row, 'transactionId', 128) ?? someText(row, 'entryReference', 128) ?? fingerprint(row),
    account_id,
    booking_status,
    booking_date: someText(row, 'bookingDate', 10),
    value_date: someText(row, 'valueDate', 10),
    ...money,
    counterparty: counterpartyOf(row, money.amount.startsWith('-')),
    remittance: someText(row, 'remittanceInformationUnstructured', 140) ?? linesOf(row),
    end_to_end_id: someText(row, 'endToEndId', 35),
  });
}

/** Who is on the other side: the creditor of a debit, the debtor of a credit. */
function counterpartyOf(row: JsonObject, isDebit: boolean): Transaction['counterparty'] {
  const role = isDebit ? 'creditor' : 'debtor';
  const party = present<{ name?: string; iban?: string }>({
    name: someText(row, `${role}Name`, 70),
    iban: someText(someObject(row[`${role}Account`]), 'iban', 34),
  });
  return party.name === undefined && party.iban === undefined ? undefined : party;
}

function linesOf(row: JsonObject): string | undefined {
  const lines = row.remittanceInformationUnstructuredArray;
  const texts = Array.isArray(lines)
    ? lines.map((line) => (isObject(line) ? line.remittanceInformationUnstructured : line))
    : [];
  return someText({ text: texts.filter((text) => typeof text === 'string').join(' ') }, 'text', 560);
}

/** For a row that the bank gave no id, as pending ones often are. */
const fingerprint = (row: JsonObject): string =>
  createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 32);
