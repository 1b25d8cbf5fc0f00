import { escapeToken } from '../../pointer';
import { branches, parseSkillName, SKILL_NAME_FORM, type StepCommon } from '../skill';
import { at, durationFaults, type Fault, fault } from './fault';
import { eachStep, type Rule } from './rule';
import { meant } from './suggest';

/** The skill's name is one, of the catalog's provider, and the catalog is there. */
export const names: Rule = ({ definition, catalog, catalogs = [] }) => {
  const name = parseSkillName(definition.skill);
  const faults: Fault[] = [];
  if (!name) {
    const message = `'${definition.skill}' is not a skill's name: ${SKILL_NAME_FORM}.`;
    faults.push(fault('skill_name', '/skill', message));
  }
  if (definition.catalog !== catalog.name) {
    const help = meant(definition.catalog, catalogs, 'There are');
    faults.push(fault('catalog_unknown', '/catalog', `There is no catalog '${definition.catalog}'.${help}`));
  } else if (name && name.provider !== catalog.name) {
    const message =
      `'${name.provider}' is not the provider of the catalog '${catalog.name}': ` +
      `a skill's name begins with its provider's, so '${catalog.name}_…'.`;
    faults.push(fault('provider_foreign', '/skill', message));
  }
  return faults;
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
    ...Object.entries(on).map(([code, target]) => ({ target, pointer: `/on/${escapeToken(code)}` })),
    ...Object.entries<StepCommon>(steps).flatMap(([name, step]) => targets(name, step)),
  ]
    .filter(({ target }) => !Object.hasOwn(steps, target))
    .map(({ target, pointer }) => {
      const help = meant(target, Object.keys(steps), 'The steps are');
      return fault('target_unknown', pointer, `There is no step '${target}'.${help}`);
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
