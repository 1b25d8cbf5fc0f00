import type { StepCommon } from '../skill';
import { at, type Fault, fault, warning } from './fault';
import { loopsIn } from './loops';
import { type CheckedSkill, type Rule, stepNamed } from './rule';
import { OF_THE_SESSION, type Way, waysOf } from './ways';

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
  const calls = loopsIn(waysBetween(skill, (way) => isCall(skill, way.from) && isCall(skill, way.to)));
  const rounds = calls.flatMap(({ steps: of, path }): Fault[] => {
    const bounds = [...of].flatMap((name) => stepNamed(skill, name).visits ?? []);
    const least = Math.min(...bounds);
    if (bounds.length === 0 || least <= MOST_ROUNDS || least > MOST_VISITS) return [];
    const name = [...of].find((step) => stepNamed(skill, step).visits === least) as string;
    const message = `This loop of calls may go round ${least} times at once: ${path}. At most ${MOST_ROUNDS}: the catalog repeats what a bank doesn't answer.`;
    return [fault('visits_too_many', at(name, 'visits'), message)];
  });
  return [...all, ...rounds];
};

/** A limit on steps is one that a session can carry. */
export const boundlessSteps: Rule = ({ definition: { limits } }) => {
  if ((limits.steps ?? 0) <= MOST_STEPS) return [];
  return [fault('steps_too_many', '/limits/steps', `${limits.steps} steps are no limit: at most ${MOST_STEPS}.`)];
};

/** Whether a user has decided to go this way. Whoever fails to authorise need not have been there. */
const isUsers = (skill: CheckedSkill, { from, by }: Way): boolean => by === 'next' && 'ask' in stepNamed(skill, from);

const isCall = (skill: CheckedSkill, name = ''): boolean => 'call' in stepNamed(skill, name);

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
