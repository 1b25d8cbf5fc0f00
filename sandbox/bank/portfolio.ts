import { uuidOf } from './books';
import { bankOf, traitsOf } from './clothes/wardrobe';
import { digitsOf } from './digits';
import { iban } from './iban';
import type { AccountAccess, AccountReference, Consent } from './subjects';
import { findUser } from './users';

export const BIC = 'XYZBDEFFXXX';
/** German bank codes begin with 1 to 8: no real bank has this one. */
const BANK_CODE = '99912345';

export type AccountKind = 'current' | 'savings' | 'lei';

export interface Account {
  id: string;
  kind: AccountKind;
  iban: string;
  currency: 'EUR' | 'RON';
  name: string;
  product: string;
  cash_account_type: 'CACC' | 'SVGS';
}

const KINDS: {
  kind: AccountKind;
  currency: 'EUR' | 'RON';
  name: string;
  product: string;
  cash_account_type: 'CACC' | 'SVGS';
}[] = [
  { kind: 'current', currency: 'EUR', name: 'Main account', product: 'Current account', cash_account_type: 'CACC' },
  { kind: 'savings', currency: 'EUR', name: 'Rainy days', product: 'Savings account', cash_account_type: 'SVGS' },
  { kind: 'lei', currency: 'RON', name: 'Lei account', product: 'Current account in lei', cash_account_type: 'CACC' },
];

export const ibanOf = (text: string): string => iban('DE', BANK_CODE + digitsOf(text));

function open(psu_id: string, bank: string): Account[] {
  return KINDS.map((kind) => {
    const key = `${bank === 'generic' ? '' : `${bank} `}${psu_id} ${kind.kind}`;
    return {
      ...kind,
      id: uuidOf(`account ${key}`),
      iban: kind.currency === 'RON' ? iban('RO', `XYZB000000${digitsOf(key)}`) : ibanOf(key),
    };
  });
}

const opened = new Map<string, Account[]>();

/** The three accounts of a test user at a bank, the same at each start. */
export function accountsOf(owner: { bank?: string; psu_id?: string }): Account[] {
  const user = findUser(owner.psu_id);
  if (!user || traitsOf(owner).has_no_accounts) return [];
  const { name } = bankOf(owner);
  const accounts = opened.get(`${name} ${user.psu_id}`) ?? open(user.psu_id, name);
  opened.set(`${name} ${user.psu_id}`, accounts);
  return accounts;
}

const DETAILED = ['accounts', 'balances', 'transactions'] as const;

const covers = (references: AccountReference[] | undefined, account: Account): boolean =>
  references?.some((reference) => reference.iban === account.iban) ?? false;

/** `account`: its details may be read; a right to balances or transactions includes that. */
export type Right = 'account' | 'balances' | 'transactions';

/**
 * Whether the consent gives this right. Empty lists mean that the user chooses at the bank: all accounts, unless some
 * were ticked.
 */
export function may(consent: Consent, right: Right, account: Account): boolean {
  const { access, chosen } = consent;
  if (access.allPsd2) return true;
  if (access.availableAccounts && traitsOf(consent).available_means_all) return true;
  if (access.availableAccountsWithBalance) return right !== 'transactions';
  if (access.availableAccounts) return right === 'account';
  const openLists = DETAILED.every((name) => !access[name]?.length);
  if (openLists && chosen && !chosen.includes(account.iban)) return false;
  const lists = DETAILED.filter((name) => (openLists ? access[name] : covers(access[name], account)));
  return right === 'account' ? lists.length > 0 : lists.includes(right);
}

/** The access as the user gave it: with the accounts by name, where the request left the choice to the user. */
export function granted(consent: Consent, accounts: Account[]): AccountAccess {
  const { access } = consent;
  const isNamed = DETAILED.some((name) => access[name]?.length) || !DETAILED.some((name) => access[name]);
  if (isNamed) return access;
  const references = accounts
    .filter((account) => may(consent, 'account', account))
    .map((account) => ({ iban: account.iban, currency: account.currency }));
  return Object.fromEntries(DETAILED.filter((name) => access[name]).map((name) => [name, references]));
}
