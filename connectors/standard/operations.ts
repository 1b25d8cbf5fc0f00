import { extractIBAN, isSEPACountry } from 'ibantools';
import { type CallHandler, ConnectorError } from '../../domain/connector';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import { ibanFault } from '../../kit/formats/iban';
import { INVALID, INVALID_SENTENCE } from './catalog';
import { addTo, type Day, daysBetween, dayText, parseDay, today, yearsBetween } from './dates';
import {
  add,
  compare,
  type Decimal,
  decimalText,
  divide,
  multiply,
  negated,
  parseDecimal,
  type Rounding,
  rounded,
} from './decimals';
import { namesMatch } from './names';

/**
 * One of the platform's own operations: a function of its arguments and the time, ms since the epoch. Throws
 * `ConnectorError` `std.invalid`. Its arguments have been judged by the catalog's schema.
 */
export type StandardOperation = (args: JsonObject, now: number) => JsonObject;

/** A value that is there, or the operation's refusal. Its sentence is the catalog's; it never names the value. */
function valid<T>(value: T | undefined): T {
  if (value === undefined) throw new ConnectorError(INVALID, INVALID_SENTENCE);
  return value;
}

const day = (value: Json | undefined): Day => valid(parseDay(String(value)));
const decimal = (value: Json | undefined): Decimal => valid(parseDecimal(String(value)));
const written = (value: Decimal): string => valid(decimalText(value));
const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
const plain = (value: Json | undefined): string => String(value).normalize('NFC').trim();

const zoneOf = ({ zone = 'UTC' }: JsonObject): string => String(zone);
const dayOf = (args: JsonObject, now: number): Day =>
  args.on === undefined ? valid(today(zoneOf(args), now)) : day(args.on);

const OLDEST = 150;

function ageOf(birthDate: Json | undefined, on: Day): number {
  const years = yearsBetween(day(birthDate), on);
  return valid(years >= 0 && years <= OLDEST ? years : undefined);
}

const cut = (value: Decimal, { decimals, rounding = 'half_up' }: JsonObject): string =>
  written(rounded(value, number(decimals), rounding as Rounding));

const HUNDREDTH: Decimal = { digits: 1n, scale: 2 };
const RELATIONS = { [-1]: 'less', 0: 'equal', 1: 'greater' } as const;

function ages(args: JsonObject, now: number): JsonObject {
  const on = dayOf(args, now);
  const people = (args.people as Json[]).filter(isObject);
  const all = people.map(({ birth_date }) => ageOf(birth_date, on));
  const { from_age = 0, to_age = OLDEST } = args;
  const counted = all.filter((years) => years >= number(from_age) && years <= number(to_age)).length;
  return { ages: all, youngest: Math.min(...all), oldest: Math.max(...all), counted };
}

function ibanFacts(iban: string): JsonObject {
  valid(ibanFault(iban) === undefined ? iban : undefined);
  const country = iban.slice(0, 2);
  const { bankIdentifier } = extractIBAN(iban);
  return { country, is_sepa: isSEPACountry(country), ...(bankIdentifier ? { bank_code: bankIdentifier } : {}) };
}

/** Every operation of `std`, by its name. */
export const STANDARD: Readonly<Record<string, StandardOperation>> = {
  'std.today': (args, now) => ({ date: valid(dayText(valid(today(zoneOf(args), now)))) }),
  'std.age': (args, now) => ({ years: ageOf(args.birth_date, dayOf(args, now)) }),
  'std.ages': ages,
  'std.date_add': ({ date, years, months, weeks, days }) => {
    const later = addTo(day(date), number(years) * 12 + number(months), number(weeks) * 7 + number(days));
    return { date: valid(dayText(later)) };
  },
  'std.days_between': ({ from, to }) => ({ days: daysBetween(day(from), day(to)) }),
  'std.sum': ({ amounts }) => ({ sum: written((amounts as Json[]).map(decimal).reduce(add)) }),
  'std.subtract': ({ from, amount }) => ({ difference: written(add(decimal(from), negated(decimal(amount)))) }),
  'std.multiply': (args) => ({ product: cut(multiply(decimal(args.amount), decimal(args.by)), args) }),
  'std.percent': (args) => ({
    part: cut(multiply(multiply(decimal(args.amount), decimal(args.percent)), HUNDREDTH), args),
  }),
  'std.divide': ({ amount, by, decimals, rounding = 'half_up' }) => {
    const divisor = decimal(by);
    valid(divisor.digits === 0n ? undefined : divisor);
    return { quotient: written(divide(decimal(amount), divisor, number(decimals), rounding as Rounding)) };
  },
  'std.compare': ({ a, b }) => ({ relation: RELATIONS[compare(decimal(a), decimal(b))] }),
  'std.count': ({ list }) => ({ count: (list as Json[]).length }),
  'std.iban_facts': ({ iban }) => ibanFacts(String(iban)),
  'std.names_match': ({ a, b }) => ({ result: namesMatch(String(a), String(b)) }),
  'std.same': ({ a, b }) => ({ same: plain(a) === plain(b) }),
  'std.one_of': ({ value, of }) => ({ found: (of as Json[]).some((one) => plain(one) === plain(value)) }),
};

/** The same as handlers of a connector; every connector has them. */
export const standardHandlers: Readonly<Record<string, CallHandler>> = Object.fromEntries(
  Object.entries(STANDARD).map(([name, carryOut]): [string, CallHandler] => [
    name,
    async (args, { now = Date.now() }) => carryOut(args, now),
  ]),
);
