import { type BankAccount, ConnectorError } from '../../../domain/connector';
import type { Json } from '../../../domain/json';
import { mapAtMost } from '../../toolkit/pool';
import type { Bank } from '../client';
import { type Entry, offersBalances } from './account';
import { balancesIn } from './balance-rows';
import type { ConsentReader } from './consent-watch';
import { isOver, refusalIn } from './faults';
import type { Guess, Read } from './reading';

/**
 * The entries with their balances: those that came with the list, else read account by account, as many at a time as
 * the profile allows; what fails then is read once more, one by one. Where one account's can't be had it has none, and
 * a warning; where the bank allows no more reads for any of them, or the consent is over, that is thrown.
 */
export async function readBalances(bank: Bank, reader: ConsentReader, entries: Entry[]): Promise<Read<BankAccount>[]> {
  const { source, at_once } = bank.profile.balances;
  const until = Date.now() + bank.profile.timeouts.read_ms;
  const failures: Error[] = [];
  const again: Entry[] = [];
  let asked = 0;

  const read = async (entry: Entry, isFirstTry: boolean): Promise<Read<BankAccount>> => {
    if (Array.isArray(entry.details.balances)) return withBalances(entry, entry.details.balances);
    if (source === 'none') return entry;
    if (!offersBalances(entry)) return without(entry, 'The bank does not offer this account’s balances.');
    const timeout = until - Date.now();
    if (timeout <= 0) return without(entry, 'The bank took too long to give this account’s balances.');
    if (isFirstTry) asked++;
    try {
      const url = bank.url('balances', { account_id: entry.value.resource_id });
      const { body } = await reader.read(url, { timeout });
      return withBalances(entry, body.balances);
    } catch (error) {
      if (isOver(error) || !(error instanceof Error)) throw error;
      if (isFirstTry && error instanceof ConnectorError && error.retryable) again.push(entry);
      else failures.push(error);
      return without(entry, reasonOf(error));
    }
  };

  const reads = await mapAtMost(entries, at_once, (entry) => read(entry, true));
  // Some banks answer only one read of a consent at a time, and fail the others.
  for (const entry of again) reads[entries.indexOf(entry)] = await read(entry, false);
  const [refused] = failures;
  const isForAll = failures.length === asked && failures.every((error) => refusalIn(error)?.isRateLimit);
  if (refused && isForAll) throw refused;
  return reads;
}

function withBalances({ value, guesses }: Entry, rows: Json | undefined): Read<BankAccount> {
  const known = value.currency === 'XXX' ? undefined : value.currency;
  const { balances, unread } = balancesIn(rows, known);
  const currency = known ?? balances[0]?.currency ?? value.currency;
  return { value: { ...value, currency, balances }, guesses: unread === 0 ? guesses : [...guesses, UNREAD] };
}

const UNREAD: Guess = {
  field: 'balances',
  code: 'balance_unreadable',
  message: 'A balance was left out: it can’t be read.',
};

const without = ({ value, guesses }: Entry, message: string): Read<BankAccount> => ({
  value,
  guesses: [...guesses, { field: 'balances', code: 'balances_unavailable', message }],
});

function reasonOf(error: unknown): string {
  const refusal = refusalIn(error);
  if (refusal?.isRateLimit) return 'The bank allows no more reads of this account’s balances for now.';
  return refusal ? 'The bank refuses this account’s balances.' : 'The bank could not give this account’s balances.';
}
