import { parsePointer } from '../../pointer';
import { endingOf, languageOf } from '../../session/kinds';
import type { SkillDefinition } from '../definition';
import type { Requirement } from '../operation-catalog';
import { type Branch, branches, type StepCommon } from '../skill';
import { at, fault } from './fault';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { valueUses } from './step-pointers';

/** An operation that a later one stands for is left to the skills that were published with it. */
export const retiredOperations: Rule = eachStep(({ name, step, kind }, { definition, catalog }) =>
  kind.operations(step).flatMap(({ operation, path }) => {
    const { retired } = catalog.operations[operation] ?? {};
    if (!retired || retired.skills.includes(definition.skill)) return [];
    const message = `'${operation}' is retired: use '${retired.for}'.`;
    return [fault('operation_retired', at(name, ...path, 'call'), message)];
  }),
);

/** What an operation requires has been done on every way to it, and was good or was shown to the user. */
export const requirements: Rule = (skill) => {
  // Many steps may require the same: its ways are walked once.
  const known = new Map<Requirement, Map<string, CheckState>>();
  const statesOf = (required: Requirement) => {
    const states = known.get(required) ?? checkStates(skill, required);
    known.set(required, states);
    return states;
  };
  const rule = eachStep(({ name, step, kind }) =>
    kind.operations(step).flatMap(({ operation, role, path }) => {
      const required = role === 'undo' ? undefined : skill.catalog.operations[operation]?.requires;
      const state = required && statesOf(required).get(name);
      if (!required || state === undefined || state === 'cleared') return [];
      return [fault('requirement_missing', at(name, ...path, 'call'), sentence(operation, required, state))];
    }),
  );
  return rule(skill);
};

/** Where a required check stands when a step is entered: not made, made and not looked at, good or shown. */
type CheckState = 'missing' | 'unseen' | 'cleared';
const WORST: readonly CheckState[] = ['missing', 'unseen', 'cleared'];
const worse = (a: CheckState, b: CheckState): CheckState => (WORST.indexOf(a) < WORST.indexOf(b) ? a : b);

function sentence(operation: string, { operation: first, result, good }: Requirement, state: CheckState): string {
  return state === 'missing'
    ? `'${operation}' requires '${first}' before it, on every way that leads here.`
    : `'${operation}' requires that the user was shown what '${first}' found, by an 'ask' that shows it, unless '${result}' is '${good}'.`;
}

/** By step: how the check stands when it is entered, in the worst case over all ways. Steps out of reach are absent. */
function checkStates({ definition }: CheckedSkill, required: Requirement): Map<string, CheckState> {
  const { start, on = {}, steps } = definition;
  const checks = new Set(Object.keys(steps).filter((name) => calls(steps[name], required.operation)));
  const sources = sourcesOf(definition, checks);
  const known = new Map<string, CheckState>([[start, 'missing']]);
  const queue = [start];
  const flow = (to: string, state: CheckState) => {
    const before = known.get(to);
    const after = before === undefined ? state : worse(before, state);
    if (before === after) return;
    known.set(to, after);
    queue.push(to);
  };
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const step = steps[name];
    if (!step || endingOf(step) !== undefined) continue;
    const before = known.get(name) as CheckState;
    const done = afterStep(name, step, before, checks, sources);
    for (const branch of branches(step))
      flow(branch.to, isGood(branch, checks, required) && done !== 'missing' ? 'cleared' : done);
    const left = checks.has(name) ? 'missing' : before;
    for (const to of Object.values<string>({ ...on, ...(step as StepCommon).on })) flow(to, left);
  }
  return known;
}

const calls = (step: StepCommon | undefined, operation: string): boolean =>
  step !== undefined &&
  languageOf(step)
    .operations(step)
    .some((use) => use.role !== 'undo' && use.operation === operation);

/** The steps that the check's arguments come from: when one of them runs again, the check is of something else. */
function sourcesOf({ steps }: SkillDefinition, checks: Set<string>): Set<string> {
  const pointers = [...checks].flatMap((name) =>
    valueUses(name, steps[name] as StepCommon).map(({ pointer }) => pointer),
  );
  return new Set(pointers.flatMap((pointer) => parsePointer(pointer)?.[1] ?? []));
}

function afterStep(
  name: string,
  step: StepCommon,
  before: CheckState,
  checks: Set<string>,
  sources: Set<string>,
): CheckState {
  if (checks.has(name)) return 'unseen';
  if (sources.has(name)) return 'missing';
  const isShown =
    languageOf(step).kind === 'ask' &&
    valueUses(name, step).some(({ pointer }) => checks.has(parsePointer(pointer)?.[1] ?? ''));
  return before === 'unseen' && isShown ? 'cleared' : before;
}

/** Whether a branch is only taken where the check's result is the good one. */
function isGood({ when = {} }: Branch, checks: Set<string>, { result, good }: Requirement): boolean {
  return Object.entries(when).some(([pointer, schema]) => {
    const [root, step = '', ...rest] = parsePointer(pointer) ?? [];
    return root === 'steps' && checks.has(step) && rest.join('/') === result && schema.const === good;
  });
}
