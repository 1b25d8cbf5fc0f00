import { randomUUID } from 'node:crypto';
import type { BankTransaction, HistoryPage, PagePlace, Warning } from '../../domain/connector';
import type { Json } from '../../domain/json';
import type { DataServices } from './holding';

/** A part of a bank's page, as it is kept. */
export interface Chunk {
  rows: BankTransaction[];
  warnings: Warning[];
  /** The bank's page that it is part of; absent for the first one. */
  place?: PagePlace;
  /** Whether the next chunk is of the same page. */
  isPart?: true;
  /** The bank's next page, on the last chunk of one. */
  next?: PagePlace;
}

/** Rows of a chunk: enough for any page of ours but the longest, and quick to open. */
const ROWS = 200;
/** ms that a chunk is kept. */
const KEPT_FOR = 10 * 60_000;

export const newSnapshot = (): string => randomUUID();
const idOf = (snapshot: string, index: number): string => `${snapshot}/${index}`;

/** A bank's page in chunks; the warnings of the page go with the rows that they are of, others with the first chunk. */
export function chunksOf({ data, warnings, next }: HistoryPage, place: PagePlace | undefined): Chunk[] {
  const count = Math.max(1, Math.ceil(data.length / ROWS));
  return Array.from({ length: count }, (_, index) => {
    const start = index * ROWS;
    const isLast = index === count - 1;
    return {
      rows: data.slice(start, start + ROWS),
      warnings: warningsFor(warnings, start, ROWS, 0, index === 0),
      ...(place === undefined ? {} : { place }),
      ...(isLast ? (next === undefined ? {} : { next }) : { isPart: true as const }),
    };
  });
}

const ROW = /^\/data\/(\d+)(\/.*)?$/;

/**
 * The warnings for a slice of rows, their pointers moved to where the slice stands in the answer. Those that are of no
 * row stay as they are, if wanted.
 */
export function warningsFor(
  warnings: readonly Warning[],
  from: number,
  count: number,
  to: number,
  others: boolean,
): Warning[] {
  return warnings.flatMap((warning) => {
    const [, index, field = ''] = ROW.exec(warning.pointer) ?? [];
    if (index === undefined) return others ? [warning] : [];
    const row = Number(index) - from;
    return row >= 0 && row < count ? [{ ...warning, pointer: `/data/${row + to}${field}` }] : [];
  });
}

/** Keeps a chunk, sealed for its place. `false` where another reader has kept one there already. */
export async function keepChunk(
  { store, sealer, clock }: DataServices,
  snapshot: string,
  index: number,
  chunk: Chunk,
): Promise<boolean> {
  const id = idOf(snapshot, index);
  return store.pages.keep(id, sealer.seal(chunk as unknown as Json, id), new Date(clock() + KEPT_FOR));
}

export async function findChunk(
  { store, sealer }: DataServices,
  snapshot: string,
  index: number,
): Promise<Chunk | undefined> {
  const id = idOf(snapshot, index);
  const sealed = await store.pages.find(id);
  return sealed && (sealer.unseal(sealed, id) as unknown as Chunk);
}
