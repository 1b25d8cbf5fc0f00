import { ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
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

/** An IBAN as people paste it: with blanks, in lower case. */
export const normalIban = (text: string): string => text.replace(/[\s\u00a0-]+/g, '').toUpperCase();

/** ISO 13616: two letters, two check digits, and the whole is 1 modulo 97. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/.test(text)) return false;
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** A SEPA amount: 0.01 to 999,999,999.99 (EPC rulebooks), written with a dot. */
const AMOUNT = /^(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?$/;
const isAmount = (text: string): boolean => AMOUNT.test(text) && Number(text) > 0;

/** A payment's fields as the bank takes them, and what had to be changed in texts for that. */
export interface Prepared {
  fields: JsonObject;
  /** Whether a text differs from the one given by more than blanks: the user should see it. */
  changed: boolean;
}

/**
 * Checks a payment's fields before the bank does, and writes them as the bank takes them: IBANs without blanks, texts in
 * SEPA's characters. Throws `ConnectorError` with a code of `FIELD_CODES` for the first field that can't be mended.
 */
export function prepare(profile: BankProfile, args: JsonObject): Prepared {
  const { pis, limits } = profile;
  const text = (name: string) => (typeof args[name] === 'string' ? args[name] : '');
  const creditor = normalIban(text('creditor_iban'));
  const debtor = normalIban(text('debtor_iban'));
  if (!isIban(creditor)) throw wrong('pis.creditor_iban_invalid');
  if (debtor !== '' && !isIban(debtor)) throw wrong('pis.debtor_iban_invalid');
  if (debtor === '' && pis.debtor_account === 'required') throw wrong('pis.debtor_iban_needed');
  if (!isAmount(text('amount').trim())) throw wrong('pis.amount_invalid');
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
      amount: text('amount').trim(),
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
