import type { Json } from '../json';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|([+-])(\d{2}):(\d{2}))$/;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The time that a value of a session names, ms since the epoch; `undefined` for what names none. It is an RFC 3339
 * date-time, or a date: that stands for the end of its day in UTC, for who is told "until the 31st" counts the 31st in.
 */
export function timeOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const day = dayOf(value);
  return day === undefined ? instantOf(value) : day + DAY;
}

/** When a day begins in UTC; `undefined` for the 30th of February. */
function dayOf(text: string): number | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (day === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(at).toISOString().startsWith(text) ? at : undefined;
}

function instantOf(text: string): number | undefined {
  const [, date = '', hour, minute, second, fraction = '', , sign, aheadHours = '0', aheadMinutes = '0'] =
    DATE_TIME.exec(text) ?? [];
  const day = dayOf(date);
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (Number(aheadHours) > 23 || Number(aheadMinutes) > 59) return undefined;
  const ahead = (sign === '-' ? -1 : 1) * (Number(aheadHours) * 60 + Number(aheadMinutes)) * MINUTE;
  const inDay = (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * 1_000;
  return day + inDay - ahead + Math.floor(Number(`0${fraction}`) * 1_000);
}
