import { isoDate } from './books';

/** Percent a year, by currency and months. */
const RATES: Record<string, Record<string, string>> = {
  EUR: { 3: '2.10', 6: '2.35', 12: '2.60' },
  RON: { 6: '5.40', 12: '5.75' },
};

/** For this value no terms are offered. */
export const UNAVAILABLE_VALUE = '999';

export const rateFor = (currency: string, period: string): string | undefined => RATES[currency]?.[period];

/** An amount or rate with at most two decimals, in hundredths. */
function hundredths(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}

export const decimal = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

/** Simple interest over whole months, rounded half up to the cent: no floating point near money. */
export function interestOn(value: string, rate: string, months: number): string {
  const numerator = hundredths(value) * hundredths(rate) * BigInt(months);
  const denominator = 100n * 100n * 12n;
  return decimal((numerator + denominator / 2n) / denominator);
}

/** The day so many months after a time (ms); a month too short for the day ends on its last. */
export function maturity(now: number, months: number): string {
  const day = new Date(now);
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0)).getUTCDate();
  return isoDate(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), last)));
}
