import { isoDate } from './books';
import type { Call } from './call';
import { accountsOf } from './portfolio';
import { Refusal } from './refusal';
import type { AccountAccess } from './subjects';
import type { ConsentKind } from './traits/consent';

export interface ConsentRequest {
  access: AccountAccess;
  recurringIndicator: boolean;
  validUntil: string;
  frequencyPerDay: number;
}

const DETAILED = ['accounts', 'balances', 'transactions'] as const;

function kindOf(access: AccountAccess): ConsentKind {
  if (access.allPsd2) return 'global';
  if (access.availableAccounts || access.availableAccountsWithBalance) return 'availableAccounts';
  return DETAILED.some((name) => access[name]?.length) ? 'detailed' : 'bankOffered';
}

const DAY_MS = 24 * 3600 * 1000;

/** @throws Refusal 400 SERVICE_INVALID or FORMAT_ERROR where the bank grants no such consent */
export function requireGrantable(call: Call, asked: ConsentRequest): void {
  const { traits } = call;
  if (!traits.consent_kinds.includes(kindOf(asked.access)))
    throw new Refusal(400, 'SERVICE_INVALID', 'This bank gives no such access.', { path: 'access' });
  if (asked.validUntil < isoDate(call.now))
    throw new Refusal(400, 'FORMAT_ERROR', 'The date is in the past.', { path: 'validUntil' });
  if (traits.too_long === 'refused' && asked.validUntil > isoDate(call.now + traits.longest_days * DAY_MS))
    throw new Refusal(400, 'FORMAT_ERROR', `A consent lasts at most ${traits.longest_days} days.`, {
      path: 'validUntil',
    });
  if (asked.frequencyPerDay > traits.most_a_day)
    throw new Refusal(400, 'FORMAT_ERROR', `At most ${traits.most_a_day} a day.`, { path: 'frequencyPerDay' });
  if (traits.recurring_only && !asked.recurringIndicator)
    throw new Refusal(400, 'FORMAT_ERROR', 'Consents here are recurring.', { path: 'recurringIndicator' });
  if (traits.own_accounts_only && kindOf(asked.access) === 'detailed') requireOwnAccounts(call, asked.access);
}

function requireOwnAccounts({ clothes, psu_id }: Call, access: AccountAccess): void {
  const own = accountsOf({ bank: clothes.name, ...(psu_id && { psu_id }) }).map(({ iban }) => iban);
  for (const name of DETAILED) {
    const isOwn = access[name]?.length && access[name].every(({ iban = '' }) => own.includes(iban));
    if (!isOwn) throw new Refusal(400, 'FORMAT_ERROR', 'Accounts of the user are needed.', { path: `access.${name}` });
  }
}

/** A longer time than the law allows is shortened (RTS on SCA, article 10a); the consent, when it is read, says so. */
export function validUntil(call: Call, asked: string): string {
  const longest = isoDate(call.now + call.traits.longest_days * DAY_MS);
  return asked < longest ? asked : longest;
}
