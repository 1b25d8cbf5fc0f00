import type { ErrorObject } from 'ajv';
import { inDocumentOrder } from '../../domain/document-order';
import type { InputFault } from '../../domain/errors';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken, valueAt } from '../../domain/pointer';
import type { Schema } from '../../domain/skill/skill';
import { OR, TYPES, VALIDATION } from '../languages/english';
import { inLanguage, say } from '../languages/languages';
import type { ValueFault } from './intake';

/** For whom faults are put into words. */
export interface Reader {
  /** BCP 47; English without it. */
  locale?: string;
  /** The schema with the texts of that locale: the author's sentences and labels come from it. */
  schema?: Schema;
}

/** Errors of alternatives say less than the sentence about the choice itself. */
const SILENT = new Set(['if', 'then', 'else', 'allOf']);

/** That a value is not this one of several, or has not this format of several, says nothing; that it fits none does. */
const ONE_CHOICE = /\/(?:oneOf|anyOf)\/\d+\/(?:const|format)$/;

/** How many faults are told at once: a body of nothing but unknown members would make thousands. */
const MOST = 500;

/**
 * What is wrong with a value, as the caller is told it: each place once and for each reason, in document order, and
 * never the value. Where a place has a fault of its own kind, what JSON Schema says about it is left out.
 */
export function readFaults(
  errors: ErrorObject[],
  document: Json,
  at: string,
  reader: Reader = {},
  own: readonly ValueFault[] = [],
): InputFault[] {
  const told = new Set(own.map(({ pointer }) => pointer));
  const bySchema = errors
    .filter(({ keyword, schemaPath }) => !SILENT.has(keyword) && !ONE_CHOICE.test(schemaPath))
    .slice(0, MOST)
    .map((error) => ({ place: pointerOf(error), code: codeOf(error.keyword), message: messageOf(error, reader) }))
    .filter(({ place }) => !told.has(place));
  const byValue = own.map(({ pointer, code, sentence }) => ({
    place: pointer,
    code,
    message: say(sentence, reader.locale),
  }));
  const all = withoutEchoes([...byValue, ...bySchema]);
  return inDocumentOrder(all, document, ({ place }) => place).map(({ place, ...rest }) => ({
    pointer: at + place,
    ...rest,
  }));
}

const LENGTHS: ReadonlySet<string> = new Set(['min_length', 'max_length']);

type Told = { place: string; code: string; message: string };

/** Each place once for each reason. A text that is too long or too short has no other fault worth telling. */
function withoutEchoes(faults: Told[]): Told[] {
  const unique = [...new Map(faults.map((fault) => [`${fault.place} ${fault.code}`, fault])).values()];
  const misfits = new Set(unique.filter(({ code }) => LENGTHS.has(code)).map(({ place }) => place));
  return unique.filter(({ place, code }) => code !== 'pattern' || !misfits.has(place));
}

/** Where an error lies: a missing or unknown property is named, not the object that lacks or has it. */
function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty, propertyName } = error.params as Record<
    string,
    string | undefined
  >;
  const name = missingProperty ?? additionalProperty ?? unevaluatedProperty ?? propertyName;
  return name === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(name)}`;
}

/** A keyword of JSON Schema as the code of a fault. */
export const codeOf = (keyword: string): string => {
  if (keyword === 'dependentRequired') return 'required';
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'unknown';
  return keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
};

/** Says what the schema wants. Only what the schema says goes into it: what the user typed may be personal. */
function messageOf({ keyword, params, schemaPath }: ErrorObject, { locale, schema }: Reader): string {
  const field = schema && fieldOf(schema, schemaPath);
  const words = (text: string, values?: Record<string, string | number>) =>
    say({ text, ...(values ? { values } : {}) }, locale);
  const { limit, multipleOf } = params as { limit?: number; multipleOf?: number };
  switch (keyword) {
    case 'type':
      return words(VALIDATION.type, { type: typesIn(params.type, locale) });
    case 'enum':
      return words(VALIDATION.enum, { values: labels(params.allowedValues, field) });
    case 'const':
      return words(VALIDATION.const, { value: labels([params.allowedValue], field) });
    case 'pattern':
      return typeof field?.['x-error'] === 'string' ? field['x-error'] : words(VALIDATION.pattern);
    case 'format':
      return formatMessage(String(params.format), words);
    case 'minLength':
      return limit === 1 ? words(VALIDATION.required) : words(VALIDATION.minLength, { limit: limit ?? 0 });
    case 'multipleOf':
      return words(VALIDATION.multipleOf, { limit: multipleOf ?? 1 });
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return words(VALIDATION[keyword], { limit: limit ?? 0 });
    case 'dependentRequired':
      return words(VALIDATION.required);
    case 'required':
    case 'uniqueItems':
      return words(VALIDATION[keyword]);
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return words(VALIDATION.unknown);
    case 'anyOf':
    case 'oneOf':
      return words(VALIDATION.choice);
    default:
      return words(VALIDATION.other);
  }
}

const NAMED_FORMATS = ['date', 'date-time', 'email', 'uri', 'uuid'] as const;

function formatMessage(format: string, words: (text: string, values?: Record<string, string>) => string): string {
  const named = NAMED_FORMATS.find((name) => name === format);
  return named ? words(VALIDATION[named]) : words(VALIDATION.format, { format });
}

function typesIn(types: unknown, locale: string | undefined): string {
  const names = [types].flat().map((type) => inLanguage(TYPES[type as keyof typeof TYPES] ?? String(type), locale));
  return names.join(` ${inLanguage(OR, locale)} `);
}

/** The values that a field takes, by the labels that the author gave them. */
function labels(values: unknown, field: JsonObject | undefined): string {
  const named = isObject(field?.['x-labels']) ? field['x-labels'] : {};
  const label = (value: unknown) => {
    const known = named[String(value)];
    return typeof known === 'string' ? known : JSON.stringify(value);
  };
  return Array.isArray(values) ? values.map(label).join(', ') : '';
}

/** The schema of the field that an error is about: ajv names its keyword, as the fragment of a URI. */
function fieldOf(schema: Schema, schemaPath: string): JsonObject | undefined {
  const [, pointer = ''] = /^#(.*)\/[^/]+$/.exec(schemaPath) ?? [];
  const found = valueAt(schema, pointer);
  return isObject(found) ? found : undefined;
}
