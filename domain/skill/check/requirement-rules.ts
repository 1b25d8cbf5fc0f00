import { parsePointer } from '../../pointer';
import type { Requirement } from '../catalog';
import type { Branch, SkillDefinition, Step } from '../skill';
import { at, branches, fault, isAsk, isCall, isEnd, orders, type Rule, type Subject, uses } from './fault';

/** An operation that a later one stands for is left to the skills that were published with it. */
export const retiredOperations: Rule = ({ definition, catalog }) =>
  Object.entries(definition.steps).flatMap(([name, step]) =>
    orders(name, step).flatMap(({ operation, pointer, kind }) => {
      const { retired } = catalog.operations[operation] ?? {};
      if (!retired || retired.skills.includes(definition.skill)) return [];
      const key = kind === 'sca' ? 'sca' : 'call';
      return [fault('operation_retired', `${pointer}/${key}`, `'${operation}' is retired: use '${retired.for}'.`)];
    }),
  );

/** What an operation requires has been done on every way to it, and was good or was shown to the user. */
export const requirements: Rule = (subject) => {
  const { definition, catalog } = subject;
  return Object.entries(definition.steps).flatMap(([name, step]) => {
    const required = isCall(step) ? catalog.operations[step.call]?.requires : undefined;
    if (!required || !isCall(step)) return [];
    const state = standing(subject, required).get(name);
    if (state === undefined || state === 'cleared') return [];
    return [fault('requirement_missing', at(name, 'call'), sentence(step.call, required, state))];
  });
};

/** Where a required check stands when a step is entered: not made, made and not looked at, good or shown. */
type Standing = 'missing' | 'unseen' | 'cleared';
const WORST: readonly Standing[] = ['missing', 'unseen', 'cleared'];
const worse = (a: Standing, b: Standing): Standing => (WORST.indexOf(a) < WORST.indexOf(b) ? a : b);

function sentence(operation: string, { operation: first, result, good }: Requirement, state: Standing): string {
  return state === 'missing'
    ? `'${operation}' requires '${first}' before it, on every way that leads here.`
    : `'${operation}' requires that the user was shown what '${first}' found, by an 'ask' that shows it, unless '${result}' is '${good}'.`;
}

/** By step: how the check stands when it is entered, in the worst case over all ways. Steps out of reach are absent. */
function standing({ definition }: Subject, required: Requirement): Map<string, Standing> {
  const { start, on = {}, steps } = definition;
  const checks = new Set(Object.keys(steps).filter((name) => calls(steps[name], required.operation)));
  const sources = sourcesOf(definition, checks);
  const known = new Map<string, Standing>([[start, 'missing']]);
  const queue = [start];
  const flow = (to: string, state: Standing) => {
    const before = known.get(to);
    const after = before === undefined ? state : worse(before, state);
    if (before === after) return;
    known.set(to, after);
    queue.push(to);
  };
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const step = steps[name];
    if (!step || isEnd(step)) continue;
    const before = known.get(name) as Standing;
    const done = afterStep(name, step, before, checks, sources);
    for (const branch of branches(step))
      flow(branch.to, isGood(branch, checks, required) && done !== 'missing' ? 'cleared' : done);
    const left = checks.has(name) ? 'missing' : before;
    for (const to of [...Object.values(step.on ?? {}), ...Object.values(on)]) flow(to, left);
  }
  return known;
}

const calls = (step: Step | undefined, operation: string): boolean =>
  step !== undefined && isCall(step) && step.call === operation;

/** The steps that the check's arguments come from: when one of them runs again, the check is of something else. */
function sourcesOf({ steps }: SkillDefinition, checks: Set<string>): Set<string> {
  const pointers = [...checks].flatMap((name) => uses(name, steps[name] as Step).map(({ pointer }) => pointer));
  return new Set(pointers.flatMap((pointer) => parsePointer(pointer)?.[1] ?? []));
}

function afterStep(name: string, step: Step, before: Standing, checks: Set<string>, sources: Set<string>): Standing {
  if (checks.has(name)) return 'unseen';
  if (sources.has(name)) return 'missing';
  const isShown = isAsk(step) && uses(name, step).some(({ pointer }) => checks.has(parsePointer(pointer)?.[1] ?? ''));
  return before === 'unseen' && isShown ? 'cleared' : before;
}

/** Whether a branch is only taken where the check's result is the good one. */
function isGood({ when = {} }: Branch, checks: Set<string>, { result, good }: Requirement): boolean {
  return Object.entries(when).some(([pointer, schema]) => {
    const [root, step = '', ...rest] = parsePointer(pointer) ?? [];
    return root === 'steps' && checks.has(step) && rest.join('/') === result && schema.const === good;
  });
}
