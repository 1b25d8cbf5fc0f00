import { AMOUNT_SENTENCES, amount } from './amount';
import { BIC_SENTENCES, bic } from './bic';
import { COUNTRY_SENTENCES, country } from './country';
import { CURRENCY_SENTENCES, currency } from './currency';
import type { TextFormat } from './format';
import { IBAN_SENTENCES, iban } from './iban';
import { NAME_SENTENCES, personName } from './person-name';
import { PHONE_SENTENCES, phone } from './phone';

/** The declared formats of texts, by the name that a schema gives. `postal-address` is an object made of them. */
export const TEXT_FORMATS: Readonly<Record<string, TextFormat>> = {
  iban,
  bic,
  amount,
  currency,
  phone,
  country,
  'person-name': personName,
};

/** The format that a schema declares, if it is one of these; JSON Schema's own (`date` …) are not. */
export const formatOf = (name: unknown): TextFormat | undefined =>
  typeof name === 'string' && Object.hasOwn(TEXT_FORMATS, name) ? TEXT_FORMATS[name] : undefined;

/** All sentences of the declared formats, for translators and their test. */
export const FORMAT_SENTENCES: readonly string[] = [
  ...IBAN_SENTENCES,
  ...BIC_SENTENCES,
  ...AMOUNT_SENTENCES,
  ...CURRENCY_SENTENCES,
  ...PHONE_SENTENCES,
  ...COUNTRY_SENTENCES,
  ...NAME_SENTENCES,
];
