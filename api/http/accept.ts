/** A media range of an `Accept` header (RFC 9110, section 12.5.1), lower case. */
interface MediaRange {
  range: string;
  /** 0 to 1; 0 rules out. */
  quality: number;
}

const RANGE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
const MAX_LENGTH = 2_048;

/** Splits a list, or a member's parameters, at a separator outside quoted strings. */
function split(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === '\\' && isQuoted) at += 1;
    else if (char === separator && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** The well-formed ranges of the header. Parameters other than `q` say nothing here: JSON has none that matter. */
function readAccept(accept: string): MediaRange[] {
  if (accept.length > MAX_LENGTH) return [];
  return split(accept, ',').flatMap((member) => {
    const [range = '', ...parameters] = split(member, ';').map((part) => part.trim().toLowerCase());
    if (!RANGE.test(range)) return [];
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    return [{ range, quality: q !== undefined && /^(0(\.\d*)?|1(\.0*)?)$/.test(q) ? Number(q) : 1 }];
  });
}

/** The quality of a media type: that of the most specific range that has it; `undefined` where none has. */
function qualityOf(ranges: readonly MediaRange[], type: string): number | undefined {
  const wider = `${type.split('/')[0]}/*`;
  for (const wanted of [type, wider, '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found) return found.quality;
  }
  return undefined;
}

/**
 * The media type to answer with: of `offers` the one that an `Accept` header likes best, the first of equals;
 * `undefined` where it rules all of them out. A header without a well-formed range rules nothing out. Who takes
 * problem documents takes JSON.
 */
export function acceptedType(accept: string | undefined, offers: readonly string[]): string | undefined {
  const ranges = accept === undefined ? [] : readAccept(accept);
  if (ranges.length === 0) return offers[0];
  const qualities = offers.map((type) => {
    const own = qualityOf(ranges, type);
    return own ?? (type === 'application/json' && ranges.some(isProblem) ? 0.001 : 0);
  });
  const best = Math.max(...qualities);
  return best > 0 ? offers[qualities.indexOf(best)] : undefined;
}

const isProblem = ({ range, quality }: MediaRange): boolean => range === 'application/problem+json' && quality > 0;
