import type { Call } from './call';
import { Refusal } from './refusal';
import { check } from './schemas';
import type { PaymentOrder } from './subjects';

/** SEPA's character set (EPC217-08). */
const SEPA = /^[A-Za-z0-9/?:().,'+ -]*$/;

/** The payment in a request, as far as the bank takes it. @throws Refusal 400 FORMAT_ERROR that names the field */
export function checkedOrder(call: Call): PaymentOrder {
  try {
    const order = check<PaymentOrder>('payment', call.body);
    checkFields(call, order);
    return order;
  } catch (error) {
    if (!(error instanceof Refusal) || !call.traits.bare_refusals) throw error;
    throw new Refusal(400, 'FORMAT_ERROR', 'The payment is malformed.');
  }
}

function checkFields({ traits }: Call, order: PaymentOrder): void {
  const wrong = (path: string, text: string) => new Refusal(400, 'FORMAT_ERROR', text, { path });
  const remittance = order.remittanceInformationUnstructured ?? '';
  if (traits.debtor_required && !order.debtorAccount?.iban)
    throw wrong('debtorAccount', 'The debtor account is needed.');
  if (remittance.length > traits.longest_remittance)
    throw wrong('remittanceInformationUnstructured', `At most ${traits.longest_remittance} characters.`);
  if (!traits.sepa_characters) return;
  const texts = { creditorName: order.creditorName, remittanceInformationUnstructured: remittance };
  const bad = Object.entries(texts).find(([, text]) => !SEPA.test(text));
  if (bad) throw wrong(bad[0], 'A character is not one of SEPA’s.');
}

const cents = (decimal: string): number => Math.round(Number(decimal) * 100);
const decimal = (value: number): string => (value / 100).toFixed(2);

/** The fee of a payment, and what leaves the account in all. */
export function costsOf({ traits: { fee } }: Call, { instructedAmount: { currency, amount } }: PaymentOrder): object {
  if (!fee) return { transactionFeeIndicator: false };
  return {
    transactionFees: { currency, amount: fee },
    transactionFeeIndicator: true,
    estimatedTotalAmount: { currency, amount: decimal(cents(amount) + cents(fee)) },
  };
}
