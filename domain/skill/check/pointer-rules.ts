import { isObject } from '../../json';
import { parsePointer } from '../../pointer';
import { languageOf, type Step } from '../../session/kinds';
import { properties } from '../ask';
import type { Schema } from '../skill';
import { type Fault, fault } from './fault';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { conditionUses, valueUses } from './step-pointers';

/** The schema of a step's result; `undefined` for a step that leaves none. */
export function resultSchema(skill: CheckedSkill, name: string): Schema | undefined {
  const step = stepNamed(skill, name);
  return step && languageOf(step).resultSchema(step, skill.catalog);
}

/**
 * The schema of what a pointer's first two tokens lead to: a step's result, or what its user submits while it waits for
 * an event; `undefined` for anything else.
 */
export function producedSchema(skill: CheckedSkill, [root, name]: readonly string[]): Schema | undefined {
  if (name === undefined) return undefined;
  if (root === 'steps') return resultSchema(skill, name);
  const step = root === 'answers' ? stepNamed(skill, name) : undefined;
  return step && languageOf(step).answerSchema?.(step);
}

const stepNamed = ({ definition: { steps } }: CheckedSkill, name: string | undefined): Step | undefined =>
  name !== undefined && Object.hasOwn(steps, name) ? steps[name] : undefined;

const ROOTS = ["'/input'", "'/steps/<step>'", "'/answers/<step>'", "'/callbacks/<step>'"];
const INPUT: ReadonlySet<string> = new Set(['reference', 'locale']);

/** Every pointer leads to something that its producer has. */
export const pointers: Rule = eachStep(({ name, step }, skill) =>
  [...valueUses(name, step), ...conditionUses(name, step)].flatMap(({ pointer, at }) => badPointer(skill, pointer, at)),
);

function badPointer(skill: CheckedSkill, pointer: string, place: string): Fault[] {
  const [root, name, ...rest] = parsePointer(pointer) ?? [];
  const no = (message: string) => [fault('pointer_bad', place, message)];
  if (!parsePointer(pointer))
    return no(`'${pointer}' is not a JSON Pointer: it starts with '/', and '~' is written '~0', '/' '~1'.`);
  if (root === 'input')
    return name !== undefined && INPUT.has(name) ? [] : no(`'/input' has only: ${[...INPUT].join(', ')}.`);
  if (root === 'callbacks')
    return rest.length === 0 && isCalledBack(skill, name) ? [] : no(`'${pointer}' names no step that awaits an event.`);
  if (root !== 'steps' && root !== 'answers')
    return no(`'${pointer}' leads nowhere: values are at ${ROOTS.join(', ')}.`);
  if (name === undefined || !stepNamed(skill, name)) return no(`'${pointer}' names no step of this document.`);
  const schema = producedSchema(skill, [root, name]);
  if (!schema && root === 'answers') return no(`'${name}' has no form beside an event: it needs 'await' and 'ask'.`);
  if (!schema) return no(`'${name}' is an end and leaves no result.`);
  const known = Object.keys(properties(schema)).join(', ');
  return leads(schema, rest) ? [] : no(`'${name}' leaves nothing at '/${rest.join('/')}'. It has: ${known}.`);
}

function isCalledBack(skill: CheckedSkill, name: string | undefined): boolean {
  const step = stepNamed(skill, name);
  return step !== undefined && 'calledBack' in languageOf(step);
}

/** Whether a schema allows for a value at these tokens. */
export function leads(schema: Schema, tokens: string[]): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return true;
  const property = properties(schema)[token];
  if (isObject(property) && Object.hasOwn(properties(schema), token))
    return isObject(property['x-upload']) || leads(property, rest);
  if (/^(0|[1-9][0-9]*)$/.test(token) && isObject(schema.items)) return leads(schema.items, rest);
  return schema.type === 'object' && schema.properties === undefined && schema.additionalProperties !== false;
}
