import type { JsonObject } from '../../domain/json';

/** Numbers that a schema may have, the least first, or the nearest to nothing where it has no least one. */
export function* numbersIn(schema: JsonObject): Generator<number> {
  const low = Math.max(numberOr(schema.minimum, -Infinity), numberOr(schema.exclusiveMinimum, -Infinity));
  const high = Math.min(numberOr(schema.maximum, Infinity), numberOr(schema.exclusiveMaximum, Infinity));
  const step = numberOr(schema.multipleOf, schema.type === 'integer' ? 1 : 0);
  const fits = (value: number): boolean =>
    value >= low &&
    value <= high &&
    value > numberOr(schema.exclusiveMinimum, -Infinity) &&
    value < numberOr(schema.exclusiveMaximum, Infinity);
  if (step > 0) yield* wholeSteps(low, high, step, fits);
  else yield* anyNumbers(low, high, fits);
}

const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other);

function* wholeSteps(low: number, high: number, step: number, fits: (value: number) => boolean): Generator<number> {
  const isBounded = low > -Infinity;
  const first = isBounded ? Math.ceil(low / step) : Math.min(1, Math.floor(high / step));
  // Only the first may be a bound that is not in the range itself.
  for (let n = 0; n <= MOST_WHOLE; n += 1) {
    const value = (isBounded ? first + n : first - n) * step;
    if (fits(value)) yield value;
    else if (n > 0) return;
  }
}

function* anyNumbers(low: number, high: number, fits: (value: number) => boolean): Generator<number> {
  const from = low > -Infinity ? low : Math.min(high, 1);
  if (fits(from)) yield from;
  for (let n = 1; n <= MOST_WHOLE; n += 1) {
    const value = low > -Infinity ? from + n : from - n;
    if (!fits(value)) break;
    yield value;
  }
  // Between two bounds that are near each other.
  for (let parts = 2; parts <= MOST_PARTS; parts += 1) {
    const between = low > -Infinity && high < Infinity ? low + (high - low) / parts : from + 1 / parts;
    if (fits(between)) yield between;
  }
}

const MOST_WHOLE = 1_000;
const MOST_PARTS = 64;
