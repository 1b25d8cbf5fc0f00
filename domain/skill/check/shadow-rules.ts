import type { Json } from '../../json';
import { parsePointer } from '../../pointer';
import { evaluate, same } from '../condition';
import { type Branch, branches, type Schema, type When } from '../skill';
import { assignedBefore } from './assignment';
import { at, type Fault, fault, warning } from './fault';
import { implies } from './implication';
import { resultSchema } from './pointer-rules';
import { valuesOf, whyImpossible } from './possible';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { isAlwaysThere, schemaAt } from './schema-at';

/** No branch comes after ones that hold whenever it does, so that it would never be taken. */
export const shadowedBranches: Rule = eachStep(({ name, step }, skill) => {
  const list = branches(step);
  return list.flatMap((branch, index) => {
    const shadow = branch.when && shadowOf(skill, list.slice(0, index), branch.when);
    if (shadow === undefined) return [];
    const message = `This branch is never taken: ${shadow}. Put the narrower condition first.`;
    return [fault('branch_shadowed', at(name, 'next', String(index)), message)];
  });
});

function shadowOf(skill: CheckedSkill, earlier: readonly Branch[], when: When): string | undefined {
  // What no value fits is told by a rule of its own.
  if (Object.entries(when).some(([pointer, schema]) => whyImpossible(schema, schemaOf(skill, pointer) ?? {})))
    return undefined;
  const wider = earlier.find((one) => one.when && impliesAll(when, one.when));
  if (wider) return `whatever fits it fits the branch to '${wider.to}' before it`;
  const [pointer, ...more] = Object.keys(when);
  if (pointer === undefined || more.length > 0) return undefined;
  const values = valuesAt(skill, pointer)?.filter(
    (value) => evaluate(when[pointer] as Schema, value, nothing) !== false,
  );
  if (!values || values.length === 0) return undefined;
  const left = values.filter((value) => !isTaken(earlier, pointer, value));
  return left.length === 0 ? 'the branches before it take every value that fits it' : undefined;
}

const impliesAll = (narrow: When, wide: When): boolean =>
  Object.entries(wide).every(
    ([pointer, schema]) => narrow[pointer] !== undefined && implies(narrow[pointer] as Schema, schema),
  );

const nothing = () => undefined;

/** Whether a value is certainly taken by one of these branches, whatever else the session holds. */
const isTaken = (list: readonly Branch[], pointer: string, value: Json): boolean =>
  list.some(({ when = {} }) => {
    const [[looked, schema] = ['', {}], ...more] = Object.entries(when);
    return more.length === 0 && looked === pointer && evaluate(schema, value, nothing) === true;
  });

function schemaOf(skill: CheckedSkill, pointer: string): Schema | undefined {
  const [root, producer, ...rest] = parsePointer(pointer) ?? [];
  const result = root === 'steps' && producer !== undefined ? resultSchema(skill, producer) : undefined;
  return result && schemaAt(result, rest);
}

/** All values that a pointer may lead to, where these are few. */
function valuesAt(skill: CheckedSkill, pointer: string): Json[] | undefined {
  const schema = schemaOf(skill, pointer);
  const values = schema && valuesOf(schema);
  return values?.filter((value, index) => values.findIndex((other) => same(other, value)) === index);
}

/** The branch without a condition is for something: the ones before it don't take every value that can come. */
export const idleDefaults: Rule = (skill) => {
  const before = assignedBefore(skill.definition);
  return Object.entries(skill.definition.steps).flatMap(([name, step]): Fault[] => {
    const list = branches(step);
    const [first] = list.flatMap(({ when = {} }) => Object.keys(when));
    if (first === undefined) return [];
    const isThere = isAlwaysAt(skill, first, new Set([name, ...(before.get(name) ?? [])]));
    const values = isThere ? valuesAt(skill, first) : undefined;
    if (!values?.every((value) => isTaken(list, first, value))) return [];
    const message = `Nothing is left for the last branch: those before it take every value of '${first}'. Leave out the last 'when'.`;
    return [warning('default_unreachable', at(name, 'next', String(list.length - 1)), message)];
  });
};

/** Whether a pointer leads to a value whenever the step is left, which these steps have run before. */
export function isAlwaysAt(skill: CheckedSkill, pointer: string, run: ReadonlySet<string>): boolean {
  const [root, producer, ...rest] = parsePointer(pointer) ?? [];
  if (root !== 'steps' || producer === undefined || !run.has(producer)) return false;
  const schema = resultSchema(skill, producer);
  return schema !== undefined && isAlwaysThere(schema, rest);
}
