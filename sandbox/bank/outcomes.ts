import { randomBytes } from 'node:crypto';
import { type Authorisation, type BankChange, isoDate } from './books';
import { traitsOf } from './clothes/wardrobe';
import { endFormerConsents } from './former-consents';
import { proceed } from './payment-course';
import { awaitsSecond } from './second-signatory';
import { beginLag } from './status-lag';
import type { Consent, Payment } from './subjects';

/** The user's decision, or its failure: ends the authorisation and does to its subject what follows from it. */
export function decide(books: BankChange, authorisation: Authorisation, approved: boolean): void {
  const { confirmation_parameter } = traitsOf(authorisation);
  const unconfirmed = approved && authorisation.approach === 'REDIRECT' && authorisation.status !== 'unconfirmed';
  if (confirmation_parameter && unconfirmed && authorisation.kind !== 'holds')
    return awaitConfirmation(books, authorisation);
  if (!approved && traitsOf(authorisation).declining === 'unsaid') {
    return books.put('authorisations', authorisation.id, { ...authorisation, status: 'started', declined: true });
  }
  books.put('authorisations', authorisation.id, { ...authorisation, status: approved ? 'finalised' : 'failed' });
  books.effect(approved ? 'authorisation.finalised' : 'authorisation.failed', authorisation.id);
  OUTCOMES[authorisation.kind](books, authorisation, approved);
}

const OUTCOMES = {
  consents: decideConsent,
  payments: decidePayment,
  cancellations: decideCancellation,
  holds: decideHold,
};

/** The user has approved; the TPP still has to send the code that went back with the user. */
function awaitConfirmation(books: BankChange, authorisation: Authorisation): void {
  const confirmation_code = randomBytes(12).toString('hex');
  books.put('authorisations', authorisation.id, { ...authorisation, status: 'unconfirmed', confirmation_code });
}

function decideConsent(books: BankChange, authorisation: Authorisation, approved: boolean): void {
  const { subject_id, psu_id } = authorisation;
  const found = books.get('consents', subject_id);
  if (found?.status !== 'received' && found?.status !== 'partiallyAuthorised') return;
  const consent: Consent = { ...found, ...(psu_id && !found.psu_id && { psu_id }), last_action: isoDate(books.now) };
  if (approved && awaitsSecond(books, authorisation, consent)) {
    books.put('consents', consent.id, { ...consent, status: 'partiallyAuthorised' });
    return books.effect('consent.partiallyAuthorised', consent.id);
  }
  if (approved) {
    endFormerConsents(books, consent);
    beginLag(books, consent, found.status);
  }
  const status = approved ? 'valid' : 'rejected';
  books.put('consents', consent.id, { ...consent, status, ...(approved && { valid_since: books.now }) });
  books.effect(`consent.${status}`, consent.id);
}

function decidePayment(books: BankChange, authorisation: Authorisation, approved: boolean): void {
  const { subject_id, psu_id } = authorisation;
  const found = books.get('payments', subject_id);
  if (found?.status !== 'RCVD' && found?.status !== 'PATC') return;
  const payment: Payment = { ...found, ...(psu_id && !found.psu_id && { psu_id }) };
  if (approved && awaitsSecond(books, authorisation, payment)) {
    books.put('payments', payment.id, { ...payment, status: 'PATC' });
    return books.effect('payment.partiallyAuthorised', payment.id);
  }
  if (!approved) {
    books.put('payments', payment.id, { ...payment, status: 'RJCT' });
    return books.effect('payment.rejected', payment.id);
  }
  beginLag(books, payment, found.status);
  books.effect('payment.authorised', payment.id);
  proceed(books, payment, 0);
}

/** A cancellation that fails leaves the payment as it is. */
function decideCancellation(books: BankChange, { subject_id }: Authorisation, approved: boolean): void {
  const payment = books.get('payments', subject_id);
  if (!payment?.cancelling) return;
  const { cancelling: _, ...rest } = payment;
  books.put('payments', payment.id, approved ? { ...rest, status: 'CANC' } : rest);
  if (approved) books.effect('payment.cancelled', payment.id);
}

/** A hold stays held when signing fails: the customer may try again as long as it isn't released. */
function decideHold(books: BankChange, { subject_id, psu_id }: Authorisation, approved: boolean): void {
  const hold = books.get('holds', subject_id);
  if (hold?.status !== 'held' || !approved) return;
  books.put('holds', hold.id, { ...hold, ...(psu_id && { psu_id }), authorised: true });
  books.effect('hold.authorised', hold.id);
}

/** Whether the user, or the TPP for the user, can still do something about it. */
export const isOpen = ({ status, declined }: Authorisation): boolean =>
  status !== 'finalised' && status !== 'failed' && status !== 'unconfirmed' && !declined;
