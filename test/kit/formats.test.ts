import type { JsonObject } from '../../domain/json';
import { decimalsOf } from '../../kit/formats/currency-table';
import { TEXT_FORMATS } from '../../kit/formats/formats';
import { isBlank, tidyLine } from '../../kit/formats/text';
import { say } from '../../kit/languages/languages';

const TODAY = '2026-11-27';

/** How a text is kept, and what is wrong with it then. */
function read(format: string, text: string, schema: JsonObject = {}, siblings: JsonObject = {}) {
  const known = TEXT_FORMATS[format];
  if (!known) throw new Error(`there is no format ${format}`);
  const context = { schema: { type: 'string', format, ...schema }, siblings, today: TODAY };
  const kept = known.normalise(text, context);
  const fault = known.fault(kept, context);
  return { kept, fault: fault && say(fault) };
}
const good = (kept: string) => ({ kept, fault: undefined });

test.each(Object.entries(TEXT_FORMATS))('The sample of %s is good, and kept as it is', (name, { sample }) => {
  expect(read(name, sample)).toEqual(good(sample));
});

describe('An IBAN', () => {
  test.each([
    'DE89 3704 0044 0532 0130 00',
    'de89370400440532013000',
    ' DE89\u00a03704\u00a00044 0532 0130 00\n',
    'DE89-3704-0044-0532-0130-00',
    'IBAN: DE89 3704 0044 0532 0130 00',
    '\u200bDE89370400440532013000\ufeff',
  ])('is taken as people write it: %j', (text) => {
    expect(read('iban', text)).toEqual(good('DE89370400440532013000'));
  });

  test.each([
    ['DE88370400440532013000', /mistyped/],
    ['DE8937040044053201300', /has 22 characters; this one has 21/],
    ['ZZ89370400440532013000', /two letters for its country/],
    ['US89370400440532013000', /two letters for its country/],
    ['RO49AAA11B31007593840000', /./],
    ['DE89370400440532O13000', /./],
    ['hello', /two letters for its country/],
  ])('with a mistake is told in a sentence: %s', (text, sentence) => {
    expect(read('iban', text).fault).toMatch(sentence);
    expect(read('iban', text).fault).not.toMatch(/[\\^$]|\[A-Z/);
  });
});

describe('A BIC', () => {
  test.each([
    ['cobadeff', 'COBADEFF'],
    ['COBA DE FF XXX', 'COBADEFFXXX'],
    ['NLPRXKPR', 'NLPRXKPR'],
  ])('is taken as people write it: %s', (text, kept) => expect(read('bic', text)).toEqual(good(kept)));

  test.each(['COBADEF', 'COBAZZFF', 'COBADEFFXX', 'COBADEFFXXXX'])('is none: %s', (text) => {
    expect(read('bic', text).fault).toMatch(/8 or 11/);
  });
});

describe('An amount', () => {
  const EUR = { 'x-amount': { exclusiveMinimum: '0', maximum: '999999999.99', currency: 'EUR' } };
  test.each([
    ['24.90', '24.90'],
    ['24,90', '24.90'],
    ['24,9', '24.90'],
    [' 24.9\u00a0', '24.90'],
    ['24', '24.00'],
    ['0.01', '0.01'],
    ['999999999.99', '999999999.99'],
  ])('of euros is taken as people write it: %j', (text, kept) => expect(read('amount', text, EUR)).toEqual(good(kept)));

  test.each([
    ['0.00', /more than 0/],
    ['0', /more than 0/],
    ['1000000000', /at most 999999999.99/],
    ['1.234', /at most 2 decimals/],
    ['1,234', /in digits/],
    ['1.234,50', /in digits/],
    ['1,234.50', /in digits/],
    ['1 234.50', /in digits/],
    ['-5', /in digits/],
    ['1e3', /in digits/],
    ['€ 5', /in digits/],
    ['.5', /in digits/],
    ['5.', /in digits/],
    ['007', /in digits/],
    ['٥', /in digits/],
  ])('is never guessed: %s', (text, sentence) => expect(read('amount', text, EUR).fault).toMatch(sentence));

  test('has the decimals of the currency beside it', () => {
    const beside = { 'x-amount': { currencyField: 'currency' } };
    const of = (text: string, currency: string) => read('amount', text, beside, { currency });
    expect(of('1000', 'jpy')).toEqual(good('1000'));
    expect(of('1000.5', 'JPY').fault).toBe('An amount in JPY has no decimals.');
    expect(of('1.5', 'KWD')).toEqual(good('1.500'));
    expect(of('1.2345', 'TND').fault).toMatch(/at most 3 decimals/);
    expect(of('1234.56', 'HUF')).toEqual(good('1234.56'));
  });

  test('is compared by its digits, not by binary fractions', () => {
    const least = { 'x-amount': { minimum: '100000000000000.01' } };
    expect(read('amount', '100000000000000.00', least).fault).toMatch(/at least/);
    expect(read('amount', '100000000000000.01', least).fault).toBeUndefined();
  });
});

test('A currency is one that is in use on the day', () => {
  expect(read('currency', ' eur ')).toEqual(good('EUR'));
  for (const gone of ['BGN', 'HRK', 'DEM', 'ANG', 'XXX', 'XAU', 'EURO'])
    expect(read('currency', gone).fault).toMatch(/not a currency that is in use/);
  expect(read('currency', 'XCG').fault).toBeUndefined();
  expect(decimalsOf('BGN', '2025-12-31')).toBe(2);
  expect(decimalsOf('BGN', '2026-01-01')).toBeUndefined();
  expect(['IQD', 'ISK', 'IDR', 'COP'].map((name) => decimalsOf(name, TODAY))).toEqual([3, 0, 2, 2]);
});

describe('A phone number', () => {
  test.each([
    ['+40 712 345 678', {}],
    ['0040 712-345-678', {}],
    ['+40 (0) 712 345 678', {}],
    ['0712 345 678', { 'x-country': 'RO' }],
    ['(0712) 345.678', { 'x-country': 'RO' }],
  ])('is kept as E.164: %s', (text, schema) => expect(read('phone', text, schema)).toEqual(good('+40712345678')));

  test.each([
    ['0712 345 678', {}, /country’s code/],
    ['+40 71', {}, /check its digits/],
    ['+40712345678 ext 5', {}, /check its digits/],
    ['hello', { 'x-country': 'RO' }, /check its digits/],
  ])('that can’t be called is told: %s', (text, schema, sentence) => {
    expect(read('phone', text, schema).fault).toMatch(sentence);
  });
});

describe('A name', () => {
  test.each([
    ['  Ana   Pop ', 'Ana Pop'],
    ['Ana\u00a0Pop', 'Ana Pop'],
    ['A\u200bna\u202e Po\u00adp', 'Ana Pop'],
    ['Ștefan', 'Ștefan'],
    ['Mu\u0308ller', 'Müller'],
    ['Ana\u200dPop', 'AnaPop'],
    ['میترا\u200cها', 'میترا\u200cها'],
    ['क्\u200dष', 'क्\u200dष'],
  ])('is kept composed and without what nobody sees: %j', (text, kept) => {
    expect(read('person-name', text)).toEqual(good(kept));
  });

  test.each(['', '   ', '\u200b\u200d', '12', '…'])('needs a letter: %j', (text) => {
    expect(read('person-name', text).fault).toMatch(/has letters/);
  });
});

test('A country is one of ISO 3166', () => {
  expect(read('country', ' ro')).toEqual(good('RO'));
  expect(['UK', 'EU', 'XX', 'ROU', 'EL'].map((text) => read('country', text).fault)).not.toContain(undefined);
});

test('A blank is what nobody would see', () => {
  expect(['', ' ', '\t\u00a0', '\u200b\ufeff', '\u200d'].map(isBlank)).not.toContain(false);
  expect(isBlank('a\u200b')).toBe(false);
  expect(tidyLine('a\tb')).toBe('a b');
});
