import { uuidOf } from './books';
import { traitsOf } from './clothes/wardrobe';
import { type Account, accountsOf } from './portfolio';
import type { Consent } from './subjects';

/** The id by which a bank names an account: what may stand in a path. */
export function resourceId(consent: Consent, account: Account): string {
  const { account_ids } = traitsOf(consent);
  if (account_ids === 'iban') return account.iban;
  if (account_ids === 'per_consent') return uuidOf(`account ${consent.id} ${account.id}`);
  if (account_ids === 'long') return `${account.id}_=_`.repeat(5).slice(0, 190);
  if (account_ids === 'odd' && account.kind === 'savings') return '4711';
  return account.id;
}

/** The id in a list: of an odd bank, a number, or missing. */
export function shownId(consent: Consent, account: Account): { resourceId?: string | number } {
  if (traitsOf(consent).account_ids !== 'odd') return { resourceId: resourceId(consent, account) };
  if (account.kind === 'lei') return {};
  return { resourceId: account.kind === 'savings' ? 4711 : account.id };
}

export const accountAt = (consent: Consent, id: string | undefined): Account | undefined =>
  accountsOf(consent).find((account) => resourceId(consent, account) === id);
