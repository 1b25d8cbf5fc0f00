import { randomUUID } from 'node:crypto';
import { redirectUris, subjectOf } from './authorisations';
import type { Payment, PaymentOrder } from './books';
import { firstLinks, requireUserAddress } from './consents';
import type { Operation } from './operation';
import { accountsOf } from './portfolio';
import { Refusal } from './refusal';
import { check } from './schemas';
import { BLOCKED_IBAN, knownUser } from './users';

const PATH = '/psd2/v1/payments/sepa-credit-transfers';

export const initiate: Operation = (call) => {
  requireUserAddress(call);
  const order = check<PaymentOrder>('payment', call.body);
  const psu_id = call.header('PSU-ID');
  if (psu_id) knownUser(psu_id);
  const blocked = order.creditorAccount.iban === BLOCKED_IBAN;
  const payment: Payment = {
    id: randomUUID(),
    ...(psu_id && { psu_id }),
    ...redirectUris(call),
    status: blocked ? 'RJCT' : 'RCVD',
    order: kept(order),
  };
  call.books.put('payments', payment.id, payment);
  call.books.effect(blocked ? 'payment.rejected' : 'payment.created', payment.id);
  const self = `${PATH}/${payment.id}`;
  const created = { transactionStatus: payment.status, paymentId: payment.id, transactionFeeIndicator: false };
  if (blocked) {
    const psuMessage = 'The account of the payee does not take payments.';
    const _links = { self: { href: self }, status: { href: `${self}/status` } };
    return { status: 201, headers: { Location: self }, body: { ...created, psuMessage, _links } };
  }
  const { approach, body, own } = firstLinks(call, 'payments', payment, self);
  return {
    status: 201,
    headers: { Location: self, 'ASPSP-SCA-Approach': approach },
    body: { ...created, ...body, _links: { ...body._links, ...own } },
  };
};

/** What the bank keeps of an order: the fields it knows. */
function kept({
  endToEndIdentification,
  debtorAccount,
  remittanceInformationUnstructured,
  ...order
}: PaymentOrder): PaymentOrder {
  return {
    ...(endToEndIdentification && { endToEndIdentification }),
    ...(debtorAccount && { debtorAccount }),
    instructedAmount: order.instructedAmount,
    creditorAccount: order.creditorAccount,
    creditorName: order.creditorName,
    ...(remittanceInformationUnstructured && { remittanceInformationUnstructured }),
  };
}

/** The account that pays: the one that was named, else the user's main account. */
export function debtorOf(payment: Payment): { iban?: string; currency?: string } {
  const [main] = accountsOf(payment.psu_id);
  return payment.order.debtorAccount ?? (main ? { iban: main.iban, currency: main.currency } : {});
}

export const read: Operation = (call) => {
  const payment = subjectOf('payments', call);
  return {
    status: 200,
    body: { ...payment.order, debtorAccount: debtorOf(payment), transactionStatus: payment.status },
  };
};

export const status: Operation = (call) => {
  const { status: transactionStatus } = subjectOf('payments', call);
  return { status: 200, body: { transactionStatus, ...(transactionStatus === 'ACTC' && { fundsAvailable: true }) } };
};

/** No authorisation is needed to cancel, as long as the money hasn't left. */
export const cancel: Operation = (call) => {
  const payment = subjectOf('payments', call);
  if (payment.status === 'CANC') return { status: 204 };
  if (payment.status !== 'RCVD' && payment.status !== 'ACTC') {
    throw new Refusal(405, 'CANCELLATION_INVALID', 'The payment can no longer be cancelled.', {
      headers: { Allow: 'GET' },
    });
  }
  call.books.put('payments', payment.id, { ...payment, status: 'CANC' });
  call.books.effect('payment.cancelled', payment.id);
  return { status: 204 };
};
