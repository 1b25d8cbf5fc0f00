import fc from 'fast-check';
import { addUp, decimalOf, moneyOf, negated } from '../../../connectors/berlin-group/data/amounts';

const amountOf = (value: Parameters<typeof decimalOf>[0]) => decimalOf(value)?.amount;

test.each([
  ['12.50', '12.50'],
  ['+12.50', '12.50'],
  ['-.99', '-0.99'],
  ['.5', '0.5'],
  ['12.', '12'],
  ['007.10', '7.10'],
  ['-0.00', '0.00'],
  [12.5, '12.50'],
  [-3, '-3.00'],
  ['\u221212.50', '-12.50'],
  [' 12.50 ', '12.50'],
  ['1.50000000', '1.5'],
])('%j is plainly %s', (written, amount) => {
  expect(decimalOf(written)).toEqual({ amount, isGuess: false });
});

test.each([
  ['-12,50', '-12.50'],
  ['12,5', '12.5'],
  ['1.234,50', '1234.50'],
  ['1,234.50', '1234.50'],
  ['1\u00a0234,50', '1234.50'],
  ["-1'234.50", '-1234.50'],
  ['12.50-', '-12.50'],
])('%j can only be %s, and is a guess', (written, amount) => {
  expect(decimalOf(written)).toEqual({ amount, isGuess: true });
});

test.each([
  '1,234',
  '1.234.567',
  '12,345',
  '',
  '-',
  '.',
  'EUR 5',
  '1e5',
  '0x10',
  '1.2.3',
  '--1',
  null,
  true,
  [],
  {},
  Number.NaN,
  1e21,
  '1234567890123456',
])('%j is not guessed at', (written) => {
  expect(decimalOf(written as never)).toBeUndefined();
});

test('whatever a bank writes, what is read is a decimal of the contract', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[+-]?[\d.,' ]{0,12}-?$/)), (written) => {
      const amount = amountOf(written);
      if (amount !== undefined) expect(amount).toMatch(/^-?\d{1,15}(\.\d{1,6})?$/);
    }),
  );
});

test('every way to write a number of hundredths gives the same one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), fc.boolean(), (hundredths, isDebit) => {
      const whole = String(Math.floor(hundredths / 100));
      const cents = String(hundredths % 100).padStart(2, '0');
      const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
      const sign = isDebit && hundredths > 0 ? '-' : '';
      const amount = `${sign}${whole}.${cents}`;
      const written = [
        amount,
        `${sign}${whole},${cents}`,
        `${sign}${grouped},${cents}`,
        `${sign || '+'}${whole}.${cents}000000`,
      ];
      for (const text of written) expect(addUp([amountOf(text) ?? ''], amount)).toBe(true);
    }),
  );
});

test('a missing currency is the account’s, and told; without one the amount can’t be read', () => {
  expect(moneyOf({ amount: '5.00' }, 'EUR')).toEqual({
    value: { amount: '5.00', currency: 'EUR' },
    guesses: [expect.objectContaining({ field: 'currency', code: 'currency_guessed' })],
  });
  expect(() => moneyOf({ amount: '5.00' })).toThrow('currency');
  expect(() => moneyOf(null, 'EUR')).toThrow('amount');
});

test('sums are exact, and a sign turns twice into itself', () => {
  expect(addUp(['-0.10', '-0.20'], '-0.3')).toBe(true);
  expect(addUp(['0.1', '0.20001'], '0.30')).toBe(false);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 20 }), (cents) => {
      const text = (value: number) =>
        `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;
      expect(addUp(cents.map(text), text(cents.reduce((sum, one) => sum + one, 0)))).toBe(true);
      for (const one of cents.map(text)) expect(negated(negated(one))).toBe(one);
    }),
  );
});
