import type { Counterparty } from '../../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { ibanOf, lineOf, present } from './texts';

/** What is known of the account whose rows are read. */
export interface Own {
  iban?: string;
  currency?: string;
  /** As the bank names the account's owner. */
  owner?: string;
}
type Role = 'creditor' | 'debtor';

/** An account as banks refer to it: by IBAN, by a national number, by a masked card number. */
export function accountNumbers(value: Json | undefined): { iban?: string; bban?: string; masked?: string } {
  const account = isObject(value) ? value : { iban: value ?? null };
  const other = isObject(account.other) ? account.other.identification : account.other;
  const iban = ibanOf(account.iban);
  return present<{ iban?: string; bban?: string; masked?: string }>({
    iban,
    bban: lineOf(account.bban) ?? lineOf(other) ?? (iban === undefined ? lineOf(account.iban) : undefined),
    masked: lineOf(account.maskedPan) ?? lineOf(account.maskedPAN),
  });
}

/** Only the last four digits of a number that a bank gives in the clear. */
export const masked = (pan: Json | undefined): string | undefined => {
  const digits = lineOf(pan)?.replace(/[^\dXx*]/g, '') ?? '';
  return digits.length >= 8 ? `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}` : undefined;
};

function partyIn(row: JsonObject, role: Role): Counterparty {
  const ultimate = row[role === 'creditor' ? 'ultimateCreditor' : 'ultimateDebtor'];
  return present<Counterparty>({
    name: lineOf(row[`${role}Name`]) ?? lineOf(isObject(ultimate) ? ultimate.name : ultimate),
    ...accountNumbers(row[`${role}Account`]),
  });
}

const isEmpty = (party: Counterparty): boolean => Object.keys(party).length === 0;

/** Whether a party is the account's own: by its IBAN, or, where it has none, by its owner's name. */
function isOwn(party: Counterparty, own: Own): boolean {
  if (party.iban !== undefined && own.iban !== undefined) return party.iban === own.iban;
  const sameName = own.owner !== undefined && party.name?.toLowerCase() === own.owner.toLowerCase();
  return sameName && party.iban === undefined;
}

/**
 * Who is on the other side: the creditor of a debit, the debtor of a credit. Where that is nobody, or the user
 * themself, it is who stands on the other one.
 */
export function counterpartyOf(row: JsonObject, isDebit: boolean, own: Own): Counterparty | undefined {
  const roles: Role[] = isDebit ? ['creditor', 'debtor'] : ['debtor', 'creditor'];
  return roles.map((role) => partyIn(row, role)).find((party) => !isEmpty(party) && !isOwn(party, own));
}

/** Whose side the account is on, by the IBANs of a row; `undefined` where they don't say. */
export function sideOf(row: JsonObject, own: Own): Role | undefined {
  if (own.iban === undefined) return undefined;
  const [isCreditor, isDebtor] = (['creditor', 'debtor'] as const).map((role) => partyIn(row, role).iban === own.iban);
  return isCreditor === isDebtor ? undefined : isCreditor ? 'creditor' : 'debtor';
}
