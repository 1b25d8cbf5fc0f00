import { createChecks } from '../../../activities/schemas';
import { CATALOGS, STANDARD } from '../../../connectors/catalogs';
import { createConnectors } from '../../../connectors/providers';
import { standardOperations } from '../../../connectors/standard/catalog';
import { namesMatch } from '../../../connectors/standard/names';
import { type CallContext, type CallHandler, ConnectorError } from '../../../domain/connector';
import type { Json, JsonObject } from '../../../domain/json';
import { isObject } from '../../../domain/json';
import { properties } from '../../../domain/skill/ask';

const NOW = Date.UTC(2026, 10, 28, 12);
const IBAN = 'DE89370400440532013000';

/** As an activity runs it: what it is given and what it leaves are judged by the catalog. */
const checks = createChecks(CATALOGS);
function run(name: string, args: JsonObject): JsonObject {
  const operation = standardOperations[name] as NonNullable<(typeof standardOperations)[string]>;
  checks.input(operation, args);
  const left = STANDARD[name]?.(args, NOW) as JsonObject;
  checks.output(operation, left);
  return left;
}
const refused = (name: string, args: JsonObject) => {
  try {
    return run(name, args);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return error.code;
  }
};

test('The platform’s own operations are in every catalog, and each is carried out', () => {
  expect(Object.keys(STANDARD).sort()).toEqual(Object.keys(standardOperations).sort());
  for (const { operations } of Object.values(CATALOGS)) expect(operations).toMatchObject(standardOperations);
});

test('They leave nothing that is sealed, so every branch can depend on them', () => {
  const marks = (schema: Json | undefined): boolean =>
    isObject(schema) &&
    (schema['x-sensitive'] !== undefined || marks(schema.items) || Object.values(properties(schema)).some(marks));
  for (const { output } of Object.values(standardOperations)) expect(marks(output)).toBe(false);
});

test('They take the session’s time where it is ahead of the clock’s', async () => {
  const connectors = createConnectors({ XYZ_SBX_BANK_URL: 'http://127.0.0.1:4010' });
  const today = connectors.connector('xyz', 'sandbox')?.handlers['std.today'] as CallHandler;
  expect(await today({}, { now: NOW } as CallContext)).toEqual({ date: '2026-11-28' });
  expect(await today({}, {} as CallContext)).toEqual({ date: new Date().toISOString().slice(0, 10) });
  await connectors.close();
});

