import fc from 'fast-check';
import {
  add,
  compare,
  decimalText,
  divide,
  multiply,
  negated,
  parseDecimal,
  ROUNDINGS,
  type Rounding,
  rounded,
} from '../../../connectors/standard/decimals';

/** A decimal as the catalog takes it, and the same as a whole number of millionths. */
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.stringMatching(/^[0-9]{0,6}$/))
  .map(([isNegative, whole, fraction]) => {
    const text = `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
    const millionths = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
    return {
      text,
      value: parseDecimal(text) as NonNullable<ReturnType<typeof parseDecimal>>,
      millionths: isNegative ? -millionths : millionths,
    };
  });
const decimals = fc.integer({ min: 0, max: 6 });
const rounding = fc.constantFrom(...ROUNDINGS);
const abs = (value: bigint) => (value < 0n ? -value : value);
const ten = (exponent: number) => 10n ** BigInt(exponent);

/** The oracle: of the two whole numbers around a fraction, the one that the rounding names. */
function oracle(numerator: bigint, denominator: bigint, how: Rounding): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const floor = n >= 0n ? n / d : -((-n + d - 1n) / d);
  if (floor * d === n) return floor;
  const [low, high] = [floor, floor + 1n];
  const [near, far] = abs(low) < abs(high) ? [low, high] : [high, low];
  if (how === 'down') return near;
  if (how === 'up') return far;
  const [toLow, toHigh] = [n - low * d, high * d - n];
  if (toLow !== toHigh) return toLow < toHigh ? low : high;
  if (how === 'half_up') return far;
  return low % 2n === 0n ? low : high;
}

describe('A decimal', () => {
  test.each(['0', '-0', '1', '-1', '0.10', '007.50', '-12.345678', '999999999999999.999999'])('%s is read', (text) => {
    expect(parseDecimal(text)).toBeDefined();
  });

  test.each(['', '-', '.5', '1.', '1e3', ' 1', '+1', '1,5', '1234567890123456', '0.1234567', 'NaN', '１'])(
    '%j is none',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  test('is written with the decimals that it was read with, and never as minus nothing', () => {
    fc.assert(
      fc.property(decimal, ({ value, millionths }) => {
        const again = parseDecimal(decimalText(value) as string);
        expect(again).toEqual(value);
        expect(value.digits * ten(6 - value.scale)).toBe(millionths);
      }),
    );
    expect(decimalText({ digits: -0n, scale: 2 })).toBe('0.00');
    expect(decimalText({ digits: -5n, scale: 2 })).toBe('-0.05');
  });

  test('that can’t be read again is not written', () => {
    expect(decimalText({ digits: ten(15), scale: 0 })).toBeUndefined();
    expect(decimalText({ digits: 1n, scale: 7 })).toBeUndefined();
  });
});

describe('Decimals are worked with exactly:', () => {
  test('sums and differences', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const sum = add(a.value, b.value);
        expect(sum.digits * ten(6 - sum.scale)).toBe(a.millionths + b.millionths);
        const difference = add(a.value, negated(b.value));
        expect(difference.digits * ten(6 - difference.scale)).toBe(a.millionths - b.millionths);
      }),
    );
    expect(decimalText(add(parseDecimal('0.1') as never, parseDecimal('0.20') as never))).toBe('0.30');
  });

  test('products and comparisons', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const product = multiply(a.value, b.value);
        expect(product.digits * ten(12 - product.scale)).toBe(a.millionths * b.millionths);
        expect(compare(a.value, b.value)).toBe(Math.sign(Number(a.millionths - b.millionths)));
      }),
    );
  });

  test('roundings, to the whole number of units that each of them names', () => {
    fc.assert(
      fc.property(decimal, decimals, rounding, ({ value, millionths }, to, how) => {
        const cut = rounded(value, to, how);
        expect(cut.scale).toBe(to);
        expect(cut.digits).toBe(oracle(millionths * ten(to), 1_000_000n, how));
      }),
      { numRuns: 500 },
    );
  });

  test('quotients', () => {
    const divisor = decimal.filter(({ millionths }) => millionths !== 0n);
    fc.assert(
      fc.property(decimal, divisor, decimals, rounding, (a, b, to, how) => {
        expect(divide(a.value, b.value, to, how).digits).toBe(oracle(a.millionths * ten(to), b.millionths, how));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, number, Rounding, string]>([
    ['2.5', 0, 'half_up', '3'],
    ['-2.5', 0, 'half_up', '-3'],
    ['2.5', 0, 'half_even', '2'],
    ['3.5', 0, 'half_even', '4'],
    ['-2.5', 0, 'half_even', '-2'],
    ['2.1', 0, 'up', '3'],
    ['-2.1', 0, 'up', '-3'],
    ['-2.9', 0, 'down', '-2'],
    ['1.005', 2, 'half_up', '1.01'],
    ['-0.004', 2, 'half_up', '0.00'],
    ['7', 2, 'half_up', '7.00'],
  ])('%s with %i decimals is by %s %s', (text, to, how, expected) => {
    expect(decimalText(rounded(parseDecimal(text) as never, to, how))).toBe(expected);
  });
});
