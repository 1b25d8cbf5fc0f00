import type { Json, JsonObject } from '../../domain/json';
import { listed, nearest } from '../../domain/skill/check/suggest';
import { isOfType, same } from '../../domain/skill/condition';
import type { Collector } from './collector';
import { itemOf, type Place } from './place';
import type { ShapeCode } from './shape-fault';
import { shown, typeInWords, typesInWords } from './types';

/** Judges the type. Returns false where it is wrong: then nothing else of the schema is worth judging. */
export function judgeType({ type }: JsonObject, value: Json, place: Place, found: Collector): boolean {
  const types = [type].flat().filter((one) => typeof one === 'string');
  if (types.length === 0 || types.some((one) => isOfType(value, one))) return true;
  const message = `${place.name} must be ${typesInWords(types)}, not ${typeInWords(value)}.`;
  found.add({ code: 'type_wrong', pointer: place.pointer, message });
  return false;
}

/** Judges `const` and `enum`. */
export function judgeChoice(schema: JsonObject, value: Json, place: Place, found: Collector): void {
  const no = (message: string) => found.add({ code: 'value_not_allowed', pointer: place.pointer, message });
  if (schema.const !== undefined && !same(schema.const, value)) no(`${place.name} must be ${shown(schema.const)}.`);
  const choices = schema.enum;
  if (!Array.isArray(choices) || choices.some((choice) => same(choice, value))) return;
  const texts = choices.filter((choice) => typeof choice === 'string');
  const near = typeof value === 'string' ? nearest(value, texts) : undefined;
  const help = near === undefined ? `It can be: ${listed(choices.map(String))}.` : `Did you mean '${near}'?`;
  no(`${place.name} can't be ${shown(value)}. ${help}`);
}

/** Judges what a schema says of texts. `patternErrorMessage`, which editors know too, is its own sentence for it. */
export function judgeText(schema: JsonObject, text: string, { pointer, name }: Place, found: Collector): void {
  const { minLength, maxLength, pattern } = schema;
  const no = (code: ShapeCode, message: string) => found.add({ code, pointer, message });
  if (typeof minLength === 'number' && text.length < minLength && [...text].length < minLength)
    return no('text_bad', minLength === 1 ? `${name} is empty.` : `${name} needs at least ${minLength} characters.`);
  if (typeof maxLength === 'number' && text.length > maxLength && [...text].length > maxLength)
    return no('text_bad', `${name} may have at most ${maxLength} characters, and has ${[...text].length}.`);
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(text)) {
    const code = schema['x-code'] === 'duration_bad' ? 'duration_bad' : 'text_bad';
    no(code, `${name} can't be ${shown(text)}: ${ruleOf(schema)}.`);
  }
}

/** What a pattern asks for, in words where the schema has them. */
export const ruleOf = ({ pattern, patternErrorMessage }: JsonObject): string =>
  typeof patternErrorMessage === 'string' ? patternErrorMessage : `it must match ${String(pattern)}`;

const BOUNDS: Readonly<Record<string, (value: number, bound: number) => string | undefined>> = {
  minimum: (value, bound) => (value < bound ? `at least ${bound}` : undefined),
  maximum: (value, bound) => (value > bound ? `at most ${bound}` : undefined),
  exclusiveMinimum: (value, bound) => (value <= bound ? `more than ${bound}` : undefined),
  exclusiveMaximum: (value, bound) => (value >= bound ? `less than ${bound}` : undefined),
  multipleOf: (value, bound) => (value % bound === 0 ? undefined : `a multiple of ${bound}`),
};

export function judgeNumber(schema: JsonObject, value: number, { pointer, name }: Place, found: Collector): void {
  for (const [keyword, missing] of Object.entries(BOUNDS)) {
    const bound = schema[keyword];
    const wanted = typeof bound === 'number' ? missing(value, bound) : undefined;
    if (wanted === undefined) continue;
    found.add({ code: 'number_out_of_range', pointer, message: `${name} must be ${wanted}, and is ${value}.` });
  }
}

/** Judges how many items or members something has. */
export function judgeSize(
  { least, most, what }: { least: Json | undefined; most: Json | undefined; what: string },
  size: number,
  { pointer, name }: Place,
  found: Collector,
): void {
  const no = (message: string) => found.add({ code: 'size_wrong', pointer, message });
  if (typeof least === 'number' && size < least)
    no(size === 0 ? `${name} is empty.` : `${name} needs at least ${least} ${what}, and has ${size}.`);
  if (typeof most === 'number' && size > most) no(`${name} may have at most ${most} ${what}, and has ${size}.`);
}

export function judgeRepeats({ uniqueItems }: JsonObject, items: Json[], place: Place, found: Collector): void {
  if (uniqueItems !== true) return;
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const text = JSON.stringify(item);
    const { pointer } = itemOf(place, index);
    if (seen.has(text))
      found.add({ code: 'value_repeated', pointer, message: `${place.name} has ${shown(item)} already.` });
    seen.add(text);
  }
}