test.each<[string, JsonObject, JsonObject | string]>([
  ['std.today', {}, { date: '2026-11-28' }],
  ['std.today', { zone: 'Pacific/Kiritimati' }, { date: '2026-11-29' }],
  ['std.today', { zone: 'Mars/Olympus' }, 'std.invalid'],
  ['std.age', { birth_date: '2008-11-28' }, { years: 18 }],
  ['std.age', { birth_date: '2008-11-29' }, { years: 17 }],
  ['std.age', { birth_date: '2008-11-29', zone: 'Pacific/Kiritimati' }, { years: 18 }],
  ['std.age', { birth_date: '2008-11-29', on: '2030-01-01' }, { years: 21 }],
  ['std.age', { birth_date: '2026-11-29' }, 'std.invalid'],
  ['std.age', { birth_date: '2008-02-30' }, 'std.invalid'],
  ['std.age', { birth_date: '1826-01-01' }, 'std.invalid'],
  [
    'std.ages',
    { people: [{ birth_date: '1950-01-01', name: 'Ana' }, { birth_date: '2020-01-01' }], from_age: 70 },
    { ages: [76, 6], youngest: 6, oldest: 76, counted: 1 },
  ],
  [
    'std.ages',
    { people: [{ birth_date: '2016-11-28' }], to_age: 9, on: '2026-11-28' },
    { ages: [10], youngest: 10, oldest: 10, counted: 0 },
  ],
  ['std.ages', { people: [{ birth_date: '2030-01-01' }] }, 'std.invalid'],
  ['std.date_add', { date: '2026-01-31', months: 1 }, { date: '2026-02-28' }],
  ['std.date_add', { date: '2026-01-31', years: 1, weeks: 1, days: -1 }, { date: '2027-02-06' }],
  ['std.date_add', { date: '9999-12-31', days: 1 }, 'std.invalid'],
  ['std.date_add', { date: '2026-02-30', days: 1 }, 'std.invalid'],
  ['std.days_between', { from: '2026-02-28', to: '2026-03-01' }, { days: 1 }],
  ['std.days_between', { from: '9999-12-31', to: '0001-01-01' }, { days: -3652058 }],
  ['std.sum', { amounts: ['0.1', '0.20', '-1'] }, { sum: '-0.70' }],
  ['std.sum', { amounts: ['999999999999999', '1'] }, 'std.invalid'],
  ['std.subtract', { from: '10', amount: '0.01' }, { difference: '9.99' }],
  ['std.multiply', { amount: '19.99', by: '3', decimals: 2 }, { product: '59.97' }],
  ['std.multiply', { amount: '0.5', by: '1', decimals: 0 }, { product: '1' }],
  ['std.multiply', { amount: '0.5', by: '1', decimals: 0, rounding: 'half_even' }, { product: '0' }],
  ['std.multiply', { amount: '999999999999999', by: '10', decimals: 0 }, 'std.invalid'],
  ['std.percent', { amount: '250', percent: '3.10', decimals: 2 }, { part: '7.75' }],
  ['std.divide', { amount: '100', by: '3', decimals: 2, rounding: 'up' }, { quotient: '33.34' }],
  ['std.divide', { amount: '100', by: '0.00', decimals: 2 }, 'std.invalid'],
  ['std.compare', { a: '1.0', b: '1' }, { relation: 'equal' }],
  ['std.compare', { a: '9', b: '10' }, { relation: 'less' }],
  ['std.compare', { a: '0', b: '-0.01' }, { relation: 'greater' }],
  ['std.count', { list: [1, 'a', {}] }, { count: 3 }],
  ['std.count', { list: [] }, { count: 0 }],
  ['std.iban_facts', { iban: IBAN }, { country: 'DE', bank_code: '37040044', is_sepa: true }],
  ['std.iban_facts', { iban: 'DE89370400440532013001' }, 'std.invalid'],
  ['std.names_match', { a: 'Ana Pop', b: 'POP, Ana' }, { result: 'match' }],
  ['std.same', { a: 'Ștefan ', b: 'S\u0326tefan' }, { same: true }],
  ['std.same', { a: 'a', b: 'A' }, { same: false }],
  ['std.one_of', { value: 'RO', of: ['BG', 'RO'] }, { found: true }],
  ['std.one_of', { value: 'RO', of: ['BG'] }, { found: false }],
  ['std.age', { birth_date: 'yesterday' }, 'argument.unfit'],
])('%s of %j leaves %j', (name, args, expected) => {
  expect(refused(name, args)).toEqual(expected);
});

test.each(['2008-02-30', '2099-01-01'])('The refusal of %s doesn’t name it', (birth_date) => {
  const message = (): string => {
    try {
      return JSON.stringify(run('std.age', { birth_date }));
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(message()).toBe(standardOperations['std.age']?.codes['std.invalid']);
});

test.each([
  ['Ana Pop', 'Ana Pop', 'match'],
  ['Ana-Maria Pop', 'Pop Ana Maria', 'match'],
  ['Jürgen Groß', 'JURGEN GROSS', 'match'],
  ['Łukasz Żak', 'Lukasz Zak', 'match'],
  ['Ana Maria Pop', 'Ana Pop', 'close_match'],
  ['Ana Popescu', 'Ana Popesc', 'close_match'],
  ['Ana Popescu', 'Ana Poepscu', 'close_match'],
  ['Ana Popescu', 'Ana Popescv', 'close_match'],
  ['Ana Pop', 'Ana Pap', 'no_match'],
  ['Pop', 'Ana Pop', 'no_match'],
  ['Ana Pop', 'Ion Pop', 'no_match'],
  ['Ana Ana', 'Ana Pop', 'no_match'],
  ['Popescu', 'Popescv', 'close_match'],
  ['', 'Ana', 'no_match'],
  ['!!!', '???', 'no_match'],
])('The names %s and %s are a %s, whichever comes first', (a, b, expected) => {
  expect([namesMatch(a, b), namesMatch(b, a)]).toEqual([expected, expected]);
});
