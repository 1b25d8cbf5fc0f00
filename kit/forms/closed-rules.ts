import { isObject, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { properties } from '../../domain/skill/ask';
import { type Fault, fault } from '../../domain/skill/check/fault';
import { meant } from '../../domain/skill/check/suggest';
import { POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import { formatOf } from '../formats/formats';
import { MOST_TEXT, type Place } from './places';
import { choicesOf, inWords, type TypeName, typesIn } from './schema-types';

/** Schemas of a form, itself among them. Each makes code that is compiled at the form's first use. */
const MOST_SCHEMAS = 200;

/** The fault of a form that takes too long to compile: 200 schemas take some 80 ms. */
export function formSizeFaults([form, ...rest]: readonly Place[]): Fault[] {
  if (!form || rest.length < MOST_SCHEMAS) return [];
  const message = `A form has at most ${MOST_SCHEMAS} fields, lists and alternatives in all; this one has ${rest.length + 1}.`;
  return [fault('form_too_large', form.pointer, `${message} Make two steps of it.`)];
}

/** What leaves a value open: no type, an object that takes anything, a text or a list of any length. */
export function opennessFaults({ schema, pointer, length, depth }: Place): Fault[] {
  if (schema['x-upload'] !== undefined || schema.format === POSTAL_ADDRESS) return [];
  const types = typesIn(schema);
  // A format without a type is told as such.
  const isTold = schema.anyOf !== undefined || formatOf(schema.format) !== undefined || depth === 0;
  if (types === undefined) return isTold ? [] : [untyped(schema, pointer)];
  if (choicesOf(schema)) return [];
  const faults: Fault[] = [];
  if (types.includes('object') && schema.additionalProperties !== false)
    faults.push(fault('object_open', pointer, 'This object takes any member: give it "additionalProperties": false.'));
  if (types.includes('array') && schema.items === undefined)
    faults.push(fault('type_missing', pointer, "This list takes anything: say by 'items' what its entries are."));
  if (types.includes('array') && schema.maxItems === undefined)
    faults.push(fault('length_missing', pointer, "This list may have any number of entries: give it 'maxItems'."));
  if (types.includes('string') && isUnbounded(schema, length))
    faults.push(fault('length_missing', pointer, "This text may have any length: give it 'maxLength'."));
  return faults;
}

function untyped(schema: JsonObject, pointer: string): Fault {
  const hint = Object.keys(schema).flatMap((keyword) => ABOUT[keyword] ?? [])[0];
  const example = hint === undefined ? '"type": "string"' : `"type": "${hint}"`;
  return fault('type_missing', pointer, `This takes anything, of up to 64 KB: say what it is, such as ${example}.`);
}

/** The formats whose texts have a longest one. */
const BOUNDED: ReadonlySet<unknown> = new Set(['date', 'date-time', 'email', 'uri', 'uuid']);
const isUnbounded = ({ format, maxLength }: JsonObject, length: number): boolean =>
  maxLength === undefined &&
  length === MOST_TEXT &&
  !BOUNDED.has(format) &&
  (formatOf(format) === undefined || format === 'person-name');

/** The type that each keyword is about. */
const ABOUT: Readonly<Record<string, TypeName>> = {
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  'x-normalise': 'string',
  'x-multiline': 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  items: 'array',
  minItems: 'array',
  maxItems: 'array',
  uniqueItems: 'array',
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  dependentRequired: 'object',
};
const AMOUNTS = `; amounts are bounded by "format": "amount" and 'x-amount'`;

/** The keywords that say nothing about values of the schema's type. */
export function keywordFaults({ schema, pointer }: Place): Fault[] {
  const types = typesIn(schema);
  if (types === undefined || schema['x-upload'] !== undefined) return [];
  return Object.keys(schema).flatMap((keyword) => {
    const about = Object.hasOwn(ABOUT, keyword) ? (ABOUT[keyword] as TypeName) : undefined;
    if (about === undefined || types.includes(about)) return [];
    const hint = about === 'number' && types.includes('string') ? AMOUNTS : '';
    const message = `'${keyword}' is about ${inWords([about])}, and this takes ${inWords(types)}${hint}.`;
    return [fault('keyword_misplaced', `${pointer}/${escapeToken(keyword)}`, message)];
  });
}

/** The names in `required` and `dependentRequired` that are no property of the object. */
export function requiredFaults({ schema, pointer }: Place): Fault[] {
  const known = Object.keys(properties(schema));
  const missing = (names: unknown, at: string): Fault[] =>
    (Array.isArray(names) ? names : []).flatMap((name, index) => {
      if (typeof name !== 'string' || known.includes(name)) return [];
      const message = `'${name}' is required, and is no property here, so nobody can give it.`;
      return [fault('required_unknown', `${pointer}/${at}/${index}`, message + meant(name, known, 'There are'))];
    });
  const dependent = isObject(schema.dependentRequired) ? Object.entries(schema.dependentRequired) : [];
  return [
    ...(schema.properties === undefined ? [] : missing(schema.required, 'required')),
    ...dependent.flatMap(([name, names]) => {
      const at = `dependentRequired/${escapeToken(name)}`;
      const message = `'${name}' is no property here, so nothing depends on it.`;
      return [
        ...(known.includes(name)
          ? []
          : [fault('required_unknown', `${pointer}/${at}`, message + meant(name, known, 'There are'))]),
        ...missing(names, at),
      ];
    }),
  ];
}
