import { decimalsOf } from './currency-table';
import type { TextFormat } from './format';
import { unspaced } from './text';

const SENTENCES = {
  unknown: 'This is not a currency that is in use: please give its three letters, such as EUR.',
} as const;

export const normalCurrency = (text: string): string => unspaced(text).toUpperCase();

/** Currency (ISO 4217) in use on the day. */
export const currency: TextFormat = {
  normalise: normalCurrency,
  fault: (text, { today }) => (decimalsOf(text, today) === undefined ? { text: SENTENCES.unknown } : undefined),
  sample: 'EUR',
};
export const CURRENCY_SENTENCES: readonly string[] = Object.values(SENTENCES);
