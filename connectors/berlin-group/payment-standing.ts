import type { CallContext, PaymentStanding } from '../../domain/connector';
import type { Json } from '../../domain/json';
import { needText } from '../toolkit/json-readers';
import type { Bank, RequestContext } from './client';
import type { Product } from './profile';

/** ISO 20022 codes by which a bank says no, or that the payment was taken back. */
export const REJECTED: ReadonlySet<string> = new Set(['RJCT', 'CANC']);
/** Money is on its way or has come: no bank says so before the user has authorised. */
export const UNDER_WAY: ReadonlySet<string> = new Set(['ACSP', 'ACFC', 'ACSC', 'ACCC']);

/** The context of a call with the user's access token, where the bank wants one. */
export type Around = CallContext & { token?: string };

export const productOf = (value: Json | undefined): Product =>
  value === 'instant' || value === 'domestic' ? value : 'standard';

export function paymentUrl(bank: Bank, product: Product, ...more: string[]): URL {
  const { service, products } = bank.profile.pis;
  return bank.url('payments', { service, product: products[product] ?? '' }, ...more);
}

/** A payment's status at the bank, as ISO 20022 codes it. */
export const paymentStatus = async (
  bank: Bank,
  product: Product,
  paymentId: string,
  ctx: RequestContext,
): Promise<string> =>
  needText((await bank.read(paymentUrl(bank, product, paymentId, 'status'), ctx)).body, 'transactionStatus', 4);

/** What a payment's status means at this bank. */
export function standingIn({ profile: { pis } }: Bank, product: Product, transaction_status: string): PaymentStanding {
  const state = pis.settled[product].includes(transaction_status)
    ? 'settled'
    : REJECTED.has(transaction_status)
      ? 'rejected'
      : pis.accepted.includes(transaction_status)
        ? 'accepted'
        : 'open';
  return { state, transaction_status };
}

/** Whether no attempt will come after this one. */
export const isLastLook = ({ attempt }: CallContext): boolean =>
  attempt?.left !== undefined && attempt.left < 2 * attempt.ms + 1_000;
