import type { BankTransaction, KnownAccount, PagePlace } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import { mayLookUp, noteFound } from './account-lookups';
import { findAccount, refreshAccount } from './accounts';
import { cursorInvalid, type ListQuery, type Position, sealCursor } from './cursor';
import type { DataServices, Holding, Reading } from './holding';
import { counted } from './read-quota';
import { type Chunk, chunksOf, findChunk, keepChunk, newSnapshot } from './snapshot';

/** Pages of the bank's that are read for one of ours. */
export const MOST_READS = 20;

/** Where reading stands: a chunk of a snapshot, and how many of its rows are given. */
export interface Stand {
  snapshot: string;
  index: number;
  chunk: Chunk;
  offset: number;
  /** Chunks that are not kept yet: most lists fit into their first answer, and are not kept at all. */
  unkept: Chunk[];
}

/** One list at the bank, read under one query. */
export class BankList {
  #account: KnownAccount | undefined;

  constructor(
    readonly services: DataServices,
    readonly holding: Holding,
    readonly query: ListQuery,
    readonly reading: Reading,
  ) {}

  /** The first page, asked anew. */
  async begin(): Promise<Stand> {
    const unkept = await this.#readFirst();
    return { snapshot: newSnapshot(), index: 0, chunk: unkept[0] as Chunk, offset: 0, unkept };
  }

  /** Where a cursor points to: in what is kept, or, where that is gone, in what the bank gives now. */
  async resume(position: Position): Promise<Stand> {
    const { snapshot, chunk: index, offset } = position;
    const chunk = await findChunk(this.services, snapshot, index);
    return chunk ? { snapshot, index, chunk, offset, unkept: [] } : this.#findAgain(position);
  }

  /**
   * The chunk after this one: kept, or read now. Of two who read the same page, both go on with what the first kept.
   */
  async following({ snapshot, index, chunk, unkept }: Stand): Promise<Stand> {
    const rest = unkept.slice(1);
    const kept = rest[0] ?? (await findChunk(this.services, snapshot, index + 1));
    if (kept) return { snapshot, index: index + 1, chunk: kept, offset: 0, unkept: rest };
    if (chunk.next === undefined)
      return this.#findAgain(positionOf({ snapshot, index, chunk, offset: chunk.rows.length }));
    const chunks = await this.#read(chunk.next, chunk.rows);
    const isFirst = await this.#keep(snapshot, index + 1, chunks);
    const winner = isFirst ? undefined : await findChunk(this.services, snapshot, index + 1);
    return { snapshot, index: index + 1, chunk: winner ?? (chunks[0] as Chunk), offset: 0, unkept: [] };
  }

  async cursor(stand: Stand): Promise<string> {
    await this.#keep(stand.snapshot, stand.index, stand.unkept);
    return sealCursor(this.services, this.holding, this.query, positionOf(stand));
  }

  async #keep(snapshot: string, from: number, chunks: readonly Chunk[]): Promise<boolean> {
    const kept = await Promise.all(
      chunks.map((chunk, index) => keepChunk(this.services, snapshot, from + index, chunk)),
    );
    return kept[0] ?? true;
  }

  /** The row that was given last is looked for on its page, and on later ones: new bookings may have moved it there. */
  async #findAgain({ last, place }: Position): Promise<Stand> {
    const snapshot = newSnapshot();
    let chunks = place === undefined ? await this.#readFirst() : await this.#read(place, []);
    for (let reads = 0; ; reads++) {
      const index = chunks.findIndex(({ rows }) => rows.some((row) => row.transaction_id === last));
      const unkept = chunks.slice(Math.max(index, 0));
      const [chunk] = unkept as [Chunk];
      if (last === undefined) return { snapshot, index: 0, chunk, offset: 0, unkept };
      const offset = chunk.rows.findIndex((row) => row.transaction_id === last) + 1;
      if (offset > 0) return { snapshot, index: 0, chunk, offset, unkept };
      const { next, rows } = chunks.at(-1) as Chunk;
      if (next === undefined || reads === MOST_READS)
        throw cursorInvalid('The cursor’s place is not in the list any more.');
      chunks = await this.#read(next, rows);
    }
  }

  async #read(place: PagePlace, before: readonly BankTransaction[]): Promise<Chunk[]> {
    const account = await this.#known();
    const { bank, body } = this.holding;
    return chunksOf(await bank.history(body, account, this.query, { place, before }, this.reading), place);
  }

  /** Counted as one read, however many pages follow. An account that the bank calls otherwise by now is found again. */
  async #readFirst(): Promise<Chunk[]> {
    const { services, holding, query, reading } = this;
    const ask = (account: KnownAccount) =>
      counted(services, holding, `transactions/${account.resource_id}`, reading, () =>
        holding.bank.history(holding.body, account, query, {}, reading),
      );
    const account = await this.#known();
    const page = await ask(account).catch(async (error: unknown) => {
      if (!(error instanceof VestibuleError) || error.code !== 'account_not_found') throw error;
      if (!mayLookUp(holding.credentials.credentials_id, query.account_id, services.clock())) throw error;
      const fresh = await refreshAccount(services, holding, query.account_id, reading);
      if (fresh.resource_id === account.resource_id) throw error;
      noteFound(holding.credentials.credentials_id, query.account_id);
      this.#account = fresh;
      return ask(fresh);
    });
    return chunksOf(page, undefined);
  }

  async #known(): Promise<KnownAccount> {
    this.#account ??= await findAccount(this.services, this.holding, this.query.account_id, this.reading);
    return this.#account;
  }
}

function positionOf({ snapshot, index, chunk, offset }: Omit<Stand, 'unkept'>): Position {
  const last = chunk.rows[offset - 1]?.transaction_id;
  return {
    snapshot,
    chunk: index,
    offset,
    ...(last === undefined ? {} : { last }),
    ...(chunk.place === undefined ? {} : { place: chunk.place }),
  };
}
