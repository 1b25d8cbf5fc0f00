import type { BankChange } from './books';
import { traitsOf } from './clothes/wardrobe';
import type { Consent, Payment } from './subjects';

/** Begins a time in which a status is told as it was before SCA. */
export function beginLag(books: BankChange, subject: Consent | Payment, status: string): void {
  const { lag } = traitsOf(subject);
  if (!lag) return;
  const row = 'reads' in lag ? { status, reads_left: lag.reads } : { status, until: books.now + lag.ms };
  books.put('lags', subject.id, row);
}

/**
 * The status as the bank tells it now.
 * @param isRead whether this is one of the reads that a lag is counted in
 */
export function toldStatus<S extends string>(
  books: BankChange,
  { id, status }: { id: string; status: S },
  isRead: boolean,
): S {
  const lag = books.get('lags', id);
  if (!lag) return status;
  const isOver = lag.until !== undefined ? lag.until <= books.now : (lag.reads_left ?? 0) <= 0;
  if (isOver) books.put('lags', id, null);
  else if (isRead && lag.reads_left !== undefined) books.put('lags', id, { ...lag, reads_left: lag.reads_left - 1 });
  return isOver ? status : (lag.status as S);
}

/** A payment's status as the bank tells it: before SCA, some banks say more than that it was received. */
export const shownPaymentStatus = (books: BankChange, payment: Payment, isRead: boolean): Payment['status'] => {
  const status = toldStatus(books, payment, isRead);
  return status === 'RCVD' ? traitsOf(payment).before_sca : status;
};
