import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import type { Schema } from '../../domain/skill/skill';
import type { FormatContext } from '../formats/format';
import { formatOf } from '../formats/formats';
import { hasControl, isBlank, tidyLine, trimmed } from '../formats/text';
import { VALIDATION } from '../languages/english';
import type { Sentence } from '../languages/sentence';

/** A fault of one value: where, a code for programs, a sentence for people. */
export interface ValueFault {
  pointer: string;
  code: string;
  sentence: Sentence;
}

/** What a submission means. */
export interface Intake {
  /** The data as they are kept: normalised, without members that were left empty. */
  data: JsonObject;
  /** The same, cut where a text or list is longer than the schema takes, so that no check has more to do than that. */
  bounded: JsonObject;
  faults: ValueFault[];
}

/** The walk through one submission. */
interface Walk {
  today: string;
  faults: ValueFault[];
}
/** A value as it is kept, and as it is checked. */
type Read = { kept: Json; checked: Json };

const same = (value: Json): Read => ({ kept: value, checked: value });

/**
 * Reads a submission as its schema means it. Texts are normalised by `format` and `x-normalise`. `""`, blanks and null
 * in optional members are no value. Declared formats and characters are checked here, all else by JSON Schema
 * afterwards. `today`: `YYYY-MM-DD`.
 */
export function takeIn(schema: Schema, data: JsonObject, today: string): Intake {
  const walk: Walk = { today, faults: [] };
  const { kept, checked } = readObject(walk, schema, data, '');
  return { data: kept as JsonObject, bounded: checked as JsonObject, faults: walk.faults };
}

function read(walk: Walk, schema: Json | undefined, value: Json, pointer: string, siblings: JsonObject): Read {
  if (!isObject(schema)) return same(value);
  if (typeof value === 'string') return readText(walk, schema, value, pointer, siblings);
  if (Array.isArray(value)) return readList(walk, schema, value, pointer);
  return isObject(value) ? readObject(walk, schema, value, pointer) : same(value);
}

function readObject(walk: Walk, schema: JsonObject, value: JsonObject, pointer: string): Read {
  const known = isObject(schema.properties) ? schema.properties : {};
  const required: Json[] = Array.isArray(schema.required) ? schema.required : [];
  const kept: [string, Json][] = [];
  const checked: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(known, name) ? known[name] : undefined;
    const place = `${pointer}/${escapeToken(name)}`;
    const inside = read(walk, own, member, place, value);
    if (isObject(own) && !required.includes(name) && isLeftEmpty(own, inside.kept)) {
      forget(walk, place);
      continue;
    }
    kept.push([name, inside.kept]);
    checked.push([name, inside.checked]);
  }
  return { kept: Object.fromEntries(kept), checked: Object.fromEntries(checked) };
}

/** What was found about a value that is none after all. */
function forget(walk: Walk, pointer: string): void {
  walk.faults = walk.faults.filter((fault) => fault.pointer !== pointer);
}

function readList(walk: Walk, schema: JsonObject, value: Json[], pointer: string): Read {
  const most = typeof schema.maxItems === 'number' ? schema.maxItems + 1 : value.length;
  const items = value.map((item, index) =>
    index < most ? read(walk, schema.items, item, `${pointer}/${index}`, {}) : same(item),
  );
  return { kept: items.map(({ kept }) => kept), checked: items.slice(0, most).map(({ checked }) => checked) };
}

function readText(walk: Walk, schema: JsonObject, value: string, pointer: string, siblings: JsonObject): Read {
  const isSecret = schema['x-sensitive'] === 'secret';
  const context: FormatContext = { schema, siblings, today: walk.today };
  const kept = normalised(value, context);
  const found = faultOf(kept, isSecret, context);
  if (found) walk.faults.push({ pointer, ...found });
  return { kept, checked: cut(kept, schema.maxLength) };
}

function normalised(value: string, context: FormatContext): string {
  const format = formatOf(context.schema.format);
  if (format) return format.normalise(value, context);
  const rule = context.schema['x-normalise'];
  if (rule === 'line') return tidyLine(value);
  return rule === 'trim' ? trimmed(value) : value;
}

function faultOf(kept: string, isSecret: boolean, context: FormatContext): Omit<ValueFault, 'pointer'> | undefined {
  const { schema } = context;
  if (hasControl(kept, { multiline: schema['x-multiline'] === true }))
    return { code: 'control', sentence: { text: VALIDATION.control } };
  if (isChoice(schema)) return undefined;
  const format = formatOf(schema.format);
  const isNone = format ? isBlank(kept) : !isSecret && kept !== '' && isBlank(kept);
  if (isNone) return { code: 'required', sentence: { text: VALIDATION.required } };
  const sentence = format?.fault(kept, context);
  return sentence && { code: 'format', sentence };
}

const isChoice = ({ enum: choices, const: only }: JsonObject): boolean => choices !== undefined || only !== undefined;

/** A text that is longer than the schema takes, cut to one character more: it is refused all the same. */
function cut(text: string, maxLength: Json | undefined): string {
  if (typeof maxLength !== 'number' || text.length <= maxLength) return text;
  return [...text.slice(0, 2 * (maxLength + 1))].slice(0, maxLength + 1).join('');
}

/** Whether an optional member was left empty: null, or a text of nothing, where the schema has no use for it. */
function isLeftEmpty(schema: JsonObject, value: Json): boolean {
  if (value === null) return !takes(schema, value);
  if (typeof value !== 'string' || takes(schema, value)) return false;
  return schema['x-sensitive'] === 'secret' ? value === '' : isBlank(value);
}

/** Whether the schema names this value, or null, as one that is meant. */
function takes(schema: JsonObject, value: string | null): boolean {
  const { enum: choices, const: only, type, anyOf } = schema;
  if (Array.isArray(choices) && choices.includes(value)) return true;
  if (only === value) return true;
  if (value === null && (type === 'null' || (Array.isArray(type) && type.includes('null')))) return true;
  return Array.isArray(anyOf) && anyOf.some((one) => isObject(one) && takes(one, value));
}
