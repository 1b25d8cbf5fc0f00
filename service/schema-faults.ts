import type { ErrorObject } from 'ajv';
import { inDocumentOrder } from '../domain/document-order';
import type { InputFault } from '../domain/errors';
import type { Json } from '../domain/json';
import { escapeToken } from '../domain/pointer';

/** Errors of alternatives say less than the sentence about the choice itself. */
const SILENT = new Set(['if', 'then', 'else', 'allOf']);

/** That a value is not this one of several says nothing; that it is none of them does. */
const ONE_CHOICE = /\/(?:oneOf|anyOf)\/\d+\/const$/;

/**
 * ajv's errors as the caller is told them: each place once and for each reason, in document order, and never the value.
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
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'unknown';
  return keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
};

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

/** Says what the schema wants. Only what the schema says goes into it: what the user typed may be personal. */
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
