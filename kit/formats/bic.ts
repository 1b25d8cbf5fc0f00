import { isCountry } from './countries';
import type { TextFormat } from './format';
import { unspaced } from './text';

/** ISO 9362: party prefix, country, suffix, and a branch where one is meant. */
const BIC = /^[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

const SENTENCES = {
  form: 'A BIC has 8 or 11 letters and digits, with the country’s two letters in fifth place.',
} as const;

/** BIC (ISO 9362). */
export const bic: TextFormat = {
  normalise: (text) => unspaced(text).toUpperCase(),
  fault: (text) => (isCountry(BIC.exec(text)?.[1] ?? '') ? undefined : { text: SENTENCES.form }),
  sample: 'COBADEFFXXX',
};
export const BIC_SENTENCES: readonly string[] = Object.values(SENTENCES);
