import type { Transaction } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import { listTransactions, quotaLeft } from './accounts';
import type { CredentialsClaim } from './credentials';
import type { Services } from './services';

/** What a feed has read, newest first, and when: the number of its interval. */
interface Round {
  number: number;
  rows: Transaction[];
}

/** The feeds that somebody follows in this process, by tenant, credentials and account. */
export type TransactionFeeds = Map<string, TransactionFeed>;

const DAY = 24 * 3600_000;
/** ms between two reads at a bank that doesn’t count them, and at least. */
const SHORTEST = 15 * 60_000;
/** Reads of a bank’s day that are left to the tenant’s own calls. */
const SPARED = 1;
/** Days that one read covers, and the bookings of them that are looked at. */
const [WINDOW, MOST] = [7, 500];
/** ms that a read may take; another process waits as long for it. */
const DEADLINE = 30_000;
/** ms between two looks for what another process is reading, and for which a failure is everybody’s. */
const [LOOK_AGAIN, FAILURE_KEPT] = [1_000, 60_000];
/** Bookings that are kept for followers who read slowly. */
const ARRIVALS = 1_000;

/** ms from one read to the next, so that the day’s reads are spread over it and one is spared. */
export const intervalOf = (readsADay: number | undefined): number =>
  readsADay === undefined ? SHORTEST : Math.max(SHORTEST, Math.ceil(DAY / Math.max(1, readsADay - SPARED)));

/**
 * An account’s bookings as they appear, oldest first; with `after`, a transaction’s id, first those since. Without the
 * user the bank counts reads, so all followers share one read an interval, over all processes. Throws as
 * `listTransactions`, and `bank_rate_limited` where the bank’s day has no read to spare.
 */
export async function* followTransactions(
  services: Services,
  claim: CredentialsClaim,
  account_id: string,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Transaction, void> {
  const key = JSON.stringify([claim.tenant.client_id, claim.credentials_id, account_id]);
  const feed = services.transactionFeeds.get(key) ?? new TransactionFeed(claim.credentials_id, account_id);
  services.transactionFeeds.set(key, feed);
  feed.followers += 1;
  try {
    let due = await feed.refresh(services, claim);
    let position = feed.end;
    if (after !== undefined) yield* feed.since(after);
    while (!signal.aborted) {
      const arrived = feed.after(position);
      position += arrived.length;
      yield* arrived;
      if (arrived.length > 0) continue;
      await feed.changed(due - services.clock(), signal);
      if (!signal.aborted && services.clock() >= due) due = await feed.refresh(services, claim);
    }
  } finally {
    feed.followers -= 1;
    if (feed.followers === 0) services.transactionFeeds.delete(key);
  }
}

/** The bookings of one account, as they are read for all who follow them. */
class TransactionFeed {
  followers = 0;
  #round: Round | undefined;
  #due = 0;
  #arrivals: Transaction[] = [];
  #dropped = 0;
  #reading: Promise<number> | undefined;
  #failure: { error: unknown; until: number } | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly credentials_id: string,
    readonly account_id: string,
  ) {}

  /** How many bookings have arrived. */
  get end(): number {
    return this.#dropped + this.#arrivals.length;
  }

  after(position: number): Transaction[] {
    return this.#arrivals.slice(Math.max(0, position - this.#dropped));
  }

  /** Bookings that the list has above the one named, oldest first; all where it isn’t in the list. */
  since(id: string): Transaction[] {
    const rows = this.#round?.rows ?? [];
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
    });
  }

  /** Reads the list where nobody has done so in this interval. Resolves to when the next one begins. */
  async refresh(services: Services, claim: CredentialsClaim): Promise<number> {
    const now = services.clock();
    // Who follows has to be entitled, however many others are.
    const quota = await quotaLeft(services, claim);
    if (this.#failure && now < this.#failure.until) throw this.#failure.error;
    const interval = intervalOf(quota?.limit);
    const number = Math.floor(now / interval);
    if (this.#round?.number === number) return this.#due;
    this.#reading ??= this.#read(services, claim, number, (number + 1) * interval, quota)
      .catch((error: unknown) => {
        this.#failure = { error, until: services.clock() + FAILURE_KEPT };
        throw error;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #read(
    services: Services,
    claim: CredentialsClaim,
    number: number,
    due: number,
    quota: Awaited<ReturnType<typeof quotaLeft>>,
  ): Promise<number> {
    const id = `feed/${this.credentials_id}/${this.account_id}/${number}`;
    const rows = (await findRows(services, id)) ?? (await this.#readOnce(services, claim, id, due, quota));
    this.#take({ number, rows }, due);
    return due;
  }

  /** Of several processes one reads, and the others wait for what it has found. */
  async #readOnce(
    services: Services,
    claim: CredentialsClaim,
    id: string,
    due: number,
    quota: Awaited<ReturnType<typeof quotaLeft>>,
  ): Promise<Transaction[]> {
    if (quota && quota.left <= SPARED) throw noneToSpare(quota.resets_at, services.clock());
    const { pages } = services.store;
    const now = services.clock();
    // One that has failed is in nobody’s way for long.
    const isFirst = await keepPage(services, `${id}/reader/${Math.floor(now / DEADLINE)}`, true, now + DEADLINE);
    for (let waited = 0; !isFirst && waited < DEADLINE; waited += LOOK_AGAIN) {
      if (await pages.find(id)) break;
      await this.changed(LOOK_AGAIN, NEVER);
    }
    const found = isFirst ? undefined : await findRows(services, id);
    if (found) return found;
    const date_from = new Date(services.clock() - WINDOW * DAY).toISOString().slice(0, 10);
    const query = { account_id: this.account_id, booking_status: 'booked', date_from, limit: MOST } as const;
    const { data } = await listTransactions(services, claim, query, { signal: AbortSignal.timeout(DEADLINE) });
    await keepPage(services, id, data as unknown as Json, due);
    return data;
  }

  #take(round: Round, due: number): void {
    const known = this.#round && new Set(this.#round.rows.map(({ transaction_id }) => transaction_id));
    if (known) {
      this.#arrivals.push(...round.rows.filter(({ transaction_id }) => !known.has(transaction_id)).toReversed());
      this.#dropped += this.#arrivals.splice(0, Math.max(0, this.#arrivals.length - ARRIVALS)).length;
    }
    [this.#round, this.#due] = [round, due];
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Nobody can leave a read that others share. */
const NEVER = new AbortController().signal;

async function findRows({ store, sealer }: Services, id: string): Promise<Transaction[] | undefined> {
  const sealed = await store.pages.find(id);
  return sealed && (sealer.unseal(sealed, id) as unknown as Transaction[]);
}

/** `false` where another process has kept one. `until` in ms since the epoch. */
const keepPage = ({ store, sealer }: Services, id: string, body: Json, until: number): Promise<boolean> =>
  store.pages.keep(id, sealer.seal(body, id), new Date(until));

function noneToSpare(resetsAt: string, now: number): VestibuleError {
  const retryAfter = Math.max(1, Math.ceil((Date.parse(resetsAt) - now) / 1000));
  return new VestibuleError(
    'bank_rate_limited',
    'What is left of today’s reads without the user is kept for your own calls. Follow again once the bank’s day is over.',
    { retryAfter, isQuota: true },
  );
}
