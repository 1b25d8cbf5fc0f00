import { subjectPath } from './addresses';
import { redirectUris } from './authorisation-start';
import { subjectOf } from './authorisations';
import type { Call } from './call';
import type { Operation } from './operation';
import { type Answer, Refusal } from './refusal';
import { shownPaymentStatus } from './status-lag';
import type { Payment } from './subjects';

/** The money hasn't left yet. */
const CANCELLABLE: Payment['status'][] = ['RCVD', 'PDNG', 'PATC', 'ACTC', 'ACCP'];

/** DELETE of a payment: cancelled at once (204), or by an authorisation of its own (202 with startAuthorisation). */
export const cancel: Operation = (call) => {
  const payment = subjectOf('payments', call);
  if (payment.status === 'CANC') return { status: 204 };
  if (
    call.traits.cancellation_needs_uri &&
    call.clothes.approaches.includes('REDIRECT') &&
    !call.header('TPP-Redirect-URI')
  )
    throw new Refusal(400, 'FORMAT_ERROR', 'An address to return to is needed.', { path: 'TPP-Redirect-URI' });
  if (!CANCELLABLE.includes(payment.status)) {
    throw new Refusal(405, 'CANCELLATION_INVALID', 'The payment can no longer be cancelled.', {
      headers: { Allow: 'GET' },
    });
  }
  return call.traits.cancellation === 'by_sca' ? awaitAuthorisation(call, payment) : cancelNow(call, payment);
};

function cancelNow({ books }: Call, payment: Payment): Answer {
  books.put('lags', payment.id, null);
  books.put('payments', payment.id, { ...payment, status: 'CANC' });
  books.effect('payment.cancelled', payment.id);
  return { status: 204 };
}

function awaitAuthorisation(call: Call, payment: Payment): Answer {
  call.books.put('payments', payment.id, { ...payment, ...redirectUris(call), cancelling: true });
  const self = subjectPath('payments', payment);
  return {
    status: 202,
    body: {
      transactionStatus: shownPaymentStatus(call.books, payment, false),
      _links: {
        self: { href: self },
        status: { href: `${self}/status` },
        startAuthorisation: { href: `${self}/cancellation-authorisations` },
      },
    },
  };
}
