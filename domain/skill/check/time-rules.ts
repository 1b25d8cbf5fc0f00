import { parsePointer, reference } from '../../pointer';
import { SCA_WITHIN } from '../../session/platform';
import { uploadFields } from '../ask';
import { duration } from '../duration';
import type { Schema } from '../skill';
import { schemaAt } from './branch-rules';
import { isSensitive } from './condition-rules';
import { at, type Fault, fault } from './fault';
import { leads, producedSchema } from './pointer-rules';
import { type CheckedSkill, type CheckedStep, eachStep, type Rule } from './rule';

/** An `until` stands beside a `within`, so that data which name no time leave no session waiting for ever. */
export const untilHasWithin: Rule = eachStep(({ name, step, kind }) => {
  if (step.until === undefined || step.within !== undefined || kind.outcomes.includes('timeout')) return [];
  const message = `'${name}' has an 'until' and no 'within': give it the time that counts where the data name none.`;
  return [fault('until_without_within', at(name, 'until'), message)];
});

/** An `until` points at what is a time for sure, and can be read. */
export const untilIsTime: Rule = eachStep(({ name, step }, skill) => {
  const pointer = reference(step.until);
  return pointer === undefined ? [] : untilFaults(skill, pointer, at(name, 'until'));
});

function untilFaults(skill: CheckedSkill, pointer: string, place: string): Fault[] {
  const tokens = parsePointer(pointer) ?? [];
  const rest = tokens.slice(2);
  const schema = producedSchema(skill, tokens);
  const isMadeByStep = tokens[0] === 'steps' || tokens[0] === 'answers';
  // A pointer that leads nowhere is a fault of another rule.
  if (isMadeByStep && !(schema && leads(schema, rest))) return [];
  if (schema && isSensitive(schema, rest))
    return [fault('until_sealed', place, `'${pointer}' is sensitive, so it is sealed, and can't be read as a time.`)];
  if (isTime(schema && schemaAt(schema, rest))) return [];
  const message = `'${pointer}' need not be a time: its schema needs the format 'date-time' or 'date'.`;
  return [fault('until_not_a_time', place, message)];
}

const isTime = (schema: Schema | undefined): boolean => schema?.format === 'date-time' || schema?.format === 'date';

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
