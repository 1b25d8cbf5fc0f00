import { dayIn, nextMidnight } from '../../domain/bank-day';
import { VestibuleError } from '../../domain/errors';
import type { DataServices, Holding, Reading } from './holding';

/** How often the list that was read most may still be read today without the user. `resets_at`: RFC 3339. */
export interface Quota {
  limit: number;
  left: number;
  resets_at: string;
}

/** s. A limit that lasts longer than a burst's is the day's, though the bank may not say so. */
const DAYS_LIMIT = 15 * 60;

interface Day {
  day: string;
  limit: number;
  ends: Date;
}

function dayOf({ clock }: DataServices, { bank, body }: Holding): Day | undefined {
  const facts = bank.facts(body);
  if (facts?.reads_a_day === undefined) return undefined;
  const now = clock();
  return { day: dayIn(facts.zone, now), limit: facts.reads_a_day, ends: new Date(nextMidnight(facts.zone, now)) };
}

/**
 * Carries out a read of one list and counts it, unless the user is present. Nothing is refused on account of the count:
 * the bank has the last word. Where it says that the day's limit is reached, that is remembered.
 */
export async function counted<T>(
  services: DataServices,
  holding: Holding,
  list: string,
  { psu }: Reading,
  read: () => Promise<T>,
): Promise<T> {
  const today = psu ? undefined : dayOf(services, holding);
  if (!today) return read();
  const { readCounts } = services.store;
  const { credentials_id } = holding.credentials;
  try {
    const result = await read();
    await readCounts.add(credentials_id, today.day, list, { limit: today.limit, expires_at: today.ends });
    return result;
  } catch (error) {
    if (!(error instanceof VestibuleError) || error.code !== 'bank_rate_limited') throw error;
    if (isDays(error)) throw await spent(services, credentials_id, today, error);
    await readCounts.add(credentials_id, today.day, list, { limit: today.limit, expires_at: today.ends });
    throw error;
  }
}

const isDays = ({ options: { isQuota, retryAfter = 0 } }: VestibuleError): boolean =>
  isQuota === true || retryAfter > DAYS_LIMIT;

/** Keeps when the bank's limit ends: by its own word, else at its midnight. The refusal and the quota say that one. */
async function spent(
  { store, clock }: DataServices,
  credentialsId: string,
  { ends }: Day,
  { message, options }: VestibuleError,
): Promise<VestibuleError> {
  const now = clock();
  const until = options.retryAfter === undefined ? ends : new Date(now + options.retryAfter * 1000);
  await store.readCounts.spend(credentialsId, until);
  const retryAfter = Math.ceil((until.getTime() - now) / 1000);
  return new VestibuleError('bank_rate_limited', message, { ...options, retryAfter });
}

/** What is left today; `undefined` where the bank's reads are not counted. */
export async function quotaOf(services: DataServices, holding: Holding): Promise<Quota | undefined> {
  const today = dayOf(services, holding);
  if (!today) return undefined;
  const { limit, day, ends } = today;
  const { credentials_id } = holding.credentials;
  const { readCounts } = services.store;
  const [used, spentUntil] = await Promise.all([
    readCounts.most(credentials_id, day, limit),
    readCounts.spentUntil(credentials_id),
  ]);
  if (spentUntil && spentUntil.getTime() > services.clock())
    return { limit, left: 0, resets_at: spentUntil.toISOString() };
  return { limit, left: Math.max(limit - used, 0), resets_at: ends.toISOString() };
}
