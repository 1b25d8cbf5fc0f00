import { isObject, type Json } from '../../json';
import { parsePointer } from '../../pointer';
import { languageOf } from '../../session/kinds';
import { properties } from '../ask';
import type { Schema } from '../skill';
import { keptSchema } from './kept-schema';
import { resultSchema } from './pointer-rules';
import { type CheckedSkill, isBroken } from './rule';

/** The value at a pointer, as its producer's schema says. */
export interface Produced {
  schema: Json;
  /** Its producer need not have left it. */
  isOptional: boolean;
  /** The pointer leads into a value that is sealed as a whole, so it finds nothing. */
  isInsideSealed: boolean;
}

/** What a session's tenant gives, and the address of an event. */
const PLATFORM: Readonly<Record<string, Produced>> = {
  reference: { schema: { type: 'string', minLength: 1, maxLength: 128 }, isOptional: true, isInsideSealed: false },
  locale: {
    schema: { type: 'string', minLength: 1, maxLength: 35, pattern: '^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$' },
    isOptional: true,
    isInsideSealed: false,
  },
};
const ADDRESS: Produced = {
  schema: { type: 'string', format: 'uri', minLength: 1, maxLength: 2048 },
  isOptional: false,
  isInsideSealed: false,
};

/** What a pointer finds; `undefined` where it is none, or leads nowhere: that is a fault of another rule. */
export function producedAt(skill: CheckedSkill, pointer: string): Produced | undefined {
  const [root, name, ...rest] = parsePointer(pointer) ?? [];
  if (name === undefined) return undefined;
  if (root === 'input') return Object.hasOwn(PLATFORM, name) ? PLATFORM[name] : undefined;
  if (root === 'callbacks') return ADDRESS;
  const schema = root === 'steps' ? leftBy(skill, name) : undefined;
  return schema && inside({ schema, isOptional: false, isInsideSealed: false }, rest);
}

/** The schema of a step's result, of a form's as it is kept. */
function leftBy(skill: CheckedSkill, name: string): Schema | undefined {
  // What a broken step leaves isn't known.
  const schema = isBroken(skill, name) ? undefined : resultSchema(skill, name);
  const step = skill.definition.steps[name];
  return schema && step && languageOf(step).kind === 'ask' ? keptSchema(schema) : schema;
}

function inside(found: Produced, [token, ...rest]: string[]): Produced | undefined {
  const { schema } = found;
  if (token === undefined) return found;
  if (!isObject(schema)) return { ...found, schema: true, isOptional: true };
  const isInsideSealed = found.isInsideSealed || schema['x-sensitive'] !== undefined;
  const next = member(schema, token);
  if (!next) return undefined;
  return inside({ schema: next.schema, isOptional: found.isOptional || !next.isSure, isInsideSealed }, rest);
}

function member(schema: Schema, token: string): { schema: Json; isSure: boolean } | undefined {
  const known = properties(schema);
  if (Object.hasOwn(known, token))
    return { schema: known[token] as Json, isSure: Array.isArray(schema.required) && schema.required.includes(token) };
  if (/^(0|[1-9][0-9]*)$/.test(token) && schema.items !== undefined)
    return { schema: schema.items, isSure: Number(schema.minItems ?? 0) > Number(token) };
  return schema.additionalProperties === false || schema.type !== 'object'
    ? undefined
    : { schema: true, isSure: false };
}
