import type { Entry } from '../history';
import { BIC } from '../portfolio';
import type { StatementDocument } from './document';
import { toDecimal } from './entries';

const shortDate = (date: string): string => date.slice(2).replaceAll('-', '');
const mark = (cents: number): 'C' | 'D' => (cents < 0 ? 'D' : 'C');
const money = (cents: number): string => toDecimal(Math.abs(cents)).replace('.', ',');

function chunks(text: string, size: number, most: number): string[] {
  return Array.from({ length: Math.min(most, Math.ceil(text.length / size)) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

/** `:86:` with the sub-fields of German banks: ?00 kind, ?20 to ?29 text, ?30 BIC, ?31 account, ?32 and ?33 name. */
function details({ cents, counterparty, counterparty_iban, remittance, end_to_end_id }: Entry): string {
  const lines = [...(end_to_end_id === 'NOTPROVIDED' ? [] : [`EREF+${end_to_end_id}`]), `SVWZ+${remittance}`];
  const texts = lines.flatMap((line) => chunks(line, 27, 5)).map((part, index) => `?${20 + index}${part}`);
  const names = chunks(counterparty, 27, 2).map((part, index) => `?${32 + index}${part}`);
  const account = counterparty_iban ? [`?30${BIC}`, `?31${counterparty_iban}`] : [];
  const kind = cents < 0 ? '116?00UEBERWEISUNG' : '166?00GUTSCHRIFT';
  return chunks([kind, ...texts, ...account, ...names].join(''), 65, 6).join('\r\n');
}

function line(entry: Entry): string {
  const [day, entryDay] = [shortDate(entry.date), shortDate(entry.date).slice(2)];
  const reference = entry.id.replaceAll('-', '').slice(0, 16).toUpperCase();
  const booking = `:61:${day}${entryDay}${mark(entry.cents)}${money(entry.cents)}NTRFNONREF//${reference}`;
  return `${booking}\r\n:86:${details(entry)}`;
}

/** A statement as SWIFT MT940, in the form of German banks: booked entries, oldest first. */
export function mt940({ account, from, to, opening_cents, closing_cents, booked }: StatementDocument): string {
  const balance = (tag: string, date: string, cents: number) =>
    `:${tag}:${mark(cents)}${shortDate(date)}${account.currency}${money(cents)}`;
  return [
    ':20:STARTUMSE',
    `:25:${account.iban}`,
    ':28C:00001/001',
    balance('60F', from, opening_cents),
    ...booked.map(line),
    balance('62F', to, closing_cents),
    '-',
    '',
  ].join('\r\n');
}
