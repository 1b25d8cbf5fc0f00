import { branches, parseSkillName, type StepCommon } from '../skill';
import { at, durationFaults, type Fault, fault } from './fault';
import { eachStep, type Rule } from './rule';

/** The skill's name is one, and the catalog is the provider's. */
export const names: Rule = ({ definition, catalog }) => {
  if (!parseSkillName(definition.skill)) {
    const message = `'${definition.skill}' is not a skill's name: <provider>[_aisp|_pisp][_sbx]_#<major>.<minor>.`;
    return [fault('skill_name', '/skill', message)];
  }
  if (definition.catalog === catalog.name) return [];
  return [fault('catalog_unknown', '/catalog', `There is no catalog '${definition.catalog}'.`)];
};

/** Every duration is one. */
export const durations: Rule = ({ definition: { limits, steps } }) => [
  ...durationFaults('/limits/expires', limits.expires),
  ...durationFaults('/limits/idle', limits.idle),
  ...Object.entries<StepCommon>(steps).flatMap(([name, { within, notify = [] }]) => [
    ...durationFaults(at(name, 'within'), within),
    ...notify.flatMap(({ after }, index) => durationFaults(at(name, 'notify', String(index), 'after'), after)),
  ]),
];

/** Every name after `start`, `to` and in `on` is a step of the document. */
export const unknownTargets: Rule = ({ definition: { start, on = {}, steps } }) =>
  [
    { target: start, pointer: '/start' },
    ...Object.entries(on).map(([code, target]) => ({ target, pointer: `/on/${code}` })),
    ...Object.entries<StepCommon>(steps).flatMap(([name, step]) => targets(name, step)),
  ]
    .filter(({ target }) => !Object.hasOwn(steps, target))
    .map(({ target, pointer }) => {
      const known = Object.keys(steps).join(', ');
      return fault('target_unknown', pointer, `There is no step '${target}'. The steps are: ${known}.`);
    });

/** The steps that a step names, with the pointers to where it does. */
const targets = (name: string, step: StepCommon): { target: string; pointer: string }[] => [
  ...branches(step).map(({ to }, index) => ({
    target: to,
    pointer: typeof step.next === 'string' ? at(name, 'next') : at(name, 'next', String(index), 'to'),
  })),
  ...Object.entries(step.on ?? {}).map(([code, target]) => ({ target, pointer: at(name, 'on', code) })),
];

/** A step that goes on has a last branch without a condition, and only the last has none. */
export const defaultBranches: Rule = eachStep(({ name, step, kind }) => {
  if (kind.ends) return [];
  const list = branches(step);
  if (list.length === 0)
    return [fault('dead_end', at(name), `'${name}' leads nowhere: give it a 'next', or make it an 'end'.`)];
  return list.flatMap(({ when }, index) => branchFaults(name, index, { isLast: index === list.length - 1, when }));
});

function branchFaults(name: string, index: number, { isLast, when }: { isLast: boolean; when: unknown }): Fault[] {
  if (isLast && when) {
    const message = `The last branch of '${name}' must have no 'when', so that there is always a way on.`;
    return [fault('default_missing', at(name, 'next', String(index)), message)];
  }
  if (!isLast && !when) {
    const message = `This branch of '${name}' is never reached: the one before it always holds.`;
    return [fault('branch_shadowed', at(name, 'next', String(index + 1)), message)];
  }
  return [];
}
