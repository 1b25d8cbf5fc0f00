import { I_JSON, isReservedName, MAX_DEPTH } from '../i-json';
import type { Json, JsonObject } from '../json';
import { escapeToken } from '../pointer';
import { skipBlanks } from './blanks';
import type { JsonFault, JsonFaultCode } from './json-fault';
import type { JsonNode } from './json-node';
import { type Literal, malformed, readString, readWord } from './literals';

/** What a JSON text says and where. `value` and `root` are absent where the rest of the text can't be relied on. */
export interface ParsedText {
  value?: Json;
  root?: JsonNode;
  faults: JsonFault[];
}

/** Faults of one text that are kept: more help nobody. */
const MOST_FAULTS = 1_000;
const BYTE_ORDER_MARK = '\uFEFF';

/** An object or array that is not closed yet. Its `value` is not kept where it is nested too deep. */
interface Open {
  node: JsonNode;
  value: JsonObject | Json[];
  /** The member's name or the item's index that is being read. */
  token: string;
}

/** What may come next. */
type Expected = 'value' | 'first item' | 'item' | 'first name' | 'name' | 'comma' | 'nothing';

/** The rest of the text can't be read: what was meant is not known. */
class Unreadable extends Error {}

/**
 * Parses JSON (RFC 8259) that has to be I-JSON (RFC 7493), with the places of all names and values. A slip whose
 * meaning is plain is noted, and the rest is read: a comment, a comma too many or too few, quotes of the wrong kind.
 * Reads on a stack of its own, so that depth costs no stack of calls.
 */
export function parseJsonText(text: string): ParsedText {
  const parser = new JsonParser(text);
  try {
    return parser.parse();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { faults: parser.faults };
  }
}

class JsonParser {
  readonly faults: JsonFault[] = [];
  private readonly stack: Open[] = [];
  private at = 0;
  /** Behind the last thing that was read: where a missing comma belongs. */
  private end = 0;
  private expected: Expected = 'value';
  private key: number | undefined;
  private isTooDeep = false;
  private result: { value: Json; node: JsonNode } | undefined;

  constructor(private readonly text: string) {}

  parse(): ParsedText {
    if (this.text.startsWith(BYTE_ORDER_MARK)) {
      this.note('json_byte_order_mark', 0, 'The file begins with a byte order mark: save it as UTF-8 without one.');
      this.at = 1;
    }
    this.skip();
    if (this.at === this.text.length) this.stop('json_empty', 0, 'The file is empty.');
    while (this.at < this.text.length) {
      this.step();
      this.end = this.at;
      this.skip();
    }
    if (!this.result || this.stack.length > 0) this.stop('json_malformed', this.text.length, this.whatIsOpen());
    const { value, node } = this.result as { value: Json; node: JsonNode };
    return { value, root: node, faults: this.faults };
  }

  private step(): void {
    const char = this.text[this.at] as string;
    switch (this.expected) {
      case 'nothing':
        return this.unreadable('Nothing may follow the document, but there is more.');
      case 'comma':
        return this.readComma(char);
      case 'first name':
      case 'name':
        return char === '}' ? this.close(char) : this.readName();
      case 'first item':
      case 'item':
        return char === ']' ? this.close(char) : this.readValue(char);
      default:
        return this.readValue(char);
    }
  }

  private readValue(char: string): void {
    if (char === '{' || char === '[') return this.open(char);
    const literal = readString(this.text, this.at) ?? readWord(this.text, this.at);
    if (!literal) return this.unreadable(this.noValue(char));
    const node = { ...this.keyed(), start: this.at, end: literal.end };
    this.noteLiteral(literal, true);
    this.at = literal.end;
    this.put(literal.value, node);
  }

  private readName(): void {
    const literal = readString(this.text, this.at) ?? this.bareName();
    if (!literal) return this.unreadable(`A member's name in double quotes or '}' was expected here.`);
    const open = this.stack.at(-1) as Open;
    open.token = String(literal.value);
    this.key = this.at;
    this.noteLiteral(literal);
    this.at = literal.end;
    this.skip();
    if (this.text[this.at] !== ':')
      return this.unreadable(`':' was expected after the name '${open.token.slice(0, 80)}'.`);
    this.at += 1;
    if (open.node.members?.has(open.token))
      this.note(
        'json_duplicate',
        this.key,
        `The object has '${open.token.slice(0, 80)}' twice: remove or rename one.`,
        true,
      );
    else if (isReservedName(open.token)) this.note('json_reserved_name', this.key, I_JSON.name, true);
    this.expected = 'value';
  }

