import type { Clothes } from './clothes/clothes';
import { traitsAt } from './clothes/wardrobe';
import { type Approach, type ScaMethod, sms, type TestUser } from './user';
import { findUser } from './users';

/**
 * How a user is authenticated at a bank: as the user is used to where the bank offers that, else in the bank's first
 * way. Somebody who wasn't named yet identifies at the login page.
 * @param preferred the value of TPP-Redirect-Preferred
 */
export function approachFor(bank: Clothes, user: TestUser | undefined, preferred?: string): Approach {
  const [first, ...others] = bank.approaches;
  if (bank.traits.heeds_redirect_preferred && preferred === 'true' && others.includes('REDIRECT')) return 'REDIRECT';
  if (bank.traits.heeds_redirect_preferred && user?.approach !== 'DECOUPLED') return first;
  const usual = user?.approach ?? 'REDIRECT';
  return bank.approaches.includes(usual) ? usual : first;
}

export const asksPassword = (bank: Clothes, psu_id: string | undefined): boolean =>
  bank.traits.asks_password || (findUser(psu_id)?.asks_password ?? false);

/** The user's methods at the bank; whoever has none of their own has an SMS. */
export function methodsOf(bank: Clothes, psu_id: string | undefined): ScaMethod[] {
  if (traitsAt(bank, psu_id).no_methods) return [];
  return findUser(psu_id)?.methods ?? [sms];
}
