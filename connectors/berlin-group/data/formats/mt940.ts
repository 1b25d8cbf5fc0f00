import type { JsonObject } from '../../../../domain/json';
import { unusable } from '../../../toolkit/http';
import { present } from '../texts';
import { purposeOf } from './mt940-purpose';
import type { Report } from './report';

/** `:61:` value date, entry date, C or D (with R: taken back, with E: expected), funds code, amount. */
const LINE = /^(\d{6})(\d{4})?([RE]?)([CD])([A-Z]?)(\d{1,15},\d{0,6}|\d{1,15})/;

/**
 * The bookings of MT940 and MT942 statements, as rows of the Berlin Group's JSON with signed amounts. A line that can't
 * be read becomes an empty row, which is told like any other odd one. Throws `ConnectorError` for any other text.
 */
export function reportsOfMt940(text: string): Report[] {
  const fields = fieldsOf(text);
  if (!fields.some(([tag]) => tag === '20') || !fields.some(([tag]) => tag === '25'))
    throw unusable(new Error('not an MT940'));
  const reports: Report[] = [];
  let currency: string | undefined;
  fields.forEach(([tag, value], index) => {
    if (tag === '20') reports.push({ booked: [], pending: [] });
    const report = reports.at(-1);
    if (!report) return;
    if (tag === '25') Object.assign(report, present({ iban: /[A-Z]{2}\d{2}[A-Z0-9]{10,30}/.exec(value)?.[0] }));
    currency = currencyOf(tag, value) ?? currency;
    if (currency !== undefined) report.currency ??= currency;
    const next = fields[index + 1];
    if (tag === '61') report.booked.push(rowOf(value, report.currency, next?.[0] === '86' ? next[1] : ''));
  });
  return reports;
}

/** `:tag:value`, where further lines up to the next tag belong to the value. */
function fieldsOf(text: string): [tag: string, value: string][] {
  const body = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^-\}?$/gm, '');
  const parts = body.split(/(?:^|\n)(?:\{[^}]*\}|\{4:\n?)*:(\d{2}[A-Z]?):/);
  return parts
    .slice(1)
    .flatMap((part, index, all) => (index % 2 === 0 ? [[part, (all[index + 1] ?? '').trimEnd()]] : []));
}

const currencyOf = (tag: string, value: string): string | undefined =>
  /^(60|62)[FM]$/.test(tag) ? /^[CD]\d{6}([A-Z]{3})/.exec(value)?.[1] : tag === '34F' ? value.slice(0, 3) : undefined;

function rowOf(line: string, currency: string | undefined, purpose: string): JsonObject {
  const found = LINE.exec(line);
  if (!found) return {};
  const [, value = '', entry, reversal, side, , amount = ''] = found;
  const isDebit = (side === 'D') !== (reversal === 'R');
  const valueDate = `20${value.slice(0, 2)}-${value.slice(2, 4)}-${value.slice(4, 6)}`;
  const plain = amount.replace(',', '.').replace(/\.$/, '');
  const more = line.split('\n').slice(1).join(' ').trim();
  return present<JsonObject>({
    bookingDate: entry === undefined ? valueDate : nearest(valueDate, entry),
    valueDate,
    transactionAmount: present<JsonObject>({ amount: `${isDebit ? '-' : ''}${plain}`, currency }),
    ...purposeOf(purpose, isDebit),
    additionalInformation: more === '' ? undefined : more,
  });
}

/** An entry date has no year: it is the one next to the value date, so that New Year's Eve stays in the old year. */
function nearest(valueDate: string, entry: string): string {
  const year = Number(valueDate.slice(0, 4));
  const days = [year - 1, year, year + 1].map((y) => `${y}-${entry.slice(0, 2)}-${entry.slice(2)}`);
  const distance = (day: string) => Math.abs(Date.parse(day) - Date.parse(valueDate));
  return days.reduce((best, day) => (distance(day) < distance(best) ? day : best));
}
