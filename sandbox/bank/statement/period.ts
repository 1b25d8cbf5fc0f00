import { isoDate } from '../books';
import type { Call } from '../call';
import { Refusal } from '../refusal';
import type { Consent } from '../subjects';

const MAX_PAGE = 500;
const DAY_MS = 24 * 3600 * 1000;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a TPP asks a statement for: ISO dates, inclusive. */
export interface Asked {
  status: 'booked' | 'pending' | 'both';
  from: string;
  to: string;
  size: number;
  page: number;
}

function dateOf(call: Call, name: 'dateFrom' | 'dateTo'): string | undefined {
  const value = call.query[name];
  if (value !== undefined && !(ISO_DATE.test(value) && !Number.isNaN(Date.parse(value)))) {
    throw new Refusal(400, 'FORMAT_ERROR', 'An ISO date is needed.', { path: name });
  }
  return value;
}

function numberOf(call: Call, name: string, initial: number, min: number, max: number): number {
  const value = call.query[name] ?? String(initial);
  const isGood = /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max;
  if (!isGood) throw new Refusal(400, 'FORMAT_ERROR', `A number up to ${max} is needed.`, { path: name });
  return Number(value);
}

/** The name of the query parameter that counts a bank's pages, from 0. */
export const pageParameter = ({ traits }: Call): 'page' | 'pageIndex' =>
  traits.paging === 'own_names' ? 'page' : 'pageIndex';

/** @throws Refusal 400 PERIOD_INVALID, PARAMETER_NOT_SUPPORTED or FORMAT_ERROR, 401 CONSENT_INVALID */
export function askedFor(call: Call, consent: Consent): Asked {
  const status = call.query.bookingStatus as Asked['status'] | undefined;
  const { booking_statuses, page_size } = call.traits;
  if (!status) throw new Refusal(400, 'FORMAT_ERROR', 'A booking status is needed.', { path: 'bookingStatus' });
  if (!booking_statuses.includes(status)) {
    throw new Refusal(400, 'PARAMETER_NOT_SUPPORTED', `Only ${booking_statuses.join(', ')} are supported.`, {
      path: 'bookingStatus',
    });
  }
  const oldest = oldestDate(call, consent);
  const [from = oldest, to = '9999'] = [dateOf(call, 'dateFrom'), dateOf(call, 'dateTo')];
  if (from > to) throw new Refusal(400, 'PERIOD_INVALID', 'The period ends before it begins.', { path: 'dateFrom' });
  if (from < oldest) throw tooOld(call);
  const size = numberOf(call, 'itemsPerPage', page_size, 1, MAX_PAGE);
  return { status, from, to, size, page: numberOf(call, pageParameter(call), 0, 0, 100_000) };
}

/** The first day that is given now: all for a while after SCA, then so many days, today included. */
function oldestDate({ traits: { history }, now }: Call, consent: Consent): string {
  const isInWindow = now < (consent.valid_since ?? 0) + (history?.window_ms ?? 0);
  return history && !isInWindow ? isoDate(now - (history.days - 1) * DAY_MS) : '0000';
}

const tooOld = ({ traits }: Call): Refusal =>
  traits.history?.refused_as === 'CONSENT_INVALID'
    ? new Refusal(401, 'CONSENT_INVALID', 'This period needs the user’s authentication.')
    : new Refusal(400, 'PERIOD_INVALID', `At most ${traits.history?.days} days are given.`, { path: 'dateFrom' });
