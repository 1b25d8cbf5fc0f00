import { type Fault, fault } from '../../domain/skill/check/fault';
import { linearPattern } from './linear-pattern';
import { patternSize } from './pattern-size';
import type { Place } from './places';

/** Instructions of all patterns of a form. To compile so many takes some ten milliseconds, at a form's first use. */
export const MOST_INSTRUCTIONS = 1_000;

/** The fault of a form whose patterns are too large together, at the largest. Each of them must be one for RE2. */
export function sizeFaults(places: readonly Place[]): Fault[] {
  const sizes = places.flatMap(({ schema: { pattern }, pointer }) =>
    typeof pattern === 'string' ? [{ pointer, size: linearPattern(pattern).programSize() }] : [],
  );
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const [largest] = sizes.sort((a, b) => b.size - a.size);
  return largest && total > MOST_INSTRUCTIONS ? [tooLarge(`${largest.pointer}/pattern`)] : [];
}

/**
 * The faults of a place's pattern. Browsers and SDKs match by ECMAScript, the platform by RE2, in linear time. So a
 * pattern has to be one for both, and to mean the same to both on every text that can come.
 */
export function patternFaults({ schema, pointer }: Place): Fault[] {
  const { pattern } = schema;
  if (typeof pattern !== 'string') return [];
  const at = `${pointer}/pattern`;
  if (patternSize(pattern) > MOST_INSTRUCTIONS) return [tooLarge(at)];
  const notLinear = reasonOf(() => linearPattern(pattern));
  if (notLinear !== undefined) {
    const message = `RE2, by which the platform matches in linear time, does not take this pattern: ${notLinear}.`;
    return [fault('pattern_not_linear', at, message)];
  }
  if (linearPattern(pattern).programSize() > MOST_INSTRUCTIONS) return [tooLarge(at)];
  const notEcmaScript = reasonOf(() => new RegExp(pattern, 'u'));
  if (notEcmaScript !== undefined) {
    const message = `ECMAScript, by which browsers match, does not take this pattern: ${notEcmaScript}.`;
    return [fault('pattern_ambiguous', at, message)];
  }
  const difference = differenceIn(pattern, schema['x-multiline'] === true);
  return difference === undefined ? [] : [fault('pattern_ambiguous', at, difference)];
}

const tooLarge = (at: string): Fault =>
  fault(
    'pattern_too_large',
    at,
    `The patterns of a form may have ${MOST_INSTRUCTIONS} instructions: repeat fewer parts, or leave counts to maxLength.`,
  );

/** Why a pattern doesn't compile, in the engine's own words; `undefined` where it does. */
function reasonOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const SPACES =
  "'\\s' has other blanks in RE2 than in ECMAScript: list them, such as [ \\t], or leave them to 'x-normalise'.";
const FLAGS = "'(?' may only begin '(?:' or a named group: browsers don't all know flags inside of a pattern.";
const DOT = "'.' stops at other line breaks in RE2 than in ECMAScript: in a text of lines, list what may come.";

/** What means one thing to RE2 and another to ECMAScript, though both take it. */
function differenceIn(pattern: string, isMultiline: boolean): string | undefined {
  let isInClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (char === '\\') {
      at += 1;
      if (/[sS]/.test(pattern[at] ?? '')) return SPACES;
    } else if (char === '[') isInClass = true;
    else if (char === ']') isInClass = false;
    else if (!isInClass && /^\(\?[^:<]/.test(pattern.slice(at, at + 3))) return FLAGS;
    else if (char === '.' && !isInClass && isMultiline) return DOT;
  }
  return undefined;
}
