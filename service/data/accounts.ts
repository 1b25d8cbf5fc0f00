import type { Account, BankAccount, KnownAccount, Listed } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import { type MapEntry, nameAccounts } from './account-ids';
import { mayLookUp } from './account-lookups';
import { keepAccounts, knownAccounts } from './account-map';
import type { DataServices, Holding, Reading } from './holding';
import { counted } from './read-quota';

/** The accounts that the credentials cover, with their balances. */
export const listAccounts = (services: DataServices, holding: Holding, reading: Reading): Promise<Listed<Account>> =>
  accountsOf(services, holding, reading, () => true);

/** One of them, by our id or by the bank's, which earlier credentials were given. Throws `account_not_found`. */
export async function readAccount(
  services: DataServices,
  holding: Holding,
  accountId: string,
  reading: Reading,
): Promise<Listed<Account>> {
  const known = await knownAccounts(services, holding);
  if (!known?.some((entry) => isCalled(entry, accountId)) && !mayBeListed(services, holding, known, accountId))
    throw noAccount();
  const found = await accountsOf(services, holding, reading, (entry) => isCalled(entry, accountId));
  if (found.data.length === 0) throw noAccount();
  return found;
}

/** How the bank calls an account. The bank is asked only where nothing is known of it. Throws `account_not_found`. */
export async function findAccount(
  services: DataServices,
  holding: Holding,
  accountId: string,
  reading: Reading,
): Promise<KnownAccount> {
  const { credentials, bank, body } = holding;
  if (!bank.facts(body)) throw noAccount();
  const known = await knownAccounts(services, holding);
  const entry = known?.find((one) => isCalled(one, accountId));
  if (entry) return entry.known;
  const isOfBefore = !credentials.own_account_ids && Array.isArray(body.accounts) && body.accounts.includes(accountId);
  if (isOfBefore) return { resource_id: accountId, currency: 'XXX' };
  if (!mayBeListed(services, holding, known, accountId)) throw noAccount();
  return refreshAccount(services, holding, accountId, reading);
}

/**
 * Whether the bank's list may tell of an account that is not known. Tenants learn ids from lists, so after the first
 * list only those may be new that the consent names; and for each of them the list is read once in a while.
 */
function mayBeListed(
  { clock }: DataServices,
  { credentials, body }: Holding,
  known: MapEntry[] | undefined,
  accountId: string,
): boolean {
  const isAgreed = Array.isArray(body.accounts) && body.accounts.includes(accountId);
  return known === undefined || (isAgreed && mayLookUp(credentials.credentials_id, accountId, clock()));
}

/** The same after asking the bank for its list: after a renewal it may call the account otherwise. */
export async function refreshAccount(
  services: DataServices,
  holding: Holding,
  accountId: string,
  reading: Reading,
): Promise<KnownAccount> {
  let found: MapEntry | undefined;
  await accountsOf(services, holding, reading, (entry) => {
    if (isCalled(entry, accountId)) found = entry;
    return false;
  });
  if (!found) throw noAccount();
  return found.known;
}

const isCalled = ({ account_id, known }: MapEntry, id: string): boolean =>
  account_id === id || known.resource_id === id;

const noAccount = () => new VestibuleError('account_not_found', 'There is no such account.');

/** Reads the list, names its accounts and keeps the names; balances are read of those that are wanted. */
async function accountsOf(
  services: DataServices,
  holding: Holding,
  reading: Reading,
  isWanted: (entry: MapEntry) => boolean,
): Promise<Listed<Account>> {
  const before = knownAccounts(services, holding);
  // Its failure is met below, also where the bank fails first.
  before.catch(() => undefined);
  let kept: Promise<void> | undefined;
  let wanted: [BankAccount, MapEntry][] = [];
  const choose = async (accounts: BankAccount[]): Promise<BankAccount[]> => {
    const entries = await before;
    const named = nameAccounts(entries ?? [], accounts, { keys: services.keys, ...holding.credentials });
    // While balances are read; whether it went well is asked below.
    kept = isSame(named.entries, entries) ? undefined : keepAccounts(services, holding, named.entries);
    kept?.catch(() => undefined);
    wanted = [...named.covered].filter(([, entry]) => isWanted(entry));
    return wanted.map(([account]) => account);
  };
  const { data, warnings } = await counted(services, holding, 'accounts', reading, () =>
    holding.bank.accounts(holding.body, reading, choose),
  );
  await kept;
  return { data: data.map((account, index) => shown(account, wanted[index]?.[1].account_id ?? '')), warnings };
}

const isSame = (one: MapEntry[], other: MapEntry[] | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function shown(
  { resource_id: _theirs, owner: _owner, agreed: _agreed, ...account }: BankAccount,
  account_id: string,
): Account {
  return { account_id, ...account };
}
