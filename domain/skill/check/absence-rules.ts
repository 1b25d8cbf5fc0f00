import { isObject, type Json } from '../../json';
import { branches, type StepCommon } from '../skill';
import { assignedBefore } from './assignment';
import { at, type Fault, warning } from './fault';
import type { Rule } from './rule';
import { isAlwaysAt } from './shadow-rules';

/** No `not` is asked of a value that may be missing, which it would not match. */
export const negatedAbsence: Rule = (skill) => {
  const before = assignedBefore(skill.definition);
  return Object.entries<StepCommon>(skill.definition.steps).flatMap(([name, step]) => {
    const run = new Set([name, ...(before.get(name) ?? [])]);
    return branches(step).flatMap(({ when = {} }, index): Fault[] =>
      Object.entries(when)
        .filter(([pointer, schema]) => hasNot(schema) && !isAlwaysAt(skill, pointer, run))
        .map(([pointer]) => {
          const message =
            `Where '${pointer}' is missing, this does not match, for 'not' needs a value. ` +
            'Make the field required, or let a branch before it ask for the value, and let this be the last one, without a condition.';
          return warning('not_of_absent', at(name, 'next', String(index), 'when', pointer), message);
        }),
    );
  });
};

/** Whether a condition has a `not`; what is inside of `contains` is about items, which are there. */
const hasNot = (condition: Json): boolean =>
  isObject(condition) &&
  (condition.not !== undefined || (Array.isArray(condition.anyOf) && condition.anyOf.some(hasNot)));
