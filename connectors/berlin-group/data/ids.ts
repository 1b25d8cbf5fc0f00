import { createHash } from 'node:crypto';
import type { BankTransaction } from '../../../domain/connector';
import type { Read } from './reading';
import type { Row } from './rows';

/** Characters that an id has at most in our contract. */
const LONGEST = 128;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24);

/**
 * What a row without a bank's id is known by: what stays as it is while names and texts fill up. Two rows that are the
 * same in this are told apart by their order.
 */
const fingerprint = ({ booking_status, booking_date, value_date, amount, currency }: Row): string =>
  `tx_${hashOf([booking_status, booking_date ?? value_date ?? '', amount, currency].join(' '))}`;

/** What a row is known by before rows that share it are told apart. */
const keyOf = (row: Row): string => {
  const { bank_id } = row;
  if (bank_id === undefined) return fingerprint(row);
  return bank_id.length > LONGEST ? `tx_${hashOf(bank_id)}` : bank_id;
};

const numbered = (key: string, ordinal: number): string => {
  const id = `${key}~${ordinal}`;
  return id.length > LONGEST ? `tx_${hashOf(key)}~${ordinal}` : id;
};

/**
 * Rows with ids of their own. Of rows that share an id the oldest keeps it and later ones are numbered, so that a new
 * booking changes no id that was given before. `before` are the rows of the page before: what a bank repeats of them,
 * since a new booking has shifted its pages, is dropped.
 */
export function withIds(rows: readonly Read<Row>[], before: readonly BankTransaction[]): Read<BankTransaction>[] {
  const earlier = new Map(before.map((row) => [row.transaction_id, row]));
  const taken = new Set(earlier.keys());
  const ordinals = new Map<string, number>();
  const freeId = (key: string): string => {
    let id = key;
    for (let ordinal = ordinals.get(key) ?? 2; taken.has(id); ordinal++) {
      id = numbered(key, ordinal);
      ordinals.set(key, ordinal + 1);
    }
    taken.add(id);
    return id;
  };
  const named = inAge(rows, rows).flatMap(({ value, guesses }): Read<BankTransaction>[] => {
    const { bank_id, ...row } = value;
    const key = keyOf(value);
    if (bank_id !== undefined && isSame(earlier.get(key), row)) return [];
    return [{ value: { transaction_id: freeId(key), ...row }, guesses }];
  });
  return inAge(named, rows);
}

const isSame = (one: BankTransaction | undefined, other: Omit<BankTransaction, 'transaction_id'>): boolean =>
  one !== undefined &&
  (['booking_status', 'booking_date', 'value_date', 'amount', 'currency'] as const).every(
    (field) => one[field] === other[field],
  );

/** A list turned round where its rows are the newest first, which is usual unless the dates say otherwise. */
function inAge<T>(list: readonly T[], rows: readonly Read<Row>[]): T[] {
  const days = rows.flatMap(({ value }) => value.booking_date ?? value.value_date ?? []);
  return (days[0] ?? '') >= (days.at(-1) ?? '') ? list.toReversed() : [...list];
}
