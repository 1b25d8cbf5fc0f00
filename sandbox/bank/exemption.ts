import type { BankChange } from './books';
import { proceed } from './payment-course';
import type { Consent, Payment } from './subjects';

/** A consent or payment of a user who needs no SCA. */
export function exempt(books: BankChange, kind: 'consents' | 'payments', id: string): void {
  const subject = books.get(kind, id);
  if (!subject) return;
  if (kind === 'payments') {
    books.effect('payment.authorised', id);
    return proceed(books, subject as Payment, 0);
  }
  books.put('consents', id, { ...(subject as Consent), status: 'valid', valid_since: books.now });
  books.effect('consent.valid', id);
}
