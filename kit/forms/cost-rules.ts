import { type Fault, fault } from '../../domain/skill/check/fault';
import { linearPattern } from './linear-pattern';
import { MOST_TEXT, type Place } from './places';

/**
 * What one submission may cost at most, in steps of the matcher: one instruction at one character. A step takes up to
 * 35 ns on a slow machine, so this is some 20 ms.
 */
export const MOST_STEPS = 500_000;

/** Steps that a character costs besides the pattern's instructions, and that a value costs without any pattern. */
const STEPS_A_CHARACTER = 30;
const STEPS_A_VALUE = 3;

/** Steps of matching a text of so many characters by a program of so many instructions, at most. */
export const stepsOf = (instructions: number, length: number): number =>
  (length + 1) * (instructions + STEPS_A_CHARACTER);

/** The steps that a place costs for one submission, at most. Its patterns must be ones for RE2. */
function costOf({ schema, times, length }: Place): number {
  const values = times * STEPS_A_VALUE;
  if (typeof schema.pattern !== 'string') return values;
  const text = Math.min(times * (length + 1), MOST_TEXT);
  return values + stepsOf(linearPattern(schema.pattern).programSize(), text);
}

/** The fault of a form that could hold the API's thread too long, at the place that costs most. */
export function costFaults(places: readonly Place[]): Fault[] {
  const costs = places.map((place) => ({ place, cost: costOf(place) })).sort((a, b) => b.cost - a.cost);
  const total = costs.reduce((sum, { cost }) => sum + cost, 0);
  const [worst] = costs;
  if (!worst || total <= MOST_STEPS) return [];
  const message =
    `Judging this form could take ${total} steps, and ${MOST_STEPS} are allowed. This costs most: ` +
    "give it a smaller 'maxLength', a simpler 'pattern', or its list a smaller 'maxItems'.";
  return [fault('form_too_costly', worst.place.pointer, message)];
}
