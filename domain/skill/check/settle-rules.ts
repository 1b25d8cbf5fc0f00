import { endingOf } from '../../session/kinds';
import type { CallStep } from '../../session/kinds/call';
import type { SkillDefinition } from '../definition';
import { branches, type StepCommon } from '../skill';
import { at, fault } from './fault';
import { eachStep, type Rule } from './rule';

/** A call settles what was committed on every way to it. Before that a failure has to be undone, not waited out. */
export const settlesAfterCommit: Rule = ({ definition }) => {
  const committed = committedBefore(definition);
  return Object.entries<StepCommon>(definition.steps).flatMap(([name, step]) => {
    if (!(step as CallStep).settle || committed.get(name) !== false) return [];
    const message = `'${name}' settles, and there is a way to it on which nothing was committed: put it after the 'commit'.`;
    return [fault('settle_before_commit', at(name, 'settle'), message)];
  });
};

/** What could not be settled ends the session as failed: what is committed stands, and somebody has to look. */
export const unsettledFails: Rule = eachStep(({ name, step }, { definition: { on, steps } }) => {
  const target = { ...on, ...step.on }.unsettled;
  if (!(step as CallStep).settle || target === undefined || !steps[target]) return [];
  if (endingOf(steps[target]) === 'failed') return [];
  const message = `'unsettled' of '${name}' must lead to a step that is {"end": "failed"}: nothing is undone, nor is it done.`;
  const place = step.on?.unsettled === undefined ? '/on/unsettled' : at(name, 'on', 'unsettled');
  return [fault('settle_target', place, message)];
});

/** Data-flow analysis: for each step that can be reached, whether something was committed on every way to it. */
function committedBefore({ start, on, steps }: SkillDefinition): Map<string, boolean> {
  const known = new Map([[start, false]]);
  const queue = [start];
  const flow = (to: string, isCommitted: boolean) => {
    const before = known.get(to);
    const after = (before ?? true) && isCommitted;
    if (before === after) return;
    known.set(to, after);
    queue.push(to);
  };
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const step: StepCommon | undefined = steps[name];
    if (!step || endingOf(step)) continue;
    const before = known.get(name) as boolean;
    for (const { to } of branches(step)) flow(to, before || (step as CallStep).commit === true);
    for (const to of Object.values({ ...on, ...step.on })) flow(to, before);
  }
  return known;
}
