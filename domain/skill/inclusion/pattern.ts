import { ANY, type Characters, complement, DIGITS, LINE_BREAKS, one, union, WORD } from './characters';

/** A pattern as a tree. */
export type Pattern =
  | { is: 'set'; set: Characters }
  | { is: 'sequence' | 'choice'; parts: Pattern[] }
  | { is: 'repeat'; part: Pattern; least: number; most: number }
  | { is: 'start' | 'end' };

/** Parts in each other; a pattern that goes deeper is not looked into. */
const MOST_DEPTH = 40;

/** What this parser doesn't know. Not a fault of the pattern. */
class Unknown extends Error {}

/**
 * Parses what RE2 and ECMAScript (with `u`) both take and both mean the same by: no look-around, no back-references,
 * no `\s`, `\b` and `\p`. `undefined` for any other pattern.
 */
export function parsePattern(pattern: string): Pattern | undefined {
  try {
    const parser = new Parser([...pattern]);
    return parser.whole();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

class Parser {
  private at = 0;
  private depth = 0;
  constructor(private readonly characters: readonly string[]) {}

  whole(): Pattern {
    const pattern = this.choice();
    if (this.at < this.characters.length) throw new Unknown();
    return pattern;
  }

  private choice(): Pattern {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new Unknown();
    const parts = [this.sequence()];
    while (this.takes('|')) parts.push(this.sequence());
    this.depth -= 1;
    return parts.length === 1 ? (parts[0] as Pattern) : { is: 'choice', parts };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.peek() !== undefined && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated());
    return { is: 'sequence', parts };
  }

  private repeated(): Pattern {
    const part = this.atom();
    const [least, most] = this.count();
    return least === 1 && most === 1 ? part : { is: 'repeat', part, least, most };
  }

  private count(): [number, number] {
    const counted = this.takes('*')
      ? ([0, Number.POSITIVE_INFINITY] as [number, number])
      : this.takes('+')
        ? ([1, Number.POSITIVE_INFINITY] as [number, number])
        : this.takes('?')
          ? ([0, 1] as [number, number])
          : this.braces();
    if (!counted) return [1, 1];
    // Lazy or not, the same texts match.
    this.takes('?');
    return counted;
  }

  private braces(): [number, number] | undefined {
    if (this.peek() !== '{') return undefined;
    const [text, least, comma, most] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.ahead(12)) ?? [];
    if (text === undefined) throw new Unknown();
    this.at += text.length;
    return [Number(least), comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)];
  }

  private atom(): Pattern {
    const character = this.next();
    if (character === '(') return this.group();
    if (character === '[') return { is: 'set', set: this.set() };
    if (character === '\\') return { is: 'set', set: this.escape() };
    if (character === '^') return { is: 'start' };
    if (character === '$') return { is: 'end' };
    if (character === '.') return { is: 'set', set: complement(LINE_BREAKS) };
    if ('*+?{}])'.includes(character)) throw new Unknown();
    return { is: 'set', set: one(codeOf(character)) };
  }

  private group(): Pattern {
    const [name] = /^\?(?::|<[A-Za-z_]\w*>)/.exec(this.ahead(70)) ?? [];
    if (name === undefined && this.peek() === '?') throw new Unknown();
    this.at += name?.length ?? 0;
    const inside = this.choice();
    if (!this.takes(')')) throw new Unknown();
    return inside;
  }

  private set(): Characters {
    const isNegated = this.takes('^');
    const parts: Characters[] = [];
    while (this.peek() !== ']') parts.push(this.member());
    this.at += 1;
    const all = union(...parts);
    return isNegated ? complement(all) : all;
  }

  /** One member of a set: a character, a range, or an escape that stands for several. */
  private member(): Characters {
    const first = this.single();
    if (this.peek() !== '-' || this.characters[this.at + 1] === ']') return first;
    this.at += 1;
    const last = this.single();
    const [from] = first[0] as [number, number];
    const [to] = last[0] as [number, number];
    if (first.length + last.length > 2 || !isOne(first) || !isOne(last) || from > to) throw new Unknown();
    return [[from, to]];
  }

  private single(): Characters {
    const character = this.next();
    // RE2 has names such as `[:alpha:]`, ECMAScript has not.
    if (character === '[' && this.peek() === ':') throw new Unknown();
    return character === '\\' ? this.escape() : one(codeOf(character));
  }

  private escape(): Characters {
    const character = this.next();
    if (Object.hasOwn(ESCAPES, character)) return ESCAPES[character] as Characters;
    if (/[A-Za-z0-9]/.test(character)) throw new Unknown();
    return one(codeOf(character));
  }

  private peek = (): string | undefined => this.characters[this.at];
  private ahead = (most: number): string => this.characters.slice(this.at, this.at + most).join('');
  private takes(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }
  private next(): string {
    const character = this.peek();
    if (character === undefined) throw new Unknown();
    this.at += 1;
    return character;
  }
}

const codeOf = (character: string): number => character.codePointAt(0) as number;
const isOne = (set: Characters): boolean => set.length === 1 && set[0]?.[0] === set[0]?.[1];

const ESCAPES: Readonly<Record<string, Characters>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  n: one(0x0a),
  r: one(0x0d),
  t: one(0x09),
  f: one(0x0c),
  v: one(0x0b),
};

/** Every text. */
export const EVERYTHING: Pattern = {
  is: 'repeat',
  part: { is: 'set', set: ANY },
  least: 0,
  most: Number.POSITIVE_INFINITY,
};
