import { isObject } from '../../json';
import { parsePointer } from '../../pointer';
import { languageOf, type Step } from '../../session/kinds';
import { properties } from '../ask';
import type { Schema } from '../skill';
import { type Fault, fault } from './fault';
import { type CheckedSkill, eachStep, isBroken, type Rule } from './rule';
import { conditionUses, valueUses } from './step-pointers';
import { meant } from './suggest';

/** What a broken step leaves: it may be anything. */
const ANYTHING: Schema = { type: 'object' };

/** The schema of a step's result; `undefined` for a step that leaves none. */
export function resultSchema(skill: CheckedSkill, name: string): Schema | undefined {
  const step = stepNamed(skill, name);
  if (isBroken(skill, name)) return ANYTHING;
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
    return name !== undefined && INPUT.has(name)
      ? []
      : no(`'/input' has no '${name ?? ''}'.${meant(name ?? '', INPUT, 'It has')}`);
  const steps = skill.definition.steps;
  if (root === 'callbacks') {
    if (rest.length === 0 && isCalledBack(skill, name)) return [];
    const awaiting = Object.keys(steps).filter((step) => isCalledBack(skill, step));
    return no(`'${pointer}' names no step that awaits an event.${meant(name ?? '', awaiting, 'Such steps are')}`);
  }
  if (root !== 'steps' && root !== 'answers')
    return no(`'${pointer}' leads nowhere: values are at ${ROOTS.join(', ')}.`);
  if (name === undefined || !stepNamed(skill, name))
    return no(`'${pointer}' names no step of this document.${meant(name ?? '', Object.keys(steps), 'The steps are')}`);
  const schema = producedSchema(skill, [root, name]);
  if (!schema && root === 'answers') return no(`'${name}' has no form beside an event: it needs 'await' and 'ask'.`);
  if (!schema) return no(`'${name}' is an end and leaves no result.`);
  if (leads(schema, rest)) return [];
  return no(`'${name}' leaves nothing at '/${rest.join('/')}'.${meant(...missedIn(schema, rest), 'It has')}`);
}

/** The token that leads nowhere, and what there is in its place. */
function missedIn(schema: Schema, tokens: string[]): [missed: string, known: string[]] {
  const [token = '', ...rest] = tokens;
  const known = properties(schema);
  const inner = Object.hasOwn(known, token) ? known[token] : schema.items;
  return isObject(inner) && rest.length > 0 ? missedIn(inner, rest) : [token, Object.keys(known)];
}

function isCalledBack(skill: CheckedSkill, name: string | undefined): boolean {
  const step = stepNamed(skill, name);
  return step !== undefined && (isBroken(skill, name as string) || 'calledBack' in languageOf(step));
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