  /** A name without quotes, which JavaScript allows. */
  private bareName(): Literal | undefined {
    const [word] = /^[A-Za-z_$][\w$]*/.exec(this.text.slice(this.at, this.at + 100)) ?? [];
    if (word === undefined) return undefined;
    return {
      value: word,
      end: this.at + word.length,
      fault: malformed(this.at, `The name '${word}' must stand in double quotes.`),
    };
  }

  private readComma(char: string): void {
    const open = this.stack.at(-1) as Open;
    const isObject = open.node.members !== undefined;
    if (char === (isObject ? '}' : ']')) return this.close(char);
    if (char === ',') this.at += 1;
    else if (isObject ? char === '"' : /["{[\d-]/.test(char)) {
      this.note('json_malformed', this.end, 'A comma is missing here.');
    } else return this.unreadable(`',' or '${isObject ? '}' : ']'}' was expected here.`);
    this.expected = isObject ? 'name' : 'item';
    if (!isObject) open.token = String(Number(open.token) + 1);
    const comma = this.at - 1;
    this.skip();
    if (char === ',' && this.text[this.at] === (isObject ? '}' : ']'))
      this.note('json_malformed', comma, `The comma before '${this.text[this.at]}' is one too many.`);
  }

  private open(char: string): void {
    const isObject = char === '{';
    const node: JsonNode = { ...this.keyed(), start: this.at, end: this.at };
    if (isObject) node.members = new Map();
    else node.items = [];
    const value = isObject ? {} : [];
    this.put(value, node);
    this.stack.push({ node, value, token: isObject ? '' : '0' });
    this.expected = isObject ? 'first name' : 'first item';
    this.at += 1;
  }

  private close(char: string): void {
    const { node } = this.stack.pop() as Open;
    if (node.members === undefined ? char !== ']' : char !== '}') return this.unreadable('The brackets do not match.');
    this.at += 1;
    node.end = this.at;
    this.expected = this.stack.length === 0 ? 'nothing' : 'comma';
  }

  /** Puts a value into the object or array that is open. */
  private put(value: Json, node: JsonNode): void {
    const open = this.stack.at(-1);
    this.expected = open ? 'comma' : 'nothing';
    if (!open) this.result = { value, node };
    else if (this.stack.length > MAX_DEPTH) this.noteDepth(node.start);
    else if (Array.isArray(open.value)) {
      open.value.push(value);
      open.node.items?.push(node);
    } else if (!isReservedName(open.token)) {
      open.value[open.token] = value;
      open.node.members?.set(open.token, node);
    }
  }

  /** Said once: what is inside of something too deep is too deep as well. */
  private noteDepth(offset: number): void {
    if (!this.isTooDeep) this.note('json_too_deep', offset, I_JSON.too_deep, true);
    this.isTooDeep = true;
  }

  private noteLiteral({ fault }: Literal, isMuted = false): void {
    if (fault) this.note(fault.code, fault.at, fault.message, isMuted);
  }

  private keyed(): { key?: number } {
    const { key } = this;
    this.key = undefined;
    return key === undefined ? {} : { key };
  }

  /** Blanks, and comments, which JSON doesn't have. */
  private skip(): void {
    this.at = skipBlanks(this.text, this.at, (at, message) => this.note('json_malformed', at, message));
  }

  private noValue(char: string): string {
    if (/[“”„‘’]/.test(char)) return 'Texts stand in plain double quotes, not in typographic ones.';
    if (char === '"' || char === "'")
      return `This text has no end on its line: ${char} is missing, or a line break is in it.`;
    return this.expected === 'value' ? 'A value was expected here.' : "A value or ']' was expected here.";
  }

  private whatIsOpen(): string {
    const node = this.stack.at(-1)?.node;
    if (!node) return 'A value was expected here.';
    const line = this.text.slice(0, node.start).split(/\r\n?|\n/).length;
    const [what, sign] = node.members ? ['object', '}'] : ['list', ']'];
    return `The text ends here, but '${sign}' is missing: the ${what} that begins in line ${line} is not closed.`;
  }

  private unreadable(message: string): void {
    this.stop('json_malformed', this.at, message);
  }

  private stop(code: JsonFaultCode, offset: number, message: string): void {
    this.note(code, offset, message);
    throw new Unreadable();
  }

  private note(code: JsonFaultCode, offset: number, message: string, isMuted = false): void {
    if (this.faults.length >= MOST_FAULTS) return;
    const pointer = this.stack
      .slice(0, MAX_DEPTH)
      .map(({ token }) => `/${escapeToken(token)}`)
      .join('');
    this.faults.push({ code, offset, pointer, message, ...(isMuted ? { isMuted: true as const } : {}) });
  }
}
