import type { Operation } from './operation';
import { ibanOf } from './portfolio';
import { Refusal } from './refusal';
import { check } from './schemas';

/** Accounts whose holder the sandbox knows. Of any other account, every name is the holder's. */
export const KNOWN_HOLDERS: Readonly<Record<string, string>> = {
  [ibanOf('holder Ana Popescu')]: 'Ana Popescu',
  [ibanOf('holder Müller')]: 'Jürgen Müller',
};
/** The bank of this account answers no verification. */
export const UNVERIFIABLE_IBAN = ibanOf('holder nobody tells');
/** While this account's holder is asked for, the service that knows holders is down. */
export const SERVICE_DOWN_IBAN = ibanOf('holder behind a service that is down');

/** EPC's Verification of Payee: match, close match, no match, not possible. */
type Result = 'MTCH' | 'CMTC' | 'NMTC' | 'NOAP';

/** Letters only, without case and accents. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]/g, ' ')
    .trim();

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1];
    for (const [place, letter] of [...other].entries()) {
      const replaced = (row[place] ?? 0) + (character === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Close: two letters differ, or one name is missing or short. */
function compare(given: string, holder: string): Result {
  const [name, right] = [plain(given), plain(holder)];
  if (name === right) return 'MTCH';
  const known = right.split(/ +/);
  const isPart = name
    .split(/ +/)
    .every((part) => known.some((word) => word === part || (part.length === 1 && word.startsWith(part))));
  return isPart || distance(name, right) <= 2 ? 'CMTC' : 'NMTC';
}

interface Asked {
  creditorName: string;
  creditorAccount: { iban: string };
}

/**
 * `POST …/payee-verifications` with `{creditorAccount: {iban}, creditorName}` → 200 `{result, matchedName?}`: `MTCH`,
 * `CMTC` with the holder's name, `NMTC`, `NOAP`. An own resource of this sandbox: the standard of 2021 has none.
 */
export const verifyPayee: Operation = (call) => {
  const { payee_verification } = call.traits;
  if (payee_verification === 'none') throw new Refusal(404, 'RESOURCE_UNKNOWN', 'This bank verifies no payees.');
  const { creditorName, creditorAccount } = check<Asked>('payee', call.body);
  if (creditorAccount.iban === SERVICE_DOWN_IBAN)
    throw new Refusal(503, 'SERVICE_UNAVAILABLE', 'This payee can’t be verified now.');
  const holder = KNOWN_HOLDERS[creditorAccount.iban];
  const isUnverifiable = creditorAccount.iban === UNVERIFIABLE_IBAN;
  const result = isUnverifiable ? 'NOAP' : holder === undefined ? 'MTCH' : compare(creditorName, holder);
  return { status: 200, body: { result, ...(result === 'CMTC' && { matchedName: holder }) } };
};
