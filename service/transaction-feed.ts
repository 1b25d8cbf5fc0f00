import type { LRUCache } from 'lru-cache';
import type { Transaction } from '../domain/connector';

/** The feeds that somebody follows in this process, by tenant, credentials and account. */
export type TransactionFeeds = LRUCache<string, TransactionFeed>;

/** An interval in which the list is read once: its number, and when it ends, ms since the epoch. */
export interface Interval {
  number: number;
  ends: number;
}

/** ms for which a failure is everybody’s: a bank that is down is not asked by each of them. */
export const FAILURE_KEPT = 60_000;
/** Bookings that are kept for followers who read slowly. */
const ARRIVALS = 1_000;

/** The bookings of one account, as they are read for all who follow them. Knows neither bank nor store. */
export class TransactionFeed {
  followers = 0;
  /** As last read, newest first. */
  #rows: Transaction[] | undefined;
  #interval: number | undefined;
  #arrivals: Transaction[] = [];
  #dropped = 0;
  #reading: Promise<void> | undefined;
  #failure: { error: unknown; until: number } | undefined;
  readonly #waiting = new Set<() => void>();

  /** Whether the last read has failed: then it is kept for those who come back at once. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** How many bookings have arrived. */
  get end(): number {
    return this.#dropped + this.#arrivals.length;
  }

  after(position: number): Transaction[] {
    return this.#arrivals.slice(Math.max(0, position - this.#dropped));
  }

  /** Bookings that the list has above the one named, oldest first; all where it isn’t in the list. */
  since(id: string): Transaction[] {
    const rows = this.#rows ?? [];
    const at = rows.findIndex(({ transaction_id }) => transaction_id === id);
    return (at < 0 ? rows : rows.slice(0, at)).toReversed();
  }

  /** Resolves when bookings have arrived, after `ms`, or when `signal` aborts. */
  changed(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms)).unref();
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
      if (signal.aborted) done();
    });
  }

  /** Reads the list where nobody has done so in this interval, once for all who ask. Rejects as `read` does. */
  async refresh({ number }: Interval, clock: () => number, read: () => Promise<Transaction[]>): Promise<void> {
    if (this.#failure && clock() < this.#failure.until) throw this.#failure.error;
    if (this.#interval === number) return;
    this.#reading ??= read()
      .then((rows) => {
        this.#failure = undefined;
        this.#take(number, rows);
      })
      .catch((error: unknown) => {
        this.#failure = { error, until: clock() + FAILURE_KEPT };
        throw error;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    await this.#reading;
  }

  #take(number: number, rows: Transaction[]): void {
    if (this.#rows) {
      const known = new Set(this.#rows.map(({ transaction_id }) => transaction_id));
      this.#arrivals.push(...rows.filter(({ transaction_id }) => !known.has(transaction_id)).toReversed());
      this.#dropped += this.#arrivals.splice(0, Math.max(0, this.#arrivals.length - ARRIVALS)).length;
    }
    [this.#rows, this.#interval] = [rows, number];
    for (const wake of [...this.#waiting]) wake();
  }
}
