import { html, type Markup } from '../html';
import type { Authorisation, Bank } from './books';

/** What the user is asked to approve, in a sentence. */
export function describe({ ledger }: Bank, { kind, subject_id }: Authorisation): Markup {
  if (kind === 'consents') {
    const consent = ledger.get('consents', subject_id);
    return html`Let the sandbox app read your accounts, balances and transactions until <strong>${consent?.valid_until}</strong>.`;
  }
  if (kind === 'payments' || kind === 'cancellations') {
    const order = ledger.get('payments', subject_id)?.order;
    const { amount, currency } = order?.instructedAmount ?? {};
    return html`${kind === 'payments' ? 'Pay' : 'Cancel the payment of'} <strong>${amount} ${currency}</strong> to <strong>${order?.creditorName}</strong>, ${order?.creditorAccount.iban}${
      order?.remittanceInformationUnstructured ? html` (“${order.remittanceInformationUnstructured}”)` : html``
    }.`;
  }
  const quote = ledger.get('quotes', ledger.get('holds', subject_id)?.quote_id ?? '');
  return html`Open a term deposit of <strong>${quote?.value} ${quote?.currency}</strong> for ${quote?.period} months at ${quote?.rate} %.`;
}
