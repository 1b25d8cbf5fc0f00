import type { BankAccount, Listed, Warning } from '../../../domain/connector';
import type { Json } from '../../../domain/json';
import { unusable } from '../../toolkit/http';
import type { Bank } from '../client';
import { BankRefusal } from '../refusal';
import { accountOf } from './account';
import { readBalances } from './balances';
import type { ConsentReader } from './consent-watch';
import { listed, readEach } from './reading';

/**
 * The accounts of a consent, in the bank's order, with the balances of those that `choose` picks. `agreed`: the
 * accounts in the credentials.
 */
export async function readAccounts(
  bank: Bank,
  reader: ConsentReader,
  agreed: Json | undefined,
  choose: (accounts: BankAccount[]) => BankAccount[] | Promise<BankAccount[]>,
): Promise<Listed<BankAccount>> {
  const warnings: Warning[] = [];
  const entries = readEach(
    await accountList(bank, reader),
    (details) => [accountOf(details, agreed)],
    (index, reason) =>
      warnings.push({
        pointer: '/data',
        code: 'account_unreadable',
        message: `The account in place ${index + 1} of the bank’s list was left out: ${reason}.`,
      }),
  );
  const chosen = new Set(await choose(entries.map(({ value }) => value)));
  const wanted = entries.filter(({ value }) => chosen.has(value));
  return listed(await readBalances(bank, reader, wanted), warnings);
}

async function accountList(bank: Bank, reader: ConsentReader): Promise<Json[]> {
  const { accounts } = (await askForList(bank, reader)).body;
  if (Array.isArray(accounts)) return accounts;
  if (accounts === undefined || accounts === null) return [];
  throw unusable();
}

/** With balances where the bank offers that. If it refuses them, the list alone is worth more than nothing. */
async function askForList(bank: Bank, reader: ConsentReader) {
  const url = bank.url('accounts');
  if (bank.profile.balances.source !== 'with_accounts') return reader.read(url);
  const withBalance = new URL(url);
  withBalance.searchParams.set('withBalance', 'true');
  try {
    return await reader.read(withBalance);
  } catch (error) {
    if (error instanceof BankRefusal && error.status === 400) return reader.read(url);
    throw error;
  }
}
