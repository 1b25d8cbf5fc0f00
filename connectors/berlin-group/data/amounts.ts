import { isObject, type Json } from '../../../domain/json';
import { type Read, Unreadable } from './reading';
import { codeOf } from './texts';

export interface Money {
  amount: string;
  currency: string;
}

/** `+12.50`, `.99`, `12.`: a sign, digits, a point, with at least one digit. */
const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** `1.234,50` and `12,50`: one or two digits after the comma, so it can't be a separator of thousands. */
const COMMA = /^([+-]?)(\d{1,3}(?:[.' ]\d{3})+|\d+),(\d{1,2})$/;
/** `1,234.50` and `1 234.50`: thousands in groups, and a point for the decimals. */
const GROUPED = /^([+-]?)(\d{1,3}(?:[,' ]\d{3})+)\.(\d{1,2})$/;

/**
 * A decimal number as banks write it, in our form: `-?digits[.digits]`. A JSON number, a plus and a leading point are
 * plain; a decimal comma or a sign behind the digits is a guess. `undefined` where it can't be read for certain.
 */
export function decimalOf(value: Json | undefined): { amount: string; isGuess: boolean } | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? decimalOf(numberText(value)) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/[\u00a0\u202f]/g, ' ')
    .replaceAll('\u2212', '-')
    .trim();
  const plain = PLAIN.exec(text);
  if (plain) return inOurForm(plain, false);
  const signLast = /^([^+-]+)([+-])$/.exec(text);
  const signFirst = signLast ? `${signLast[2]}${signLast[1]?.trim()}` : text;
  const odd = COMMA.exec(signFirst) ?? GROUPED.exec(signFirst) ?? (signLast && PLAIN.exec(signFirst));
  return odd ? inOurForm(odd, true) : undefined;
}

/** A number of JSON has lost its zeros: hundredths are given back. */
const numberText = (value: number): string => {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.00` : /\.\d$/.test(text) ? `${text}0` : text;
};

function inOurForm([, sign = '', whole = '', decimals = '']: RegExpExecArray, isGuess: boolean) {
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const places = decimals.length > 6 ? decimals.replace(/0+$/, '') : decimals;
  if (whole + decimals === '' || digits.length > 15 || places.length > 6) return undefined;
  const number = `${digits || '0'}${places === '' ? '' : `.${places}`}`;
  return { amount: sign === '-' && /[1-9]/.test(number) ? `-${number}` : number, isGuess };
}

/**
 * A Berlin Group `amount`. `known` is the account's currency, taken where the bank names none. Throws `Unreadable`.
 */
export function moneyOf(value: Json | undefined, known?: string): Read<Money> {
  const money = isObject(value) ? value : { amount: value ?? null };
  const decimal = decimalOf(money.amount);
  if (!decimal) throw new Unreadable('its amount can’t be read');
  const named = codeOf(money.currency);
  const currency = named ?? known;
  if (currency === undefined) throw new Unreadable('its amount has no currency');
  return {
    value: { amount: decimal.amount, currency },
    guesses: [
      ...(decimal.isGuess
        ? [
            {
              field: 'amount',
              code: 'amount_guessed' as const,
              message: 'The amount is not written as a plain decimal.',
            },
          ]
        : []),
      ...(named === undefined
        ? [
            {
              field: 'currency',
              code: 'currency_guessed' as const,
              message: 'The bank named no currency; it is the account’s.',
            },
          ]
        : []),
    ],
  };
}

export const isDebit = (amount: string): boolean => amount.startsWith('-');

/** The other sign; nothing has none. */
export const negated = (amount: string): string =>
  isDebit(amount) ? amount.slice(1) : /[1-9]/.test(amount) ? `-${amount}` : amount;

/** Whether decimals add up to a total, exactly. */
export function addUp(amounts: readonly string[], total: string): boolean {
  const millionths = (amount: string): bigint => {
    const [whole = '0', decimals = ''] = amount.replace('-', '').split('.');
    const value = BigInt(whole + decimals.padEnd(6, '0'));
    return isDebit(amount) ? -value : value;
  };
  return amounts.reduce((sum, amount) => sum + millionths(amount), 0n) === millionths(total);
}
