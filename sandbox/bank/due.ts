import { Change } from '../change';
import { type Bank, type BankChange, type Due, isoDate } from './books';
import { decide, isOpen } from './outcomes';
import { proceed } from './payment-course';
import { findUser } from './users';

function fallDue(books: BankChange, { table, id, step, approves }: Due): void {
  const payment = table === 'payments' ? books.get('payments', id) : undefined;
  if (payment && payment.status !== 'CANC' && payment.status !== 'RJCT') proceed(books, payment, step ?? 1);
  const consent = table === 'consents' ? books.get('consents', id) : undefined;
  if (consent?.status === 'received') {
    books.put('consents', id, { ...consent, status: 'terminatedByAspsp', last_action: isoDate(books.now) });
    books.effect('consent.terminatedByAspsp', id);
  }
  const authorisation = table === 'authorisations' ? books.get('authorisations', id) : undefined;
  if (authorisation && isOpen(authorisation)) {
    decide(books, authorisation, approves ?? findUser(authorisation.psu_id)?.decides_itself?.approves ?? false);
  }
}

/** Does what has fallen due since the last request. Called before anything is read, so nobody can see the bank late. */
export async function catchUp({ ledger }: Bank): Promise<void> {
  const now = Date.now();
  for (const due of ledger.all('due')) {
    if (due.at > now) continue;
    const books: BankChange = new Change(ledger, null, now);
    books.put('due', due.id, null);
    fallDue(books, due);
    await books.commit();
  }
}
