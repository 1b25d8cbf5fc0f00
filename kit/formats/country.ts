import { isCountry } from './countries';
import type { TextFormat } from './format';
import { unspaced } from './text';

const SENTENCES = {
  unknown: 'This is not a country: please give its two letters, such as RO.',
} as const;

/** A country (ISO 3166-1, alpha-2). */
export const country: TextFormat = {
  normalise: (text) => unspaced(text).toUpperCase(),
  fault: (text) => (isCountry(text) ? undefined : { text: SENTENCES.unknown }),
  sample: 'RO',
};
export const COUNTRY_SENTENCES: readonly string[] = Object.values(SENTENCES);
