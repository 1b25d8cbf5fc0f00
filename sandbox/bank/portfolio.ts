import type { AccountAccess, AccountReference, Consent } from './books';
import { uuidOf } from './books';
import { iban } from './iban';
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

/** Ten digits that are always the same for the same text. */
export const digitsOf = (text: string): string =>
  String(Number.parseInt(uuidOf(text).replaceAll('-', '').slice(0, 11), 16) % 1e10).padStart(10, '0');

export const ibanOf = (text: string): string => iban('DE', BANK_CODE + digitsOf(text));

function open(psu_id: string): Account[] {
  return KINDS.map((kind) => {
    const key = `${psu_id} ${kind.kind}`;
    return {
      ...kind,
      id: uuidOf(`account ${key}`),
      iban: kind.currency === 'RON' ? iban('RO', `XYZB000000${digitsOf(key)}`) : ibanOf(key),
    };
  });
}

const opened = new Map<string, Account[]>();

/** The three accounts of a test user, the same at each start. */
export function accountsOf(psu_id: string | undefined): Account[] {
  const user = findUser(psu_id);
  if (!user || user.has_no_accounts) return [];
  const accounts = opened.get(user.psu_id) ?? open(user.psu_id);
  opened.set(user.psu_id, accounts);
  return accounts;
}

const DETAILED = ['accounts', 'balances', 'transactions'] as const;

const covers = (references: AccountReference[] | undefined, account: Account): boolean =>
  references?.some((reference) => reference.iban === account.iban) ?? false;

/** `account`: its details may be read; a right to balances or transactions includes that. */
export type Right = 'account' | 'balances' | 'transactions';

/**
 * Whether the consent gives this right. Empty lists mean that the user chooses at the bank; at this one, all accounts
 * are chosen.
 */
export function may(consent: Consent, right: Right, account: Account): boolean {
  const { access } = consent;
  if (access.allPsd2) return true;
  if (access.availableAccountsWithBalance) return right !== 'transactions';
  if (access.availableAccounts) return right === 'account';
  const openLists = DETAILED.every((name) => !access[name]?.length);
  const lists = DETAILED.filter((name) => (openLists ? access[name] : covers(access[name], account)));
  return right === 'account' ? lists.length > 0 : lists.includes(right);
}

/** The access as the user gave it: with the accounts by name, where the request left the choice to the user. */
export function granted(consent: Consent, accounts: Account[]): AccountAccess {
  const { access } = consent;
  const chosen = DETAILED.some((name) => access[name]?.length) || !DETAILED.some((name) => access[name]);
  if (chosen) return access;
  const references = accounts.map((account) => ({ iban: account.iban, currency: account.currency }));
  return Object.fromEntries(DETAILED.filter((name) => access[name]).map((name) => [name, references]));
}
