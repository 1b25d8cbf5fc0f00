import type { Operation } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { closed, date, decimal, interactive, pii, text } from '../toolkit/catalog-schemas';
import { ROUNDINGS } from './decimals';
import { MATCHES } from './names';

/** The one way in which these operations refuse: a value that is none, or a result that can't be written. */
export const INVALID = 'std.invalid';
export const INVALID_SENTENCE = 'This can’t be worked out: please check what you have given.';
const codes = { [INVALID]: INVALID_SENTENCE };

const operation = (title: string, input: Schema, output: Schema): Operation => ({
  title,
  kind: 'call',
  waitingFor: 'bank',
  input,
  output,
  codes,
  // They have no other side. A worker may die in the middle, and then another one begins anew.
  ...interactive,
});

const zone = text(64, { pattern: '^[A-Za-z][A-Za-z0-9+_/-]*$' });
/** Samples are of an adult: what is not said in a scenario goes well. */
const age: Schema = { type: 'integer', minimum: 0, maximum: 150, examples: [40] };
const whole: Schema = { type: 'integer', minimum: -36_500, maximum: 36_500 };
const decimals: Schema = { type: 'integer', minimum: 0, maximum: 6 };
const rounding: Schema = { enum: [...ROUNDINGS] };
const birthDate = pii(date);
const list = (items: Schema, maxItems: number): Schema => ({ type: 'array', minItems: 1, maxItems, items });
const person: Schema = { type: 'object', required: ['birth_date'], properties: { birth_date: date } };
/** Sealed as a whole: what else a form asks of a person is personal, too. */
const people = pii(list(person, 50));
const amounts = list(decimal, 100);
const anyText: Schema = { type: 'string', maxLength: 1000 };

/**
 * The platform's own operations, which every catalog has. They compute, and nothing else: no bank, no settings. What
 * they leave is open, so branches can depend on it, and those that take sealed values leave only what a branch needs.
 */
export const standardOperations: Record<string, Operation> = {
  'std.today': operation('The day; in UTC unless a time zone is given', closed({ zone }, ['zone']), closed({ date })),
  'std.age': operation(
    'A person’s age in whole years, today or on a day',
    closed({ birth_date: birthDate, on: date, zone }, ['on', 'zone']),
    closed({ years: age }),
  ),
  'std.ages': operation(
    'The ages of several people, in their order; `counted`: how many are from `from_age` to `to_age` years old',
    closed({ people, on: date, zone, from_age: age, to_age: age }, ['on', 'zone', 'from_age', 'to_age']),
    closed({
      ages: list(age, 50),
      youngest: age,
      oldest: age,
      counted: { type: 'integer', minimum: 0, maximum: 50 },
    }),
  ),
  'std.date_add': operation(
    'A day so much later or earlier; months come before days, and end on their last day where they are short',
    closed({ date, years: whole, months: whole, weeks: whole, days: whole }, ['years', 'months', 'weeks', 'days']),
    closed({ date }),
  ),
  'std.days_between': operation(
    'How many days one date is after another; below 0 where it is before',
    closed({ from: date, to: date }),
    closed({ days: { type: 'integer', minimum: -3_652_059, maximum: 3_652_059 } }),
  ),
  'std.sum': operation('The sum of amounts', closed({ amounts }), closed({ sum: decimal })),
  'std.subtract': operation(
    'An amount less another',
    closed({ from: decimal, amount: decimal }),
    closed({ difference: decimal }),
  ),
  'std.multiply': operation(
    'An amount so many times, cut to so many decimals',
    closed({ amount: decimal, by: decimal, decimals, rounding }, ['rounding']),
    closed({ product: decimal }),
  ),
  'std.percent': operation(
    'So much per cent of an amount, cut to so many decimals',
    closed({ amount: decimal, percent: decimal, decimals, rounding }, ['rounding']),
    closed({ part: decimal }),
  ),
  'std.divide': operation(
    'An amount divided, cut to so many decimals',
    closed({ amount: decimal, by: decimal, decimals, rounding }, ['rounding']),
    closed({ quotient: decimal }),
  ),
  'std.compare': operation(
    'How one amount stands to another',
    closed({ a: pii(decimal), b: pii(decimal) }),
    closed({ relation: { enum: ['less', 'equal', 'greater'] } }),
  ),
  'std.count': operation(
    'How many entries a list has',
    closed({ list: pii({ type: 'array', maxItems: 1000 }) }),
    closed({ count: { type: 'integer', minimum: 0, maximum: 1000 } }),
  ),
  'std.iban_facts': operation(
    'The country of an IBAN, its bank’s code where the country has one, and whether SEPA reaches it',
    closed({ iban: pii(text(34, { pattern: '^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{10,30}$' })) }),
    closed({ country: text(2, { pattern: '^[A-Z]{2}$' }), bank_code: text(16), is_sepa: { type: 'boolean' } }, [
      'bank_code',
    ]),
  ),
  'std.names_match': operation(
    'Whether two names are one person’s',
    closed({ a: pii(anyText), b: pii(anyText) }),
    closed({ result: { enum: [...MATCHES] } }),
  ),
  'std.same': operation(
    'Whether two texts are the same',
    closed({ a: pii(anyText), b: pii(anyText) }),
    closed({ same: { type: 'boolean' } }),
  ),
  'std.one_of': operation(
    'Whether a text is one of a list',
    closed({ value: pii(anyText), of: list(anyText, 300) }),
    closed({ found: { type: 'boolean' } }),
  ),
};
