import { createHmac } from 'node:crypto';
import type { BankAccount, KnownAccount } from '../../domain/connector';
import type { Keys } from '../../security/keys';

/** One account of some credentials: its id of ours, and how the bank calls it now. */
export interface MapEntry {
  account_id: string;
  known: KnownAccount;
}

/** Characters that an id of the bank's may have to be used as ours. */
const LONGEST = 128;

/** What names an account whichever consent it is read under: its number, and its currency, for some share a number. */
function referenceOf({ iban, bban, masked, currency, resource_id }: KnownAccount): string {
  if (iban !== undefined) return `iban ${iban} ${currency}`;
  return bban === undefined && masked === undefined ? `id ${resource_id}` : `${bban ?? masked} ${currency}`;
}

/** An id of ours: it tells nothing of the account, and is another one for other credentials. */
const derivedId = ({ account: key }: Keys, credentialsId: string, reference: string): string =>
  `acc_${createHmac('sha256', key).update(`${credentialsId} ${reference}`).digest('base64url').slice(0, 24)}`;

/** How accounts that were not met before get their ids. */
export interface Naming {
  keys: Keys;
  credentials_id: string;
  /** Absent on credentials that were issued before: their accounts go by the bank's ids. */
  own_account_ids?: boolean;
}

/** A bank's list with our names: each account that is covered with its entry, and all entries that are to be kept. */
export interface NamedAccounts {
  covered: Map<BankAccount, MapEntry>;
  entries: MapEntry[];
}

/**
 * Names the accounts of a bank's list: known ones keep their ids, also where the bank calls them otherwise after a
 * renewal; new ones are added where the user agreed on them. Entries of accounts that the bank does not name any more
 * are kept.
 */
export function nameAccounts(
  entries: readonly MapEntry[],
  accounts: readonly BankAccount[],
  naming: Naming,
): NamedAccounts {
  const known = matchEntries(entries, accounts);
  const taken = new Set(entries.map(({ account_id }) => account_id));
  const covered = new Map<BankAccount, MapEntry>();
  for (const account of accounts) {
    const entry = known.get(account);
    if (!entry && !account.agreed) continue;
    const account_id = entry?.account_id ?? newId(account, naming, taken);
    taken.add(account_id);
    covered.set(account, { account_id, known: knownOf(account) });
  }
  const matched = new Set(known.values());
  return { covered, entries: [...covered.values(), ...entries.filter((entry) => !matched.has(entry))] };
}

/** Which entry an account is: by the bank's id, else by its number and currency, else by its number alone. */
function matchEntries(entries: readonly MapEntry[], accounts: readonly BankAccount[]): Map<BankAccount, MapEntry> {
  const found = new Map<BankAccount, MapEntry>();
  const left = new Set(entries);
  for (const isSame of [sameResource, sameReference, sameNumber]) {
    for (const account of accounts) {
      if (found.has(account)) continue;
      const candidates = [...left].filter(({ known }) => isSame(known, account));
      const [entry] = candidates;
      // Neither may have another match in this way: of two that look alike none is guessed at.
      const rivals = accounts.filter((other) => !found.has(other) && entry && isSame(entry.known, other));
      if (!entry || candidates.length > 1 || rivals.length > 1) continue;
      found.set(account, entry);
      left.delete(entry);
    }
  }
  return found;
}

const sameResource = (known: KnownAccount, account: BankAccount): boolean =>
  known.resource_id === account.resource_id && (known.iban ?? account.iban) === (account.iban ?? known.iban);
const sameReference = (known: KnownAccount, account: BankAccount): boolean =>
  referenceOf(known) === referenceOf(account);
const sameNumber = (known: KnownAccount, account: BankAccount): boolean =>
  (known.iban ?? known.bban) !== undefined && (known.iban ?? known.bban) === (account.iban ?? account.bban);

function newId(account: BankAccount, { keys, credentials_id, own_account_ids }: Naming, taken: Set<string>): string {
  const { resource_id } = account;
  if (!own_account_ids && resource_id.length <= LONGEST && !taken.has(resource_id)) return resource_id;
  const id = derivedId(keys, credentials_id, referenceOf(account));
  return taken.has(id) ? derivedId(keys, credentials_id, `${referenceOf(account)} ${resource_id}`) : id;
}

function knownOf({ resource_id, iban, bban, masked, currency, owner }: BankAccount): KnownAccount {
  const optional = Object.entries({ iban, bban, masked, owner }).filter(([, value]) => value !== undefined);
  return { resource_id, currency, ...Object.fromEntries(optional) };
}
