import { type BankChange, isoDate } from './books';
import { traitsOf } from './clothes/wardrobe';
import type { Payment } from './subjects';

const FINAL: Record<string, string> = { ACSC: 'payment.settled', ACCC: 'payment.settled', RJCT: 'payment.rejected' };

/** The next step on a payment's course: a status now, and the one after it when its time comes. */
export function proceed(books: BankChange, payment: Payment, step: number): void {
  const { course, instant_course, instant } = traitsOf(payment);
  const isInstant = payment.product === 'instant-sepa-credit-transfers';
  const steps = isInstant && instant === 'rejected' ? ([['RJCT', 0]] as const) : isInstant ? instant_course : course;
  const [status] = steps[step] ?? ['ACSC'];
  const next = steps[step + 1];
  const isSettled = status === 'ACSC' || status === 'ACCC';
  books.put('payments', payment.id, { ...payment, status, ...(isSettled && { settled_on: isoDate(books.now) }) });
  if (FINAL[status]) books.effect(FINAL[status], payment.id);
  if (!next) return;
  const at = books.now + next[1] - (steps[step]?.[1] ?? 0);
  books.put('due', payment.id, { table: 'payments', id: payment.id, at, step: step + 1 });
}
