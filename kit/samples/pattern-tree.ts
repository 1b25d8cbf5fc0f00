import { RE2JS } from 're2js';

/** A pattern as a tree. Every `chars` stands for one character, of which some are listed. */
export type PatternNode =
  | { kind: 'chars'; some: readonly string[] }
  | { kind: 'sequence'; parts: readonly PatternNode[] }
  | { kind: 'choice'; of: readonly PatternNode[] }
  | { kind: 'repeat'; of: PatternNode; least: number; most: number }
  | { kind: 'edge'; at: 'start' | 'end' | 'word' };

/**
 * Parses a pattern that RE2 takes (no look-around, no back-references). Characters that match nothing are left empty.
 */
export function patternTree(pattern: string): PatternNode {
  const parser = new Parser(pattern);
  return parser.choice();
}

class Parser {
  private at = 0;
  constructor(private readonly pattern: string) {}

  choice(): PatternNode {
    const of = [this.sequence()];
    while (this.peek() === '|') {
      this.at += 1;
      of.push(this.sequence());
    }
    return of.length === 1 ? (of[0] as PatternNode) : { kind: 'choice', of };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): PatternNode {
    let node = this.atom();
    for (let count = this.count(); count; count = this.count())
      node = { kind: 'repeat', of: node, least: count[0], most: count[1] };
    return node;
  }

  private atom(): PatternNode {
    const char = this.next();
    if (char === '^') return { kind: 'edge', at: 'start' };
    if (char === '$') return { kind: 'edge', at: 'end' };
    if (char === '.') return { kind: 'chars', some: ANY };
    if (char === '[') return this.oneOfClass();
    if (char === '\\') return this.escaped();
    return char === '(' ? this.group() : { kind: 'chars', some: [char] };
  }

  private group(): PatternNode {
    const head = /^\?(?:P?<\w*>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\)))/.exec(this.pattern.slice(this.at))?.[0] ?? '';
    this.at += head.length;
    const inside = this.choice();
    this.at += 1;
    return inside;
  }

  private escaped(): PatternNode {
    const [text = ''] =
      /^(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|[0-9A-Fa-f]{2})|.)/su.exec(this.pattern.slice(this.at)) ?? [];
    this.at += text.length;
    if (text === 'b' || text === 'B') return { kind: 'edge', at: 'word' };
    return { kind: 'chars', some: matching(`\\${text}`, text.slice(-1)) };
  }

  private oneOfClass(): PatternNode {
    const start = this.at;
    if (this.peek() === '^') this.at += 1;
    if (this.peek() === ']') this.at += 1;
    while (this.at < this.pattern.length && this.peek() !== ']') this.at += this.peek() === '\\' ? 2 : 1;
    const text = this.pattern.slice(start, this.at);
    this.at += 1;
    return { kind: 'chars', some: matching(`[${text}]`, text) };
  }

  /** The least and most repetitions of the part before, if it has a quantifier. */
  private count(): [number, number] | undefined {
    const [text, braces, least = '', comma = '', most = ''] =
      /^(?:[*+?]|(\{(\d+)(,?)(\d*)\}))\??/.exec(this.pattern.slice(this.at)) ?? [];
    if (text === undefined) return undefined;
    this.at += text.length;
    if (braces === undefined) return [text[0] === '+' ? 1 : 0, text[0] === '?' ? 1 : Number.POSITIVE_INFINITY];
    if (comma === '') return [Number(least), Number(least)];
    return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
  }

  private peek = (): string => this.pattern[this.at] ?? '';
  private next(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += char.length;
    return char;
  }
}

/** Characters that are tried for a class, those that look like a value first. */
const ASCII = [...'aA10bBzZ9 -_.,@/+', ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))];
const CANDIDATES: readonly string[] = [...new Set([...ASCII, ...'éăßșαяא中あ한😀€'])];
const ANY: readonly string[] = CANDIDATES.slice(0, 8);
const MOST = 8;

/** What has been found for parts: patterns are made of the same few. */
const MOST_KNOWN = 500;
const known = new Map<string, readonly string[]>();

/** Some characters that match a part of a pattern which stands for one; `near` may have some that are not listed. */
function matching(part: string, near: string): readonly string[] {
  const found = known.get(part) ?? charactersOf(part, near);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(part, found);
  return found;
}

function charactersOf(part: string, near: string): readonly string[] {
  const one = RE2JS.compile(part);
  const found: string[] = [];
  for (const char of [...CANDIDATES, ...near]) {
    if (found.length >= MOST) break;
    if (one.matches(char) && !found.includes(char)) found.push(char);
  }
  return found;
}
