import { parsePointer } from '../../pointer';
import { endingOf, languageOf } from '../../session/kinds';
import type { SkillDefinition } from '../definition';
import { branches, type StepCommon } from '../skill';
import { type Fault, fault } from './fault';
import type { Rule } from './rule';
import { type ValueUse, valueUses } from './step-pointers';

/** A value that a step takes from another has been left by it on every way that leads here. */
export const definiteAssignment: Rule = ({ definition }) => {
  const known = assignedBefore(definition);
  return Object.entries(definition.steps).flatMap(([name, step]) => {
    const before = known.get(name);
    return before ? valueUses(name, step).flatMap((use) => unassigned(definition, name, use, before)) : [];
  });
};

function unassigned(
  { steps }: SkillDefinition,
  name: string,
  { pointer, at, after, optional }: ValueUse,
  before: Set<string>,
): Fault[] {
  if (optional) return [];
  const [root, producer] = parsePointer(pointer) ?? [];
  if (producer === undefined || (root !== 'steps' && root !== 'answers')) return [];
  if (before.has(root === 'steps' ? producer : answerOf(producer))) return [];
  if (root === 'steps' && after && producer === name) return [];
  // A pointer to no step, to an end, or to the answer of a step that asks nothing, is a fault of another rule.
  if (!Object.hasOwn(steps, producer) || endingOf(steps[producer] as StepCommon)) return [];
  if (root === 'answers') return answerSchema(steps[producer] as StepCommon) ? [notAnswered(producer, name, at)] : [];
  const message = `'${producer}' need not have run when '${name}' is reached: there is a way that goes round it. Give an 'or'.`;
  return [fault('pointer_unassigned', at, message)];
}

/** The schema of what the user may submit while a step waits for its event, if anything. */
const answerSchema = (step: StepCommon) => languageOf(step).answerSchema?.(step);

const notAnswered = (producer: string, name: string, at: string): Fault => {
  const message = `The user need not have answered '${producer}' when '${name}' is reached: its event may have come first. Give an 'or'.`;
  return fault('pointer_unassigned', at, message);
};

/** The name of what a user has submitted while a step waited for its event; no step has such a name. */
const answerOf = (step: string): string => `answers/${step}`;

/** Data-flow analysis: for each step, what steps have left on every way to it: their results, and their answers. */
export function assignedBefore({ start, on, steps }: SkillDefinition): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>([[start, new Set()]]);
  const queue = [start];
  const flow = (to: string, has: Set<string>) => {
    const before = known.get(to);
    const after = before ? new Set([...before].filter((name) => has.has(name))) : has;
    if (before && before.size === after.size) return;
    known.set(to, after);
    queue.push(to);
  };
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const step: StepCommon | undefined = steps[name];
    const has = known.get(name) as Set<string>;
    if (!step || endingOf(step)) continue;
    for (const { to } of branches(step)) flow(to, new Set([...has, name]));
    for (const [code, to] of Object.entries({ ...on, ...step.on })) {
      if (code !== 'answered') flow(to, has);
      else if (answerSchema(step)) flow(to, new Set([...has, answerOf(name)]));
    }
  }
  return known;
}
