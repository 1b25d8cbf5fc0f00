import { isObject } from '../../domain/json';
import type { Sentence } from '../languages/sentence';
import { normalCurrency } from './currency';
import { decimalsOf } from './currency-table';
import type { FormatContext, TextFormat } from './format';
import { trimmed } from './text';

const SENTENCES = {
  form: 'Please write the amount in digits, with a dot before the decimals and nothing between thousands.',
  none: 'An amount in {currency} has no decimals.',
  decimals: 'An amount in {currency} has at most {decimals} decimals.',
  above: 'The amount must be more than {limit}.',
  least: 'The amount must be at least {limit}.',
  most: 'The amount must be at most {limit}.',
} as const;

/** Digits before the dot, and the decimals. Nothing is guessed about signs between thousands. */
const AMOUNT = /^(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,6}))?$/;
/** A comma before one or two decimals can't stand between thousands. */
const COMMA = /^([0-9]+),([0-9]{1,2})$/;

/** `x-amount`: bounds as decimal texts, and the currency, by name or as the name of the field beside it. */
export interface AmountOptions {
  exclusiveMinimum?: string;
  minimum?: string;
  maximum?: string;
  currency?: string;
  currencyField?: string;
}

/** An amount as it is kept: a dot before the decimals, as many of them as its currency has, where that is known. */
export function normalAmount(text: string, decimals?: number): string {
  const plain = trimmed(text).replace(COMMA, '$1.$2');
  const [, whole, fraction = ''] = AMOUNT.exec(plain) ?? [];
  if (whole === undefined || decimals === undefined || fraction.length > decimals) return plain;
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

/** What is wrong with a normalised amount. */
export function amountFault(text: string, options: AmountOptions, decimals?: number): Sentence | undefined {
  const [, , fraction = ''] = AMOUNT.exec(text) ?? [];
  if (!AMOUNT.test(text)) return { text: SENTENCES.form };
  const currency = options.currency ?? '';
  if (decimals === 0 && fraction !== '') return { text: SENTENCES.none, values: { currency } };
  if (decimals !== undefined && fraction.length > decimals)
    return { text: SENTENCES.decimals, values: { currency, decimals } };
  const { exclusiveMinimum, minimum, maximum } = options;
  if (exclusiveMinimum !== undefined && compareAmounts(text, exclusiveMinimum) <= 0)
    return { text: SENTENCES.above, values: { limit: exclusiveMinimum } };
  if (minimum !== undefined && compareAmounts(text, minimum) < 0)
    return { text: SENTENCES.least, values: { limit: minimum } };
  if (maximum !== undefined && compareAmounts(text, maximum) > 0)
    return { text: SENTENCES.most, values: { limit: maximum } };
  return undefined;
}

/** Compares two plain decimals as numbers of any length: no amount passes through binary fractions. */
export function compareAmounts(a: string, b: string): number {
  const scaled = (text: string): bigint => {
    const [whole = '0', fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(6, '0'));
  };
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function optionsIn({ schema, siblings }: FormatContext): AmountOptions {
  const options = (isObject(schema['x-amount']) ? schema['x-amount'] : {}) as AmountOptions;
  const beside = options.currencyField === undefined ? undefined : siblings[options.currencyField];
  const currency = options.currency ?? (typeof beside === 'string' ? normalCurrency(beside) : undefined);
  return { ...options, ...(currency === undefined ? {} : { currency }) };
}

const decimalsIn = (options: AmountOptions, today: string): number | undefined =>
  options.currency === undefined ? undefined : decimalsOf(options.currency, today);

/** An amount of money as a decimal text; its options are in `x-amount`. */
export const amount: TextFormat = {
  normalise: (text, context) => normalAmount(text, decimalsIn(optionsIn(context), context.today)),
  fault(text, context) {
    const options = optionsIn(context);
    return amountFault(text, options, decimalsIn(options, context.today));
  },
  sample: '24.90',
};
export const AMOUNT_SENTENCES: readonly string[] = Object.values(SENTENCES);
