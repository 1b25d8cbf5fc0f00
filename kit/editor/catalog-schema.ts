import { isObject, type Json, type JsonObject } from '../../domain/json';
import { KINDS } from '../../domain/session/kinds';
import { SENTENCES } from '../../domain/session/platform';
import { properties } from '../../domain/skill/ask';
import { COMMON_OUTCOMES } from '../../domain/skill/check/outcome-rules';
import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import { schemaInWords } from '../schema-words';

/** The reference to what a catalog adds to the shape of a step. */
export const stepOf = (catalog: string): string => `#/$defs/step of ${catalog}`;

/** The definitions of a catalog: its steps, and for each operation what it takes. */
export function catalogDefinitions({ name, operations, events }: OperationCatalog): JsonObject {
  const all = Object.entries(operations).filter(([, { retired }]) => !retired);
  const calls = all.filter(([, { kind }]) => kind === 'call');
  const signings = all.filter(([, { kind }]) => kind === 'sca');
  return {
    [`step of ${name}`]: {
      properties: {
        call: named(calls.map(([id, { title }]) => [id, title])),
        await: named(Object.entries(events).map(([id, { title }]) => [id, title])),
        sca: { properties: { call: named(signings.map(([id, { title }]) => [id, title])) } },
      },
      allOf: [
        ...calls.map(([id, operation]) => whenCalled(id, operation, name)),
        ...signings.map(([id, operation]) => whenSigned(id, operation, argumentsRef(id, name))),
      ],
    },
    ...Object.fromEntries(all.map(([id, operation]) => [`${id} of ${name}`, argumentsOf(id, operation)])),
  };
}

/** Names with what an editor says of each, when it lists them and where the cursor rests on one. */
export function named(names: [name: string, words: string][]): JsonObject {
  return {
    enum: names.map(([name]) => name),
    enumDescriptions: names.map(([, words]) => words),
    markdownEnumDescriptions: names.map(([, words]) => words),
  };
}

const when = (condition: JsonObject, consequence: JsonObject): JsonObject => ({
  if: condition,
  then: consequence,
});

const isCalled = (operation: string): JsonObject => ({
  properties: { call: { const: operation } },
  required: ['call'],
});

function whenCalled(id: string, { codes, undoneBy, input }: Operation, catalog: string): JsonObject {
  return when(isCalled(id), {
    ...(hasRequired(input) ? { required: ['with'] } : {}),
    properties: {
      with: { $ref: argumentsRef(id, catalog) },
      on: outcomes(codes, KINDS.call.outcomes),
      ...(undoneBy ? { compensate: undo(undoneBy, catalog) } : {}),
    },
  });
}

const whenSigned = (id: string, { codes }: Operation, given: string): JsonObject =>
  when(
    { properties: { sca: isCalled(id) }, required: ['sca'] },
    { properties: { sca: { properties: { with: { $ref: given } } }, on: outcomes(codes, KINDS.sca.outcomes) } },
  );

/** Only what undoes the call. The service offers what stands in an `if`, so there is none here. */
function undo(undoneBy: readonly string[], catalog: string): JsonObject {
  const [only] = undoneBy;
  const isOne = undoneBy.length === 1 && only !== undefined;
  return {
    properties: { call: { enum: [...undoneBy] }, ...(isOne ? { with: { $ref: argumentsRef(only, catalog) } } : {}) },
  };
}

const argumentsRef = (operation: string, catalog: string): string => `#/$defs/${operation} of ${catalog}`;

const hasRequired = ({ required }: Operation['input']): boolean => Array.isArray(required) && required.length > 0;

/** `on` of a step: the outcomes that it may have, and nothing else. */
function outcomes(codes: Record<string, string>, ofKind: readonly string[]): JsonObject {
  const platform = ['timeout', 'exhausted', ...ofKind, ...COMMON_OUTCOMES];
  const all: [string, string][] = [
    ...Object.entries(codes),
    ...[...new Set(platform)].map((code): [string, string] => [code, SENTENCES[code] ?? '']),
  ];
  return {
    properties: Object.fromEntries(all.map(([code, description]) => [code, { $ref: '#/$defs/target', description }])),
    additionalProperties: false,
  };
}

/** The arguments of an operation: each a value of its schema, or one that is taken or joined. */
function argumentsOf(id: string, { title, input }: Operation): JsonObject {
  return {
    type: 'object',
    description: `${id}: ${title}`,
    properties: Object.fromEntries(Object.entries(properties(input)).map(([name, schema]) => [name, argument(schema)])),
    ...(hasRequired(input) ? { required: input.required as Json } : {}),
    additionalProperties: false,
  };
}

function argument(schema: Json): JsonObject {
  return {
    description: schemaInWords(schema),
    anyOf: [isObject(schema) ? plain(schema) : {}, { $ref: '#/$defs/taken value' }, { $ref: '#/$defs/joined value' }],
  };
}

/** A schema for literals. One with parts may have values taken from elsewhere in it, so its parts are left open. */
function plain(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-'));
  const isWhole = schema.type !== 'object' && schema.type !== 'array';
  return isWhole ? Object.fromEntries(kept) : { type: schema.type as Json, not: { anyOf: TEMPLATES } };
}

/** Objects that stand for another value. */
const TEMPLATES: JsonObject[] = [{ required: ['$'] }, { required: ['join'] }];
