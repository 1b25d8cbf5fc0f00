import { randomUUID } from 'node:crypto';
import {
  ConnectorError,
  type HistoryPage,
  type HistoryQuery,
  type KnownAccount,
  type PagePlace,
  type PageRequest,
} from '../../../domain/connector';
import type { Bank } from '../client';
import { BankRefusal } from '../refusal';
import { type ConsentReader, doubtsConsent } from './consent-watch';
import { dayOf, daysBefore } from './dates';
import { periodInvalid } from './faults';
import { rowsOf } from './page-rows';
import {
  type Asked,
  askedOf,
  defaultDays,
  offeredStatus,
  pageAddress,
  periodShortened,
  SHORT_DAYS,
  statusUnsupported,
} from './query';
import { type BankPage, readPage } from './report';

/** One page of an account's history. */
export async function readHistory(
  bank: Bank,
  reader: ConsentReader,
  account: KnownAccount,
  query: HistoryQuery,
  { place, before = [] }: PageRequest,
): Promise<HistoryPage> {
  const { profile } = bank;
  const asked = askedOf(query, profile);
  if (place !== undefined) {
    const { url, requestId } = placeOf(bank, place);
    const page = await readPage(bank, reader, url, requestId);
    // Our own default moves on at midnight; the page's address has the day that was asked, if the bank repeats it.
    const same = { ...asked, date_from: query.date_from ?? dayOf(url.searchParams.get('dateFrom')) ?? asked.date_from };
    return finished(bank, page, rowsOf(page.reports, account, same, before, profile), place, requestId);
  }
  const offered = offeredStatus(query.booking_status, profile);
  const unsupported =
    offered === query.booking_status || offered === 'both' ? [] : [statusUnsupported(query.booking_status)];
  if (offered === 'none') return { data: [], warnings: unsupported };
  const requestId = profile.transactions.same_request_id_over_pages ? randomUUID() : undefined;
  const { page, warnings, ...found } = await readFirst(
    bank,
    reader,
    account,
    { ...asked, status: offered },
    query,
    requestId,
  );
  if (!page) return { data: [], warnings };
  const rows = rowsOf(page.reports, account, { ...found.asked, status: query.booking_status }, before, profile);
  return finished(
    bank,
    page,
    { ...rows, warnings: [...unsupported, ...warnings, ...rows.warnings] },
    undefined,
    requestId,
  );
}

type Rows = ReturnType<typeof rowsOf>;
type First = { page: BankPage | undefined; asked: Asked; warnings: HistoryPage['warnings'] };

/**
 * The first page, asked for a second time where the bank refuses what was asked: our own default period for a shorter
 * one, pending rows for booked ones.
 */
async function readFirst(
  bank: Bank,
  reader: ConsentReader,
  { resource_id }: KnownAccount,
  asked: Asked,
  query: HistoryQuery,
  requestId: string | undefined,
): Promise<First> {
  const home = bank.url('transactions', { account_id: resource_id });
  const ask = (what: Asked) =>
    readPage(bank, reader, pageAddress(home, what, bank.profile.transactions.extra_query), requestId);
  try {
    return { page: await ask(asked), asked, warnings: [] };
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    if (asked.status !== 'booked' && refusesStatus(error)) {
      const warnings = [statusUnsupported(query.booking_status)];
      if (query.booking_status === 'pending') return { page: undefined, asked, warnings };
      const booked: Asked = { ...asked, status: 'booked' };
      return { page: await ask(booked), asked: booked, warnings };
    }
    const isOurs = query.date_from === undefined;
    if (!refusesPeriod(error, asked, bank, isOurs)) throw error;
    if (!isOurs) throw periodInvalid(error);
    const shorter = { ...asked, date_from: daysBefore(Date.now(), SHORT_DAYS) };
    return { page: await ask(shorter), asked: shorter, warnings: [periodShortened(shorter.date_from)] };
  }
}

const refusesStatus = (refusal: BankRefusal): boolean =>
  refusal.says('PARAMETER_NOT_SUPPORTED', 'PARAMETER_NOT_CONSISTENT', 'SERVICE_INVALID') ||
  refusal.paths.some((path) => /bookingStatus/i.test(path)) ||
  (refusal.status === 400 && refusal.tppCodes.every((code) => code === 'FORMAT_ERROR') && refusal.paths.length === 0);

/** Named as such, or told by a refusal of a consent that is good: then a period that reaches far back is the reason. */
function refusesPeriod(refusal: BankRefusal, { date_from }: Asked, { profile }: Bank, isOurs: boolean): boolean {
  if (refusal.says('PERIOD_INVALID', 'TIMESTAMP_INVALID')) return true;
  if (refusal.paths.some((path) => /date_?from/i.test(path)) || (refusal.status === 400 && isOurs)) return true;
  return doubtsConsent(refusal) && date_from <= daysBefore(Date.now(), defaultDays(profile));
}

/** A page as it is given, with the place of the next one. A page that repeats itself is the last. */
function finished(
  bank: Bank,
  { links, url }: BankPage,
  { data, warnings, isRepeated }: Rows,
  place: PagePlace | undefined,
  requestId: string | undefined,
): HistoryPage {
  const href = links.next ?? links.nextPage;
  if (href === undefined) return { data, warnings };
  const next = bank.next(url, href);
  if (!next) {
    const message = 'The bank’s link to the next page leads to another host and is not followed.';
    return { data, warnings: [...warnings, { pointer: '/next_cursor', code: 'next_page_refused', message }] };
  }
  const text = placeText(next, requestId);
  const isSame = next.href === url.href || text === place;
  return isRepeated || isSame ? { data, warnings: [...warnings, REPEATS] } : { data, warnings, next: text };
}

const REPEATS = {
  pointer: '/next_cursor',
  code: 'pages_repeat',
  message: 'The bank’s pages repeat themselves; the list ends here.',
};

/** Path, query and, behind a `#`, the request id of one page. */
const placeText = ({ pathname, search }: URL, requestId: string | undefined): PagePlace =>
  `${pathname}${search}${requestId === undefined ? '' : `#${requestId}`}`;

function placeOf(bank: Bank, place: PagePlace): { url: URL; requestId?: string } {
  const url = new URL(place, bank.base);
  const requestId = url.hash.slice(1);
  url.hash = '';
  if (url.origin !== bank.base.origin) throw new ConnectorError('error', 'The page is on another host.');
  return { url, ...(requestId === '' ? {} : { requestId }) };
}
