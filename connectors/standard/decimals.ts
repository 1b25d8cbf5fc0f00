/** An exact decimal: `digits` over ten to the power of `scale`. No number of the language's own comes near it. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

/** How a decimal is cut. `half_up`: half away from zero, as in commerce. `half_even`: half to the even digit. */
export const ROUNDINGS = ['half_up', 'half_even', 'up', 'down'] as const;
export type Rounding = (typeof ROUNDINGS)[number];

const DECIMAL = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?$/;
/** The decimals that a result has at most, and the digits before them. */
const MOST_SCALE = 6;
const MOST_WHOLE = 15;

/** Reads the text of a decimal; `undefined` where it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length };
}

/** Writes a decimal with all of its decimals; `undefined` where it has more digits than can be read again. */
export function decimalText({ digits, scale }: Decimal): string | undefined {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  if (whole.length > MOST_WHOLE || scale > MOST_SCALE) return undefined;
  const fraction = scale === 0 ? '' : `.${text.slice(-scale)}`;
  return `${digits < 0n ? '-' : ''}${whole}${fraction}`;
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);
const scaledTo = ({ digits, scale }: Decimal, to: number): bigint => digits * power(to - scale);

/** The exact sum, with the decimals of the part that has most. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: scaledTo(a, scale) + scaledTo(b, scale), scale };
}

export const negated = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

/** The exact product. */
export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

/** -1, 0 or 1: how the first stands to the second. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const difference = scaledTo(a, scale) - scaledTo(b, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The quotient, cut to so many decimals. The divisor must not be 0. */
export function divide(a: Decimal, b: Decimal, decimals: number, rounding: Rounding): Decimal {
  const numerator = a.digits * power(b.scale + decimals);
  const denominator = b.digits * power(a.scale);
  return { digits: roundedQuotient(numerator, denominator, rounding), scale: decimals };
}

/** The decimal, cut to so many decimals. */
export const rounded = (value: Decimal, decimals: number, rounding: Rounding): Decimal =>
  divide(value, { digits: 1n, scale: 0 }, decimals, rounding);

/** A quotient of whole numbers as a whole number. `up` is away from zero, `down` towards it. */
function roundedQuotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  if (rest === 0n || rounding === 'down') return quotient;
  const isNegative = numerator < 0n !== denominator < 0n;
  const away = quotient + (isNegative ? -1n : 1n);
  if (rounding === 'up') return away;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const whole = denominator < 0n ? -denominator : denominator;
  if (twice !== whole) return twice > whole ? away : quotient;
  return rounding === 'half_up' || quotient % 2n !== 0n ? away : quotient;
}
