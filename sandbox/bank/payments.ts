import { randomUUID } from 'node:crypto';
import { redirectUris } from './authorisation-start';
import { subjectOf } from './authorisations';
import type { Call } from './call';
import { requireCreator, requireUser } from './consents';
import { exempt } from './exemption';
import { firstLinks } from './first-links';
import type { Operation } from './operation';
import { checkedOrder, costsOf } from './payment-rules';
import { accountsOf } from './portfolio';
import type { Answer } from './refusal';
import { Refusal } from './refusal';
import { shownPaymentStatus } from './status-lag';
import type { Payment, PaymentOrder } from './subjects';
import { BLOCKED_IBAN } from './users';

/** POST of a payment of one product, by the standard's name. */
export const initiate =
  (product: string): Operation =>
  (call) => {
    requireCreator(call);
    requireUser(call);
    if (product.startsWith('instant') && call.traits.instant === 'refused')
      throw new Refusal(403, 'PRODUCT_INVALID', 'This user has no instant payments.');
    const order = checkedOrder(call);
    const blocked = order.creditorAccount.iban === BLOCKED_IBAN;
    const payment: Payment = {
      id: randomUUID(),
      bank: call.clothes.name,
      product,
      ...(call.psu_id && { psu_id: call.psu_id }),
      ...redirectUris(call),
      status: blocked ? 'RJCT' : 'RCVD',
      order: kept(order),
    };
    call.books.put('payments', payment.id, payment);
    call.books.effect(blocked ? 'payment.rejected' : 'payment.created', payment.id);
    return blocked ? rejected(call, payment) : received(call, payment);
  };

function rejected(call: Call, payment: Payment): Answer {
  const self = `${call.path}/${payment.id}`;
  const psuMessage = 'The account of the payee does not take payments.';
  const _links = { self: { href: self }, status: { href: `${self}/status` } };
  const body = { transactionStatus: 'RJCT', paymentId: payment.id, transactionFeeIndicator: false, psuMessage, _links };
  return { status: 201, headers: { Location: self }, body };
}

function received(call: Call, payment: Payment): Answer {
  const { approach, self, body } = firstLinks(call, 'payments', payment);
  if (call.traits.exempt) exempt(call.books, 'payments', payment.id);
  const now = call.books.get('payments', payment.id) ?? payment;
  const transactionStatus = shownPaymentStatus(call.books, now, false);
  return {
    status: 201,
    headers: { Location: self, 'ASPSP-SCA-Approach': approach },
    body: { transactionStatus, paymentId: payment.id, ...costsOf(call, payment.order), ...body },
  };
}

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
  const [main] = accountsOf(payment);
  return payment.order.debtorAccount ?? (main ? { iban: main.iban, currency: main.currency } : {});
}

export const read: Operation = (call) => {
  const payment = subjectOf('payments', call);
  const transactionStatus = shownPaymentStatus(call.books, payment, true);
  return { status: 200, body: { ...payment.order, debtorAccount: debtorOf(payment), transactionStatus } };
};

export const status: Operation = (call) => {
  const payment = subjectOf('payments', call);
  const transactionStatus = shownPaymentStatus(call.books, payment, true);
  const fundsAvailable = payment.status === 'ACTC' && transactionStatus === 'ACTC';
  return { status: 200, body: { transactionStatus, ...(fundsAvailable && { fundsAvailable }) } };
};
