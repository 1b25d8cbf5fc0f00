import { dayIn } from '../../domain/bank-day';

/** A day of the Gregorian calendar; months from 1. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

const MS_A_DAY = 24 * 3600 * 1000;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** Reads `YYYY-MM-DD`; `undefined` where the calendar has no such day. */
export function parseDay(text: string): Day | undefined {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number) as [number, number, number, number];
  if (!year || !month || month > 12 || !day || day > daysIn(year, month)) return undefined;
  return { year, month, day };
}

/** Writes a day; `undefined` outside the years 1 to 9999. */
export function dayText({ year, month, day }: Day): string | undefined {
  if (year < 1 || year > 9999) return undefined;
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** Days since 1970-01-01. `Date.UTC` takes the years 0 to 99 for others, so the year is set by itself. */
function ordinal({ year, month, day }: Day): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / MS_A_DAY;
}

function fromOrdinal(days: number): Day {
  const date = new Date(days * MS_A_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const daysBetween = (from: Day, to: Day): number => ordinal(to) - ordinal(from);

/** Adds months first, and then days. A month that has no such day ends on its last: 31 January and a month. */
export function addTo({ year, month, day }: Day, months: number, days: number): Day {
  const count = year * 12 + (month - 1) + months;
  const then = { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
  return fromOrdinal(ordinal({ ...then, day: Math.min(day, daysIn(then.year, then.month)) }) + days);
}

/** Whole years from a birth to a day. Who was born on 29 February has their birthday on 1 March in other years. */
export function yearsBetween(birth: Day, on: Day): number {
  const isBefore = on.month < birth.month || (on.month === birth.month && on.day < birth.day);
  return on.year - birth.year - (isBefore ? 1 : 0);
}

/** The day in a time zone; `undefined` where there is no such zone. `now`: ms since the epoch. */
export function today(zone: string, now: number): Day | undefined {
  try {
    return parseDay(dayIn(zone, now));
  } catch {
    return undefined;
  }
}
