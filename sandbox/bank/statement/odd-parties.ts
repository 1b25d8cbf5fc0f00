import type { Oddity, Row, Written } from './rows';

const PARTIES = ['creditorName', 'creditorAccount', 'debtorName', 'debtorAccount'] as const;
const OPTIONAL = [...PARTIES, 'ultimateCreditor', 'ultimateDebtor', 'mandateId', 'remittanceInformationUnstructured'];

/** The other side, the ultimate party only, a bban only, a masked card only: by turns. */
const SHAPES: ((written: Written, isDebit: boolean) => Row)[] = [
  ({ entry }, isDebit) => ({ [isDebit ? 'debtorName' : 'creditorName']: entry.counterparty }),
  ({ entry }, isDebit) => ({ [isDebit ? 'ultimateCreditor' : 'ultimateDebtor']: entry.counterparty }),
  ({ entry }, isDebit) => ({
    [isDebit ? 'creditorAccount' : 'debtorAccount']: { bban: entry.id.replace(/\D/g, '').padEnd(10, '0').slice(0, 10) },
  }),
  (_written, isDebit) => ({ [isDebit ? 'creditorAccount' : 'debtorAccount']: { maskedPan: '494949******1234' } }),
];

export const oddParties: Oddity = ({ traits }, written, index) => {
  const { row, entry } = written;
  if (traits.nulls) return { ...Object.fromEntries(OPTIONAL.map((name) => [name, null])), ...row };
  if (traits.parties === 'named') return row;
  const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !PARTIES.some((party) => party === name)));
  return { ...rest, ...SHAPES[index % SHAPES.length]?.(written, entry.cents < 0) };
};
