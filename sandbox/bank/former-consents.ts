import { type BankChange, isoDate } from './books';
import { traitsOf } from './clothes/wardrobe';
import type { Consent } from './subjects';

/** Ends the user's other recurring consents, at a bank that lets only one stand. */
export function endFormerConsents(books: BankChange, consent: Consent): void {
  if (!consent.recurring || !traitsOf(consent).replaces_former) return;
  const former = books
    .committed('consents')
    .filter((one) => one.status === 'valid' && one.recurring && one.id !== consent.id)
    .filter((one) => one.bank === consent.bank && one.psu_id === consent.psu_id);
  for (const one of former) {
    books.put('consents', one.id, { ...one, status: 'terminatedByTpp', last_action: isoDate(books.now) });
    books.effect('consent.replaced', one.id);
  }
}
