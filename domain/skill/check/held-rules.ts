import type { CallStep } from '../../session/kinds/call';
import { RESULT_TOO_LARGE } from '../../session/result-bounds';
import type { SkillDefinition } from '../definition';
import type { StepCommon } from '../skill';
import { at, type Fault, warning } from './fault';
import { type CheckedSkill, eachStep, type Rule, stepNamed } from './rule';
import { isUsers, type Place, pathTo, type Way, walk, waysOf } from './ways';

/** The calls of a definition that name an undo. */
export const heldCalls = ({ definition }: CheckedSkill): string[] =>
  Object.entries<StepCommon>(definition.steps).flatMap(([name, step]) =>
    (step as Partial<CallStep>).compensate === undefined ? [] : [name],
  );

/** Whether a way leaves a step with what it does having been done. One that its catalog refuses has done nothing. */
export const isDone = ({ by }: Way): boolean => by === 'next' || by === RESULT_TOO_LARGE;

/** Whether a way leaves a step with nobody knowing whether what it does was done. */
export const isUnknown = ({ by }: Way): boolean => by === 'error' || by === 'timeout';

/** What one call has begun: nothing, something that stands, or something that the user has decided to do again. */
type Held = 'nothing' | 'stands' | 'user_decided';

/**
 * A call with an undo is not made again of itself while what it began stands. A user who goes back and changes
 * something is right to have it made again; what they replaced is undone at the end (ADR 24).
 */
export const repeatedEffects: Rule = (skill) => {
  const ways = waysOf(skill);
  return heldCalls(skill).flatMap((name) => {
    if (stepNamed(skill, name).visits === 1) return [];
    const found = placesOf(skill, ways, name).find(({ step, state }) => step === name && state === 'stands');
    return found ? [repeated(name, found)] : [];
  });
};

const placesOf = (skill: CheckedSkill, ways: Map<string, Way[]>, name: string): Place<Held>[] =>
  walk<Held>(skill, ways, 'nothing', (state, way) => {
    if (way.from === name && isDone(way)) return 'stands';
    if (isCommit(skill, way.from) && isDone(way)) return 'nothing';
    if (state === 'stands' && isUsers(skill, way)) return 'user_decided';
    return state;
  });

const repeated = (name: string, place: Place<Held>): Fault =>
  warning(
    'effect_repeated',
    at(name),
    `'${name}' is made again while what it began before still stands: ${pathTo(place)}. Both stand until the session ends: lead back to a step after it, or let the user decide by an 'ask'.`,
  );

export const isCommit = (skill: CheckedSkill, name: string): boolean =>
  (stepNamed(skill, name) as Partial<CallStep>).commit === true;

/** Where operations can be taken back, some step says how, so that no end leaves standing what they have begun. */
export const missingUndos: Rule = eachStep(({ name, step }, { definition, catalog }) => {
  const { call, commit } = step as Partial<CallStep>;
  const undos = (call !== undefined && catalog.operations[call]?.undoneBy) || [];
  if (undos.length === 0 || commit || undosOf(definition).some((undo) => undos.includes(undo))) return [];
  const message = `Nothing takes back what '${name}' does when the session ends badly: give it 'compensate' with '${undos[0]}'.`;
  return [warning('undo_missing', at(name), message)];
});

const undosOf = ({ steps }: SkillDefinition): string[] =>
  Object.values<StepCommon>(steps).flatMap((step) => (step as Partial<CallStep>).compensate?.call ?? []);
