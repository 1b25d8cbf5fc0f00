import type { Json } from '../../../domain/json';

/** Forms in which no two orders of day and month can be meant. A time behind the day is of no account. */
const FORMS: [form: RegExp, order: [year: number, month: number, day: number]][] = [
  [/^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/, [1, 2, 3]],
  [/^(\d{4})(\d{2})(\d{2})$/, [1, 2, 3]],
  [/^(\d{4})\/(\d{2})\/(\d{2})$/, [1, 2, 3]],
  [/^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?$/, [3, 2, 1]],
];

/** A day of the bank's calendar as `YYYY-MM-DD`, as it is written: no time zone is applied. */
export function dayOf(value: Json | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  for (const [form, order] of FORMS) {
    const found = form.exec(text);
    if (!found) continue;
    const day = order.map((group) => (found[group] ?? '').padStart(2, '0')).join('-');
    return isDay(day) ? day : undefined;
  }
  return undefined;
}

/** Whether a text is a real day: 30 February is none. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** RFC 3339 in UTC. A mere day is its first instant; a time without a zone is taken as UTC. */
export function instantOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const isTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text);
  const zoned = isTime && !/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? `${text}Z` : text;
  const time = Date.parse(isTime ? zoned.replace(' ', 'T') : `${dayOf(text)}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const DAY = 24 * 3600 * 1000;

/** `YYYY-MM-DD` of so many days before an instant (ms since the epoch), in UTC. */
export const daysBefore = (now: number, days: number): string => new Date(now - days * DAY).toISOString().slice(0, 10);
