import { createHash } from 'node:crypto';
import type { BankAccount } from '../../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { linksOf } from '../../toolkit/json-readers';
import { balancesIn } from './balance-rows';
import { accountNumbers, masked } from './parties';
import { type Guess, type Read, Unreadable } from './reading';
import { codeOf, lineOf, present } from './texts';

/** An account beside the bank's own words for it. */
export interface Entry extends Read<BankAccount> {
  details: JsonObject;
}

/**
 * What names an account in the bank's addresses and in what was agreed on: a text of any length, also where the bank
 * writes a number. Without one it is the account's own number; `undefined` where there is nothing.
 */
function resourceIdOf(details: JsonObject): string | undefined {
  const { iban, bban } = accountNumbers(details);
  return lineOf(details.resourceId) ?? iban ?? bban;
}

/** Characters that an id has at most where a session notes it, and had in earlier versions. */
const LONGEST = 500;
const LONGEST_BEFORE = 128;

/** An account as a session notes it among what was agreed on: its resource id, or the digest of a longer one. */
export function notedId(details: JsonObject): string | undefined {
  const id = resourceIdOf(details);
  return id === undefined ? undefined : noted(id);
}

const noted = (resourceId: string): string =>
  resourceId.length > LONGEST ? `sha256:${createHash('sha256').update(resourceId).digest('base64url')}` : resourceId;

/** Whether an account is one of those in credentials; without a list all are. Earlier versions noted a long id cut. */
const isAgreed = (list: Json | undefined, resourceId: string): boolean =>
  !Array.isArray(list) || list.includes(noted(resourceId)) || list.includes(resourceId.slice(0, LONGEST_BEFORE));

/** An account without its balances. `agreed`: the accounts in the credentials. Throws `Unreadable`. */
export function accountOf(details: Json, agreed?: Json): Entry {
  if (!isObject(details)) throw new Unreadable('it is no object');
  const numbers = accountNumbers(details);
  const resource_id = resourceIdOf(details);
  if (resource_id === undefined) throw new Unreadable('nothing names it');
  const named = codeOf(details.currency);
  const value = present<BankAccount>({
    resource_id,
    ...numbers,
    masked: numbers.masked ?? masked(details.pan),
    currency: named ?? balancesIn(details.balances, undefined).balances[0]?.currency ?? 'XXX',
    name: lineOf(details.name) ?? lineOf(details.displayName),
    product: lineOf(details.product),
    type: lineOf(details.cashAccountType),
    status: lineOf(details.status) ?? 'enabled',
    owner: lineOf(details.ownerName),
    balances: [],
    agreed: isAgreed(agreed, resource_id),
  });
  const guesses = [
    ...(lineOf(details.resourceId) === undefined ? [ID_MADE] : []),
    ...(named === undefined ? [CURRENCY_GUESSED] : []),
  ];
  return { value, guesses, details };
}

const ID_MADE: Guess = { field: 'account_id', code: 'id_made', message: 'The bank gives no id of this account.' };
const CURRENCY_GUESSED: Guess = {
  field: 'currency',
  code: 'currency_guessed',
  message: 'The bank does not name the account’s currency.',
};

/** Whether an account offers its balances: a bank that gives links leaves out those that can't be followed. */
export const offersBalances = ({ details }: Entry): boolean =>
  !isObject(details._links) || Object.keys(details._links).length === 0 || linksOf(details).balances !== undefined;
