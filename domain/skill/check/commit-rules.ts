import { endingOf, type Language, languageOf } from '../../session/kinds';
import type { CallStep } from '../../session/kinds/call';
import { RESULT_TOO_LARGE } from '../../session/result-bounds';
import type { StepCommon } from '../skill';
import { at, type Fault, fault, warning } from './fault';
import { isCommit, isDone, isUnknown } from './held-rules';
import { type CheckedSkill, type Rule, stepNamed } from './rule';
import { isUsers, OF_THE_SESSION, type Place, pathBy, pathTo, type Way, walk, waysOf } from './ways';

/** The step that has committed, or '' before any has. */
type Committed = string;

/** Every place behind a commit, with the path that leads there. */
function afterCommit(skill: CheckedSkill, ways: Map<string, Way[]>): Place<Committed>[] {
  return walk<Committed>(skill, ways, '', (state, way) => {
    if (!isCommit(skill, way.from)) return state;
    // The result of a commit is let in, however large it is.
    if (way.by === RESULT_TOO_LARGE) return undefined;
    return way.by === 'next' ? way.from : state;
  }).filter(({ state }) => state !== '');
}

/** No path commits twice: what is committed can't be taken back. */
export const repeatedCommits: Rule = (skill) => {
  const places = afterCommit(skill, waysOf(skill));
  return Object.keys(skill.definition.steps).flatMap((name) => {
    if (!isCommit(skill, name)) return [];
    const second = places.find(({ step, state }) => step === name && !isLastVisit(skill, name, state));
    if (!second) return [];
    const first = second.state === name ? 'twice' : `after '${second.state}' has`;
    const message = `'${name}' can commit ${first}: ${pathTo(second)}. A session commits once; lead on to an end instead.`;
    return [fault('commit_repeated', at(name), message)];
  });
};

/** A step that may be entered once is not entered by a loop. */
const isLastVisit = (skill: CheckedSkill, name: string, committed: Committed): boolean =>
  name === committed && stepNamed(skill, name).visits === 1;

/** What is committed ends well: any other end would tell nobody, and give no credentials. */
export const endsAfterCommit: Rule = (skill) => {
  const ways = waysOf(skill);
  const faults = afterCommit(skill, ways).flatMap((place) =>
    (ways.get(place.step) ?? [])
      .filter((way) => endsBadly(skill, way) && !OF_THE_SESSION.has(way.by) && !isSecondCommit(skill, way))
      .filter(({ from }) => !isSettling(skill, from))
      .map((way) => badEnd(skill, place, way)),
  );
  const direct = [...ways.values()]
    .flat()
    .filter((way) => isCommit(skill, way.from) && way.by === 'next' && endsBadly(skill, way))
    .map((way) => badEnd(skill, { step: way.from, state: way.from }, way));
  return unique([...direct, ...faults]);
};

/** How a second commit goes on is of no interest, for it is a fault itself. That it has no visit left is. */
const isSecondCommit = (skill: CheckedSkill, { from, by }: Way): boolean => isCommit(skill, from) && by !== 'exhausted';
/** A call that could not be settled ends as failed on purpose: somebody has to look. */
const isSettling = (skill: CheckedSkill, name: string): boolean =>
  (stepNamed(skill, name) as Partial<CallStep>).settle === true;

function endsBadly({ definition: { steps } }: CheckedSkill, { to }: Way): boolean {
  if (to === undefined) return true;
  const ending = steps[to] && endingOf(steps[to]);
  return ending !== undefined && ending !== 'succeeded';
}

function badEnd({ definition: { steps } }: CheckedSkill, place: Place<Committed>, way: Way): Fault {
  const ending = way.to === undefined ? 'failed' : endingOf(steps[way.to] as StepCommon);
  const path = way.to === undefined ? pathBy(place, way) : pathTo({ step: way.to, state: '', way, before: place });
  const message = `The session ends as ${ending} though '${place.state}' has committed: ${path}. Lead to a successful end, so that the user gets what they have.`;
  return fault('end_after_commit', way.at, message);
}

/** Behind a commit nobody is waited for who may never come: the session would expire with what it has committed. */
export const waitsAfterCommit: Rule = (skill) =>
  unique(
    afterCommit(skill, waysOf(skill)).flatMap((place) => {
      const step = stepNamed(skill, place.step);
      if (!waits(languageOf(step), step)) return [];
      const message = `'${place.step}' waits behind the commit '${place.state}': ${pathTo(place)}. A session that expires there has committed and gives no credentials; put it before '${place.state}'.`;
      return [fault('wait_after_commit', at(place.step), message)];
    }),
  );

/** An event with a time limit is left in time; a user may let the session idle, whatever their time. */
const waits = ({ kind }: Language, { within }: StepCommon): boolean =>
  kind === 'ask' || kind === 'sca' || (kind === 'await' && within === undefined);

/** Behind a commit nothing is begun that would have to be undone: there is no bad end that would undo it. */
export const undosAfterCommit: Rule = (skill) =>
  unique(
    afterCommit(skill, waysOf(skill)).flatMap((place) => {
      if (!('compensate' in stepNamed(skill, place.step))) return [];
      const message = `'${place.step}' begins something that can be undone behind the commit '${place.state}': ${pathTo(place)}. Do it before.`;
      return [warning('undo_after_commit', at(place.step), message)];
    }),
  );

/** A commit of which nobody knows the outcome is not made again of itself. */
export const retriedCommits: Rule = (skill) => {
  const ways = waysOf(skill);
  return Object.keys(skill.definition.steps).flatMap((name) => {
    if (!isCommit(skill, name) || stepNamed(skill, name).visits === 1) return [];
    const places = walk<'' | 'unknown'>(skill, ways, '', (state, way) => {
      if (way.from === name && isUnknown(way)) return 'unknown';
      if (way.from === name && isDone(way)) return undefined;
      return isUsers(skill, way) ? '' : state;
    });
    const again = places.find(({ step, state }) => step === name && state === 'unknown');
    if (!again) return [];
    const message = `After an 'error' nobody knows whether '${name}' has committed, and it is made again: ${pathTo(again)}. Look first, or lead 'error' to an end.`;
    return [warning('commit_retried', at(name), message)];
  });
};

/** The first of the faults at each place: it has the shortest path. */
function unique(faults: Fault[]): Fault[] {
  const places = new Set<string>();
  return faults.filter(({ pointer }) => !places.has(pointer) && places.add(pointer));
}
