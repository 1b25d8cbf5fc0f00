import { SCA_WITHIN } from '../../session/platform';
import { uploadFields } from '../ask';
import { duration } from '../duration';
import type { Schema } from '../skill';
import { at, fault } from './fault';
import { type CheckedSkill, type CheckedStep, eachStep, type Rule } from './rule';

/** Reminders come one after the other. */
export const remindersInOrder: Rule = eachStep(({ name, step: { notify = [] } }) =>
  notify.flatMap(({ after }, index) => {
    const before = notify[index - 1]?.after;
    if (before === undefined || msOf(after) > msOf(before)) return [];
    const message = `This reminder comes after '${after}', the one before it after '${before}': write them in their order.`;
    return [fault('notify_order', at(name, 'notify', String(index), 'after'), message)];
  }),
);

/** Reminders come while their step waits. */
export const remindersInTime: Rule = eachStep((checked, skill) => {
  const { name, step } = checked;
  const { ms, why } = longestWait(checked, skill);
  return (step.notify ?? []).flatMap(({ after }, index) => {
    if (msOf(after) < ms) return [];
    const message = `This reminder comes after '${after}', when ${why}: let it come earlier.`;
    return [fault('notify_late', at(name, 'notify', String(index), 'after'), message)];
  });
});

/** How long a step can wait at most. Files start the user's idle time anew, so it bounds only forms without any. */
function longestWait(
  { step, kind }: CheckedStep,
  { definition: { limits } }: CheckedSkill,
): { ms: number; why: string } {
  const isWithoutFiles = kind.kind === 'ask' && uploadFields((step as { ask: Schema }).ask).length === 0;
  const own = step.within === undefined && kind.kind === 'sca' ? SCA_WITHIN : msOf(step.within);
  const bounds = [
    { ms: own, why: "the step's time is up" },
    { ms: isWithoutFiles ? msOf(limits.idle) : 0, why: "the session has expired by 'limits.idle'" },
    { ms: msOf(limits.expires), why: "the session has expired by 'limits.expires'" },
  ].filter(({ ms }) => ms > 0);
  return bounds.reduce((least, bound) => (bound.ms < least.ms ? bound : least));
}

const msOf = (text: string | undefined): number => (text === undefined ? 0 : (duration(text) ?? 0));
