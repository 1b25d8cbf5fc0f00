import type { ErrorObject } from 'ajv';
import type { InputFault } from '../domain/errors';
import { isObject, type Json } from '../domain/json';
import { escapeToken, parsePointer } from '../domain/pointer';

/** Keywords whose own error adds nothing to the errors of their subschemas. */
const SILENT = new Set(['if', 'then', 'else', 'allOf']);

/** Where one of several constants doesn't match. Only the error that none of them matches is reported. */
const ONE_CHOICE = /\/(?:oneOf|anyOf)\/\d+\/const$/;

/**
 * Turns ajv's errors into input faults: one for each place and reason, in document order, without the values. `at`:
 * prefix of the pointers.
 */
export function readFaults(errors: ErrorObject[], document: Json, at: string): InputFault[] {
  const faults = errors
    .filter(({ keyword, schemaPath }) => !SILENT.has(keyword) && !ONE_CHOICE.test(schemaPath))
    .map((error) => ({ place: pointerOf(error), code: codeOf(error.keyword), message: messageOf(error) }));
  const unique = [...new Map(faults.map((fault) => [`${fault.place} ${fault.code}`, fault])).values()];
  return inDocumentOrder(unique, document, ({ place }) => place).map(({ place, ...rest }) => ({
    pointer: at + place,
    ...rest,
  }));
}

/** Sorts faults by their place in the document; a missing property comes after those that are there. */
function inDocumentOrder<T>(faults: T[], document: Json, place: (fault: T) => string): T[] {
  const order = documentOrder(document);
  return faults
    .map((fault) => ({ fault, rank: order(place(fault)) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ fault }) => fault);
}

/** The place of an error: the pointer of a missing or unknown property, not that of its object. */
function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty, propertyName } = error.params as Record<
    string,
    string | undefined
  >;
  const name = missingProperty ?? additionalProperty ?? unevaluatedProperty ?? propertyName;
  return name === undefined ? error.instancePath : `${error.instancePath}/${escapeToken(name)}`;
}

/** The code of a fault: the JSON Schema keyword in snake_case. */
const codeOf = (keyword: string): string => {
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'unknown';
  return keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
};

/** A function from a pointer to the position of its place in the document, level by level. */
function documentOrder(document: Json): (pointer: string) => number[] {
  return (pointer) => {
    let value: Json | undefined = document;
    return (parsePointer(pointer) ?? []).map((key) => {
      if (Array.isArray(value)) {
        value = value[Number(key)];
        return Number(key);
      }
      const position: number = isObject(value) ? Object.keys(value).indexOf(key) : -1;
      value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      return position < 0 ? Number.MAX_SAFE_INTEGER : position;
    });
  };
}

function compare(a: number[], b: number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

const TYPES: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};
const list = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '';

/** A sentence about what the schema wants. It never quotes the value, which may be personal. */
function messageOf({ keyword, params, message }: ErrorObject): string {
  const { limit } = params as { limit?: number };
  switch (keyword) {
    case 'required':
      return 'This is required.';
    case 'type':
      return `This must be ${[params.type]
        .flat()
        .map((type) => TYPES[String(type)] ?? String(type))
        .join(' or ')}.`;
    case 'enum':
      return `This must be one of: ${list(params.allowedValues)}.`;
    case 'const':
      return `This must be ${JSON.stringify(params.allowedValue)}.`;
    case 'pattern':
      return `This must have the form ${params.pattern}.`;
    case 'format':
      return `This must be a valid ${params.format}.`;
    case 'minLength':
      return `This must have at least ${limit} characters.`;
    case 'maxLength':
      return `This must have at most ${limit} characters.`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `This must be ${params.comparison} ${limit}.`;
    case 'minItems':
      return `This needs at least ${limit} entries.`;
    case 'maxItems':
      return `This takes at most ${limit} entries.`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'This property is not known here.';
    case 'anyOf':
    case 'oneOf':
      return 'This fits none of the allowed forms.';
    default:
      return `This ${message ?? 'is not valid'}.`;
  }
}
