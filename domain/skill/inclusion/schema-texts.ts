import type { Json } from '../../json';
import type { Schema } from '../skill';
import { CONTROLS } from './characters';
import { FORMAT_BOUNDS } from './formats';
import type { Texts } from './texts';

/** Marks, in the schema of a form's value, a text of one line: it has no control characters. */
export const ONE_LINE = 'x-one-line';
/** More patterns that a text matches, besides `pattern`. */
export const PATTERNS = 'x-patterns';

const size = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/**
 * The texts of a schema, from above (`within`: none is missing) and from below (`surely`: none is too many). They are
 * the same unless it has a format. `undefined` from below where nothing is known of the format.
 */
export function textsOf(schema: Schema): { within: Texts; surely: Texts | undefined } {
  const { pattern, format, minLength, maxLength } = schema;
  const more = schema[PATTERNS];
  const own = [...(typeof pattern === 'string' ? [pattern] : []), ...(Array.isArray(more) ? (more as string[]) : [])];
  const texts = (patterns: string[]): Texts => ({
    patterns,
    least: size(minLength, 0),
    most: size(maxLength, Number.POSITIVE_INFINITY),
    banned: schema[ONE_LINE] === true ? CONTROLS : [],
  });
  if (typeof format !== 'string') {
    const both = texts(own);
    return { within: both, surely: both };
  }
  const bounds = Object.hasOwn(FORMAT_BOUNDS, format) ? FORMAT_BOUNDS[format] : undefined;
  if (!bounds) return { within: texts(own), surely: undefined };
  const bounded = (by: string): Texts => {
    const all = texts([...own, by]);
    return { ...all, most: Math.min(all.most, bounds.most ?? all.most) };
  };
  return { within: bounded(bounds.within), surely: bounded(bounds.surely) };
}

/** The texts of a list. */
export function textsListed(listed: readonly Json[]): Texts {
  const texts = listed.filter((value) => typeof value === 'string');
  const escaped = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return {
    patterns: [texts.length > 0 ? `^(?:${escaped.join('|')})$` : '^a^'],
    least: 0,
    most: Number.POSITIVE_INFINITY,
    banned: [],
  };
}
