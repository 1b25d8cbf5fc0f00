import { RE2JS } from 're2js';
import type { Schema } from '../domain/skill/skill';
import { formatOf } from './formats/formats';

const FORMATS: Record<string, string> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  email: 'user@example.com',
  uri: 'https://example.com/',
  uuid: '3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f',
};

/** A sample text of the schema's format, pattern and length. */
export function sampleText(schema: Schema): string {
  const format = FORMATS[String(schema.format)] ?? formatOf(schema.format)?.sample;
  if (format !== undefined) return format;
  const shortest = Number(schema.minLength ?? 1);
  const longest = Number(schema.maxLength ?? Math.max(shortest, 6));
  if (typeof schema.pattern === 'string') return fitPattern(schema.pattern, shortest);
  return 'sample'.repeat(Math.ceil(shortest / 6) || 1).slice(0, Math.max(shortest, Math.min(6, longest)));
}

/** The shortest text that matches the pattern. If it is too short, repeatable parts are repeated. */
function fitPattern(pattern: string, shortest: number): string {
  for (let extra = 0; extra <= shortest; extra += 1) {
    const text = new PatternSample(pattern, extra).sequence();
    if (text.length >= shortest) return text;
  }
  return new PatternSample(pattern, 0).sequence();
}

/** A parser of RE2 patterns (no look-around, no back-references) that produces one matching text. */
class PatternSample {
  private at = 0;
  constructor(
    private readonly pattern: string,
    private readonly extra: number,
  ) {}

  /** A text of the first alternative; the others are skipped. */
  sequence(): string {
    let taken = '';
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') taken += this.repeated();
    if (this.peek() === '|') {
      this.at += 1;
      this.sequence();
    }
    return taken;
  }

  private repeated(): string {
    const start = this.at;
    const once = this.atom();
    const end = this.at;
    const [least, most] = this.count();
    const times = Math.min(most, least + (most > least ? this.extra : 0));
    return start === end ? '' : once.repeat(times);
  }

  private atom(): string {
    const char = this.next();
    if (char === '^' || char === '$') return '';
    if (char === '.') return 'a';
    if (char === '[') return this.oneOfClass();
    if (char === '\\') return escaped(this.next());
    if (char !== '(') return char;
    if (this.peek() === '?') while (this.at < this.pattern.length && !/[:>]/.test(this.next()));
    const inside = this.sequence();
    this.at += 1;
    return inside;
  }

  private oneOfClass(): string {
    const start = this.at;
    if (this.peek() === '^') this.at += 1;
    if (this.peek() === ']') this.at += 1;
    while (this.at < this.pattern.length && this.peek() !== ']') this.at += this.peek() === '\\' ? 2 : 1;
    const one = RE2JS.compile(`[${this.pattern.slice(start, this.at)}]`);
    this.at += 1;
    return CANDIDATES.find((candidate) => one.matches(candidate)) ?? '';
  }

  /** The least and most repetitions of the part before; 1 where the pattern has no quantifier. */
  private count(): [number, number] {
    const braces = /^\{(\d+)(,?)(\d*)\}/.exec(this.pattern.slice(this.at));
    const sign = this.peek();
    if (braces) this.at += braces[0].length;
    else if (sign === '*' || sign === '+' || sign === '?') this.at += 1;
    else return [1, 1];
    if (this.peek() === '?') this.at += 1;
    if (!braces) return sign === '?' ? [0, 1] : [sign === '+' ? 1 : 0, Number.MAX_SAFE_INTEGER];
    const least = Number(braces[1]);
    return [least, braces[2] === '' ? least : braces[3] === '' ? Number.MAX_SAFE_INTEGER : Number(braces[3])];
  }

  private peek = (): string => this.pattern[this.at] ?? '';
  private next(): string {
    const char = this.peek();
    this.at += 1;
    return char;
  }
}

const CANDIDATES = [...'aA10bBzZ9 -_.,@/+', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];
const escaped = (char: string): string =>
  ({ d: '1', w: 'a', s: ' ', D: 'a', W: ' ', S: 'a', n: '\n', t: '\t' })[char] ?? char;
