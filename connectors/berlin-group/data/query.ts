import type { HistoryQuery, Warning } from '../../../domain/connector';
import type { BankProfile } from '../profile';
import { daysBefore } from './dates';

export type BookingStatus = HistoryQuery['booking_status'];

/** Days back where nobody says: a bank that gives 90 days may count both ends. */
const DEFAULT_DAYS = 89;
/** Days back that are asked for when the bank refuses our own default. */
export const SHORT_DAYS = 29;

/** What a bank is asked for a history, and what that leaves out of what was wanted. */
export interface Asked {
  status: BookingStatus;
  date_from: string;
  date_to?: string;
}

export const defaultDays = ({ history }: BankProfile): number => Math.min(DEFAULT_DAYS, Math.max(history.days - 1, 1));

/** What is asked: the caller's period, or as many days back as the bank gives. */
export function askedOf(query: HistoryQuery, profile: BankProfile, now = Date.now()): Asked {
  const { date_from = daysBefore(now, defaultDays(profile)), date_to, booking_status: status } = query;
  return { status, date_from, ...(date_to === undefined ? {} : { date_to }) };
}

/** The address of a first page. */
export function pageAddress(
  home: URL,
  { status, date_from, date_to }: Asked,
  extra: Readonly<Record<string, string>>,
): URL {
  const url = new URL(home);
  url.searchParams.set('bookingStatus', status);
  url.searchParams.set('dateFrom', date_from);
  if (date_to !== undefined) url.searchParams.set('dateTo', date_to);
  for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
  return url;
}

/** The status to ask for instead of one that the bank does not offer; `none`: there is nothing to ask for. */
export function offeredStatus(status: BookingStatus, { transactions }: BankProfile): BookingStatus | 'none' {
  const offered = transactions.booking_statuses;
  if (offered.includes(status)) return status;
  if (offered.includes('both')) return 'both';
  return status === 'pending' ? 'none' : 'booked';
}

export const statusUnsupported = (status: BookingStatus): Warning => ({
  pointer: '/data',
  code: 'booking_status_unsupported',
  message:
    status === 'pending'
      ? 'The bank does not give pending transactions.'
      : 'The bank does not give pending transactions; these are the booked ones.',
});

export const periodShortened = (date_from: string): Warning => ({
  pointer: '/data',
  code: 'period_shortened',
  message: `The bank refused the usual period; these are the transactions from ${date_from} on.`,
});
