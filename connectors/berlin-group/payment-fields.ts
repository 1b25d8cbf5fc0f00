import { ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { amountFault, normalAmount } from '../../kit/formats/amount';
import { ibanFault, normalIban } from '../../kit/formats/iban';
import type { BankProfile } from './profile';
import { sepaText } from './sepa-text';

/** What is wrong with a payment's field, by the code of the catalog's sentence for it. */
export const FIELD_CODES = {
  'pis.creditor_iban_invalid': 'This is not a valid IBAN: please check the payee’s account number.',
  'pis.debtor_iban_invalid': 'This is not a valid IBAN: please check your own account number.',
  'pis.debtor_iban_needed': 'Your bank wants to know from which of your accounts you pay: please give its IBAN.',
  'pis.creditor_name_invalid': 'The payee’s name is too long for your bank, or has characters that it does not take.',
  'pis.amount_invalid':
    'The amount must be more than nothing, with at most two decimals, and below a thousand million.',
  'pis.currency_not_offered': 'Your bank does not send this kind of payment in this currency.',
  'pis.remittance_invalid':
    'The remittance information is too long for your bank, or has characters that it does not take.',
} as const satisfies Record<string, string>;
export type FieldCode = keyof typeof FIELD_CODES;

const wrong = (code: FieldCode, cause?: unknown) => new ConnectorError(code, FIELD_CODES[code], { cause });

/** The same rule as that of forms (`"format": "iban"`), for documents that leave the field open. */
const isIban = (text: string): boolean => ibanFault(text) === undefined;

/** A SEPA amount: 0.01 to 999,999,999.99 (EPC rulebooks). */
const SEPA_AMOUNT = { exclusiveMinimum: '0', maximum: '999999999.99' };
const SEPA_DECIMALS = 2;
const isAmount = (text: string): boolean => amountFault(text, SEPA_AMOUNT, SEPA_DECIMALS) === undefined;

/** A payment's fields as the bank takes them, and what had to be changed in texts for that. */
export interface Prepared {
  fields: JsonObject;
  /** Whether a text differs from the one given by more than blanks: the user should see it. */
  changed: boolean;
}

/**
 * Checks a payment's fields before the bank does, and writes them as the bank takes them: IBANs without blanks, texts
 * in SEPA's characters. Throws `ConnectorError` with a code of `FIELD_CODES` for the first field that can't be mended.
 */
export function prepare(profile: BankProfile, args: JsonObject): Prepared {
  const { pis, limits } = profile;
  const text = (name: string) => (typeof args[name] === 'string' ? args[name] : '');
  const creditor = normalIban(text('creditor_iban'));
  const debtor = normalIban(text('debtor_iban'));
  if (!isIban(creditor)) throw wrong('pis.creditor_iban_invalid');
  if (debtor !== '' && !isIban(debtor)) throw wrong('pis.debtor_iban_invalid');
  if (debtor === '' && pis.debtor_account === 'required') throw wrong('pis.debtor_iban_needed');
  const amount = normalAmount(text('amount'));
  if (!isAmount(amount)) throw wrong('pis.amount_invalid');
  if (!pis.currencies.includes(text('currency'))) throw wrong('pis.currency_not_offered');
  const [name, remittance] = [sepaText(text('creditor_name')), sepaText(text('remittance'))];
  if (name === '' || name.length > limits.name_length) throw wrong('pis.creditor_name_invalid');
  const isLost = text('remittance').trim() !== '' && remittance === '';
  if (remittance.length > limits.remittance_length || isLost) throw wrong('pis.remittance_invalid');
  const isSame = (given: string, written: string) => given.trim().replace(/\s+/g, ' ') === written;
  return {
    fields: {
      creditor_iban: creditor,
      creditor_name: name,
      amount,
      currency: text('currency'),
      ...(debtor !== '' && pis.debtor_account !== 'never' ? { debtor_iban: debtor } : {}),
      ...(remittance !== '' ? { remittance } : {}),
    },
    changed: !isSame(text('creditor_name'), name) || !isSame(text('remittance'), remittance),
  };
}

/** A bank's name of a field → the code of our sentence for it. */
const FIELDS: [path: RegExp, code: FieldCode][] = [
  [/creditorAccount/i, 'pis.creditor_iban_invalid'],
  [/debtorAccount/i, 'pis.debtor_iban_invalid'],
  [/creditorName/i, 'pis.creditor_name_invalid'],
  [/currency/i, 'pis.currency_not_offered'],
  [/instructedAmount|amount/i, 'pis.amount_invalid'],
  [/remittance/i, 'pis.remittance_invalid'],
];

/** The outcome for a field that a bank refuses; `undefined` where it names none that the user filled in. */
export function fieldRefused(paths: readonly string[], args: JsonObject, cause: unknown): ConnectorError | undefined {
  const [, code] = FIELDS.find(([path]) => paths.some((each) => path.test(each))) ?? [];
  if (code === undefined) return undefined;
  const isMissing = code === 'pis.debtor_iban_invalid' && typeof args.debtor_iban !== 'string';
  return wrong(isMissing ? 'pis.debtor_iban_needed' : code, cause);
}
