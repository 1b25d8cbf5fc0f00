import { Change } from '../change';
import { type Authorisation, type Bank, type BankChange, isoDate, type Payment } from './books';
import { findUser } from './users';

const SETTLES_AFTER_MS = 1000;

/** The user's decision, or its failure: ends the authorisation and does to its subject what follows from it. */
export function decide(books: BankChange, authorisation: Authorisation, approved: boolean): void {
  books.put('authorisations', authorisation.id, { ...authorisation, status: approved ? 'finalised' : 'failed' });
  books.effect(approved ? 'authorisation.finalised' : 'authorisation.failed', authorisation.id);
  const outcome = { consents: decideConsent, payments: decidePayment, holds: decideHold }[authorisation.kind];
  outcome(books, authorisation, approved);
}

function decideConsent(books: BankChange, { subject_id, psu_id }: Authorisation, approved: boolean): void {
  const consent = books.get('consents', subject_id);
  if (consent?.status !== 'received') return;
  const status = approved ? 'valid' : 'rejected';
  books.put('consents', consent.id, { ...consent, ...(psu_id && { psu_id }), status, last_action: isoDate(books.now) });
  books.effect(`consent.${status}`, consent.id);
}

function decidePayment(books: BankChange, { subject_id, psu_id }: Authorisation, approved: boolean): void {
  const payment = books.get('payments', subject_id);
  if (payment?.status !== 'RCVD') return;
  books.put('payments', payment.id, { ...payment, ...(psu_id && { psu_id }), status: approved ? 'ACTC' : 'RJCT' });
  books.effect(approved ? 'payment.authorised' : 'payment.rejected', payment.id);
  if (!approved) return;
  const after = findUser(psu_id)?.payment?.settles_after_ms ?? SETTLES_AFTER_MS;
  books.put('due', payment.id, { table: 'payments', id: payment.id, at: books.now + after });
}

/** A hold stays held when signing fails: the customer may try again as long as it isn't released. */
function decideHold(books: BankChange, { subject_id, psu_id }: Authorisation, approved: boolean): void {
  const hold = books.get('holds', subject_id);
  if (hold?.status !== 'held' || !approved) return;
  books.put('holds', hold.id, { ...hold, ...(psu_id && { psu_id }), authorised: true });
  books.effect('hold.authorised', hold.id);
}

function settle(books: BankChange, payment: Payment): void {
  const rejected = findUser(payment.psu_id)?.payment?.rejected ?? false;
  books.put('payments', payment.id, { ...payment, status: rejected ? 'RJCT' : 'ACSC', settled_on: isoDate(books.now) });
  books.effect(rejected ? 'payment.rejected' : 'payment.settled', payment.id);
}

export const isOpen = ({ status }: Authorisation): boolean => status !== 'finalised' && status !== 'failed';

/** Does what has fallen due since the last request. Called before anything is read, so nobody can see the bank late. */
export async function catchUp({ ledger }: Bank): Promise<void> {
  const now = Date.now();
  for (const due of ledger.all('due')) {
    if (due.at > now) continue;
    const books: BankChange = new Change(ledger, null, now);
    books.put('due', due.id, null);
    const payment = due.table === 'payments' ? books.get('payments', due.id) : undefined;
    if (payment?.status === 'ACTC') settle(books, payment);
    const authorisation = due.table === 'authorisations' ? books.get('authorisations', due.id) : undefined;
    if (authorisation && isOpen(authorisation)) {
      decide(books, authorisation, findUser(authorisation.psu_id)?.decides_itself?.approves ?? false);
    }
    await books.commit();
  }
}
