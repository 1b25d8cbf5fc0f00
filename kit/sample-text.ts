import type { Schema } from '../domain/skill/skill';
import { formatOf } from './formats/formats';
import { CHECK_DAY } from './forms/check-day';
import { linearPattern } from './forms/linear-pattern';
import { formatSamples } from './samples/format-samples';
import { patternTexts } from './samples/pattern-texts';

/** Texts that are looked at for one that fits, and texts of one schema. */
const MOST_TRIED = 3_000;
const MOST_TEXTS = 1_000;
/** Characters of a text that has neither format nor pattern. */
const USUAL = 6;

/** Texts of the schema's format, pattern and length, as far as these can be judged without the whole form. */
export function* sampleTexts(schema: Schema): Generator<string> {
  const fits = fitting(schema);
  const told = new Set<string>();
  let tried = 0;
  for (const text of candidates(schema)) {
    tried += 1;
    if (tried > MOST_TRIED || told.size >= MOST_TEXTS) return;
    if (told.has(text) || !fits(text)) continue;
    told.add(text);
    yield text;
  }
}

function* candidates(schema: Schema): Generator<string> {
  const least = numberOr(schema.minLength, 1);
  const most = numberOr(schema.maxLength, Number.POSITIVE_INFINITY);
  yield* formatSamples(schema);
  if (typeof schema.pattern === 'string') yield* patternTexts(schema.pattern, least, most);
  else yield* words(least, most);
  if (schema.minLength === undefined) yield '';
}

function* words(least: number, most: number): Generator<string> {
  const length = Math.min(Math.max(least, USUAL), most);
  yield 'sample'.repeat(Math.ceil(length / USUAL) || 1).slice(0, length);
  for (let number = 0; number < MOST_TEXTS; number += 1) {
    const text = number.toString(36);
    yield text.padStart(Math.min(Math.max(least, text.length), most), 'a');
  }
}

function fitting(schema: Schema): (text: string) => boolean {
  const format = formatOf(schema.format);
  const pattern = typeof schema.pattern === 'string' ? linearPattern(schema.pattern) : undefined;
  const least = numberOr(schema.minLength, 0);
  const most = numberOr(schema.maxLength, Number.POSITIVE_INFINITY);
  const context = { schema, siblings: {}, today: CHECK_DAY };
  return (text) => {
    const { length } = [...text];
    if (length < least || length > most || (pattern && !pattern.matcher(text).find())) return false;
    return format === undefined || format.fault(format.normalise(text, context), context) === undefined;
  };
}

const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other);
