import { MOST_UNATTENDED } from '../../session/platform';
import type { StepCommon } from '../skill';
import { at, type Fault, fault, warning } from './fault';
import { loopsIn } from './loops';
import { type CheckedSkill, type Rule, stepNamed } from './rule';
import { isUsers, OF_THE_SESSION, type Way, waysOf } from './ways';

/** How often a step may be entered at most; more is no bound for anybody. */
const MOST_VISITS = 1_000;
/** How often a loop of nothing but calls may go round: their catalog repeats what the bank didn't answer. */
const MOST_ROUNDS = 10;
/** How many steps a session may enter at most. */
const MOST_STEPS = 5_000;

/** Every loop has a user in it, or a limit. Time-outs, banks and partners come back of themselves, so they are none. */
export const unattendedLoops: Rule = (skill) =>
  loopsIn(unbounded(skill, (way) => !isUsers(skill, way))).map(({ first, path }) => {
    const message = `Neither a user nor a limit stops this loop: ${path}. Give one of its steps 'visits', or lead back to an 'ask'.`;
    return fault('loop_unattended', at(first), message);
  });

/** A loop that its user drives has a limit, too: attempts are bounded, not only steps. */
export const unboundedLoops: Rule = (skill) => {
  const unattended = loopsIn(unbounded(skill, (way) => !isUsers(skill, way)));
  return loopsIn(unbounded(skill, () => true)).flatMap(({ first, steps, path }): Fault[] => {
    if (unattended.some((loop) => [...loop.steps].every((step) => steps.has(step)))) return [];
    const message = `A user may go round this loop for as long as the session lasts: ${path}. Give one of its steps 'visits'.`;
    return [warning('loop_unbounded', at(first), message)];
  });
};

/** A limit on visits is one that somebody could wish for. */
export const boundlessVisits: Rule = (skill) => {
  const { steps } = skill.definition;
  const all = Object.entries<StepCommon>(steps).flatMap(([name, { visits = 0 }]): Fault[] => {
    if (visits <= MOST_VISITS) return [];
    const message = `${visits} visits of '${name}' are no limit: at most ${MOST_VISITS}.`;
    return [fault('visits_too_many', at(name, 'visits'), message)];
  });
  const rounds = [
    ...manyRounds(skill, MOST_ROUNDS, (name) => isCall(skill, name)),
    ...manyRounds(skill, MOST_UNATTENDED, (name) => !('ask' in stepNamed(skill, name))),
  ];
  const unlike = new Map([...all, ...rounds].map((one) => [one.pointer, one]));
  return [...unlike.values()];
};

/** Loops of such steps alone that their limits let go round more than `most` times with no user. */
const manyRounds = (skill: CheckedSkill, most: number, isMeant: (name: string) => boolean): Fault[] =>
  loopsIn(waysBetween(skill, ({ from, to }) => isMeant(from) && to !== undefined && isMeant(to))).flatMap(
    ({ steps, path }): Fault[] => {
      const limited = [...steps].filter((name) => stepNamed(skill, name).visits !== undefined);
      const tightest = limited.sort((a, b) => visitsOf(skill, a) - visitsOf(skill, b))[0];
      if (tightest === undefined || visitsOf(skill, tightest) <= most) return [];
      const rounds = visitsOf(skill, tightest);
      const message = `No user is in this loop, and it may go round ${rounds} times: ${path}. At most ${most}: the catalog repeats what a bank doesn't answer.`;
      return [fault('visits_too_many', at(tightest, 'visits'), message)];
    },
  );

const visitsOf = (skill: CheckedSkill, name: string): number => stepNamed(skill, name).visits ?? 0;

/** A limit on steps is one that a session can carry. */
export const boundlessSteps: Rule = ({ definition: { limits } }) => {
  if ((limits.steps ?? 0) <= MOST_STEPS) return [];
  return [
    fault('steps_too_many', '/limits/steps', `Not ${limits.steps} steps: a session enters at most ${MOST_STEPS}.`),
  ];
};

const isCall = (skill: CheckedSkill, name: string): boolean => 'call' in stepNamed(skill, name);

/**
 * The ways that may be taken any number of times. A step with `visits` is entered only so often; after that it sends
 * everybody on by `exhausted`, any number of times.
 */
const unbounded = (skill: CheckedSkill, isMeant: (way: Way) => boolean): Map<string, Way[]> =>
  waysBetween(
    skill,
    (way) => isMeant(way) && (way.by === 'exhausted') === (stepNamed(skill, way.from).visits !== undefined),
  );

const waysBetween = (skill: CheckedSkill, isMeant: (way: Way) => boolean): Map<string, Way[]> =>
  new Map(
    [...waysOf(skill)].map(([name, ways]) => [name, ways.filter((way) => !OF_THE_SESSION.has(way.by) && isMeant(way))]),
  );
