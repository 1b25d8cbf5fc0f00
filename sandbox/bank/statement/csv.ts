import type { StatementDocument } from './document';
import { toDecimal } from './entries';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A statement as CSV with semicolons, as banks offer it for downloads. */
export function csv({ account, booked }: StatementDocument): string {
  const rows = booked.map(({ date, cents, counterparty, counterparty_iban = '', remittance }) =>
    [date, toDecimal(cents).replace('.', ','), account.currency, counterparty, counterparty_iban, remittance]
      .map(quoted)
      .join(';'),
  );
  return ['"Date";"Amount";"Currency";"Name";"IBAN";"Text"', ...rows, ''].join('\r\n');
}
