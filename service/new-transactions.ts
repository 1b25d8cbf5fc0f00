import { setTimeout } from 'node:timers/promises';
import type { Transaction } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import { listTransactions, quotaLeft } from './accounts';
import type { CredentialsClaim } from './credentials';
import type { Quota } from './data/read-quota';
import type { Services } from './services';
import { FAILURE_KEPT, type Interval, TransactionFeed } from './transaction-feed';

/** What is followed. */
interface Wanted {
  claim: CredentialsClaim;
  account_id: string;
}

const DAY = 24 * 3600_000;
/** ms between two reads at a bank that doesn’t count them, and at least. */
const SHORTEST = 15 * 60_000;
/** Reads of a bank’s day that are left to the tenant’s own calls. */
const SPARED = 1;
/** Days that one read covers, and the bookings of them that are looked at. */
const [WINDOW, MOST] = [7, 500];
/** ms that a read may take; another process waits as long for it. */
const DEADLINE = 30_000;
/** ms between two looks for what another process is reading. */
const LOOK_AGAIN = 1_000;

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
  const feed = services.transactionFeeds.get(key) ?? new TransactionFeed();
  // Without a time to live again, where it was left with a failure.
  services.transactionFeeds.set(key, feed, { ttl: 0 });
  feed.followers += 1;
  const wanted = { claim, account_id };
  try {
    let due = await refresh(services, feed, wanted);
    let position = feed.end;
    if (after !== undefined) yield* feed.since(after);
    while (!signal.aborted) {
      const arrived = feed.after(position);
      position += arrived.length;
      yield* arrived;
      if (arrived.length > 0) continue;
      await feed.changed(due - services.clock(), signal);
      if (!signal.aborted && services.clock() >= due) due = await refresh(services, feed, wanted);
    }
  } finally {
    feed.followers -= 1;
    if (feed.followers === 0) leave(services, key, feed);
  }
}

function leave({ transactionFeeds }: Services, key: string, feed: TransactionFeed): void {
  if (transactionFeeds.get(key) !== feed) return;
  if (feed.hasFailed) transactionFeeds.set(key, feed, { ttl: FAILURE_KEPT });
  else transactionFeeds.delete(key);
}

/** Reads the list where nobody has done so in this interval. Resolves to when the next one begins. */
async function refresh(services: Services, feed: TransactionFeed, wanted: Wanted): Promise<number> {
  // Who follows has to be entitled, however many others are.
  const quota = await quotaLeft(services, wanted.claim);
  const length = intervalOf(quota?.limit);
  const number = Math.floor(services.clock() / length);
  const interval = { number, ends: (number + 1) * length };
  await feed.refresh(interval, services.clock, () => readShared(services, wanted, interval, quota));
  return interval.ends;
}

/** Of several processes one reads, and the others take what it has found. */
async function readShared(
  services: Services,
  wanted: Wanted,
  { number, ends }: Interval,
  quota: Quota | undefined,
): Promise<Transaction[]> {
  const id = `feed/${wanted.claim.credentials_id}/${wanted.account_id}/${number}`;
  const found = await findRows(services, id);
  if (found) return found;
  const now = services.clock();
  if (quota && quota.left <= SPARED) throw noneToSpare(quota.resets_at, now);
  // The mark of a process that has failed is in nobody’s way for long.
  const isFirst = await keepPage(services, `${id}/reader/${Math.floor(now / DEADLINE)}`, true, now + DEADLINE);
  return (isFirst ? undefined : await awaitRows(services, id)) ?? read(services, wanted, id, ends);
}

/** What another process is reading; `undefined` where it doesn’t come in time. */
async function awaitRows(services: Services, id: string): Promise<Transaction[] | undefined> {
  for (let waited = 0; waited < DEADLINE; waited += LOOK_AGAIN) {
    const found = await findRows(services, id);
    if (found) return found;
    await setTimeout(LOOK_AGAIN, undefined, { ref: false });
  }
  return undefined;
}

/** Asks the bank, and keeps the answer for all processes until the interval ends. */
async function read(
  services: Services,
  { claim, account_id }: Wanted,
  id: string,
  ends: number,
): Promise<Transaction[]> {
  const date_from = new Date(services.clock() - WINDOW * DAY).toISOString().slice(0, 10);
  const query = { account_id, booking_status: 'booked', date_from, limit: MOST } as const;
  const { data } = await listTransactions(services, claim, query, { signal: AbortSignal.timeout(DEADLINE) });
  await keepPage(services, id, data as unknown as Json, ends);
  return data;
}

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
