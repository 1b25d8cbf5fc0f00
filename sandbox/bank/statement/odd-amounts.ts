import { amount, toDecimal } from './entries';
import type { Oddity, Row, Written } from './rows';

/** In place of the amounts of the rows 1 to 6 (0 is as it should be). */
const ODD: (object | null)[] = [
  { currency: 'EUR', amount: '-12,50' },
  { currency: 'EUR', amount: '+12.50' },
  { currency: 'EUR', amount: '-.99' },
  { currency: 'EUR', amount: -12.5 },
  { currency: 'EUR', amount: null },
  { amount: '-12.50' },
];

/** Without a sign: the account itself stands as debtor or creditor. */
function unsigned({ row, entry, account }: Written): Row {
  const own = entry.cents < 0 ? 'debtorAccount' : 'creditorAccount';
  return { ...row, transactionAmount: amount(account, Math.abs(entry.cents)), [own]: { iban: account.iban } };
}

/** A batch of two parts, that of the first row. */
function batch({ row, entry, account }: Written): Row {
  const half = Math.trunc(entry.cents / 2);
  const part = (cents: number, name: string) => ({
    endToEndId: `${entry.end_to_end_id.slice(0, 20)}-${name}`,
    transactionAmount: amount(account, cents),
    [cents < 0 ? 'creditorName' : 'debtorName']: `${entry.counterparty} ${name}`,
  });
  const entryDetails = [part(half, 'A'), part(entry.cents - half, 'B')];
  return { ...row, batchIndicator: true, batchNumberOfTransactions: 2, entryDetails };
}

export const oddAmounts: Oddity = ({ traits }, written, index) => {
  const { row, entry, account } = written;
  if (traits.batches && index === 0) return batch(written);
  const { currency } = account;
  switch (traits.amounts) {
    case 'comma':
      return { ...row, transactionAmount: { currency, amount: toDecimal(entry.cents).replace('.', ',') } };
    case 'numbers':
      return { ...row, transactionAmount: { currency, amount: entry.cents / 100 } };
    case 'unsigned':
      return unsigned(written);
    case 'odd': {
      const odd = index > 0 ? ODD[index - 1] : undefined;
      return odd ? { ...row, transactionAmount: odd } : row;
    }
    default:
      return row;
  }
};
