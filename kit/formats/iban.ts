import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import type { Sentence } from '../languages/sentence';
import type { TextFormat } from './format';
import { unspaced } from './text';

const SENTENCES = {
  country: 'An IBAN begins with two letters for its country: please check the beginning.',
  length: 'An IBAN of this country has {length} characters; this one has {given}.',
  form: 'An IBAN of this country is not written like this: please check letters and digits.',
  checkDigits: 'This is not a valid IBAN: please check for a mistyped or swapped character.',
  account: 'This IBAN has an account number that its country does not give: please check it.',
} as const;

/** An IBAN as it is kept: no blanks, dashes or word in front, capital letters. */
export const normalIban = (text: string): string =>
  unspaced(text)
    .replace(/[-\u2010-\u2015.]/g, '')
    .toUpperCase()
    .replace(/^IBAN:?(?=[A-Z]{2}[0-9])/, '');

/** What is wrong with a normalised IBAN: country, length, form, check digits (ISO 13616), national check digits. */
export function ibanFault(iban: string): Sentence | undefined {
  const { valid, errorCodes } = validateIBAN(iban);
  if (valid) return undefined;
  const has = (code: ValidationErrorsIBAN) => errorCodes.includes(code);
  const spec = countrySpecs[iban.slice(0, 2)];
  if (!spec?.chars || has(ValidationErrorsIBAN.NoIBANProvided) || has(ValidationErrorsIBAN.NoIBANCountry))
    return { text: SENTENCES.country };
  if (iban.length !== spec.chars) return { text: SENTENCES.length, values: { length: spec.chars, given: iban.length } };
  if (has(ValidationErrorsIBAN.WrongIBANChecksum)) return { text: SENTENCES.checkDigits };
  if (has(ValidationErrorsIBAN.WrongAccountBankBranchChecksum)) return { text: SENTENCES.account };
  return { text: SENTENCES.form };
}

/** IBAN (ISO 13616), with the national check digits that ibantools knows: not those of Italy, Finland, Netherlands. */
export const iban: TextFormat = { normalise: normalIban, fault: ibanFault, sample: 'DE89370400440532013000' };
export const IBAN_SENTENCES: readonly string[] = Object.values(SENTENCES);
