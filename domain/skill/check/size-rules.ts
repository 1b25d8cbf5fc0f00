import { isObject, type Json } from '../../json';
import { languageOf } from '../../session/kinds';
import { RESULT_BYTES, RESULTS_BYTES, SUBMISSION_BYTES } from '../../session/result-bounds';
import { uploadFields } from '../ask';
import type { Schema } from '../skill';
import { fault } from './fault';
import type { Rule } from './rule';

/** Bytes of one stored file in a result: its ids and its digest, never its content. */
const FILE = 320;
/** Bytes that sealing adds to a value, besides a third. */
const SEAL = 160;
/** Bytes of a character, of a number, of a boolean or null, and between two members. */
const CHARACTER = 4;
const NUMBER = 26;
const WORD = 5;
const PUNCTUATION = 4;
/** Bytes that a member of an open object counts with: a link, a token. Nothing bounds it but the session itself. */
const OPEN_MEMBER = 4_096;
/** Bytes of texts that have a format and no `maxLength`. */
const FORMATS: Readonly<Record<string, number>> = { date: 12, 'date-time': 40, time: 24, uuid: 38 };

/**
 * The results of all steps fit into a session together, however large each is. A schema without bounds counts with the
 * most that one submission or one answer of an operation may have.
 */
export const sumOfResults: Rule = ({ definition, catalog }) => {
  const sizes = Object.entries(definition.steps).flatMap(([name, step]) => {
    const kind = languageOf(step);
    const most = kind.operations(step).length > 0 ? RESULT_BYTES : SUBMISSION_BYTES;
    return [kind.resultSchema(step, catalog), kind.answerSchema?.(step)]
      .filter((schema) => schema !== undefined)
      .map((schema) => ({ name, bytes: Math.min(bytesOf(schema), most) }));
  });
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
  if (sum <= RESULTS_BYTES) return [];
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const named = largest.map(({ name, bytes }) => `'${name}' ${kilobytes(bytes)}`).join(', ');
  const message =
    `The results can have ${kilobytes(sum)} together; a session holds ${kilobytes(RESULTS_BYTES)}. ` +
    `The largest: ${named}. Give texts a 'maxLength' and lists a 'maxItems', or ask for less.`;
  return [fault('results_too_large', '/steps', message)];
};

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1_000)} kB`;

/** The most bytes that a value of this schema has as JSON, sealed where the schema says so. */
function bytesOf(schema: Json | undefined): number {
  if (!isObject(schema)) return schema === false ? 0 : Number.POSITIVE_INFINITY;
  const plain = plainBytesOf(schema);
  return schema['x-sensitive'] === undefined ? plain : Math.ceil((plain * 4) / 3) + SEAL;
}

function plainBytesOf(schema: Schema): number {
  const listed = 'const' in schema ? [schema.const] : schema.enum;
  if (Array.isArray(listed))
    return Math.max(...listed.map((value) => CHARACTER * JSON.stringify(value ?? null).length));
  const branches = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(branches) && schema.type === undefined) return Math.max(...branches.map(bytesOf));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return Math.max(...types.map((type) => bytesOfType(schema, type)));
}

function bytesOfType(schema: Schema, type: Json | undefined): number {
  switch (type) {
    case 'string':
      return textBytes(schema);
    case 'number':
    case 'integer':
      return NUMBER;
    case 'boolean':
    case 'null':
      return WORD;
    case 'array':
      return typeof schema.maxItems === 'number'
        ? schema.maxItems * (bytesOf(schema.items) + 1) + PUNCTUATION
        : Number.POSITIVE_INFINITY;
    case 'object':
      return objectBytes(schema);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function textBytes({ maxLength, format }: Schema): number {
  if (typeof maxLength === 'number') return maxLength * CHARACTER + PUNCTUATION;
  return (typeof format === 'string' ? FORMATS[format] : undefined) ?? Number.POSITIVE_INFINITY;
}

function objectBytes(schema: Schema): number {
  const { maxProperties } = schema;
  if (schema.additionalProperties !== false)
    return typeof maxProperties === 'number' ? maxProperties * OPEN_MEMBER : Number.POSITIVE_INFINITY;
  const files = new Map(uploadFields(schema).map(({ field, max }) => [field, max * FILE]));
  const members = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return members.reduce(
    (sum, [name, inner]) => sum + name.length + PUNCTUATION + (files.get(name) ?? bytesOf(inner)),
    PUNCTUATION,
  );
}
