import { endingOf } from '../../session/kinds';
import type { EndStep } from '../../session/kinds/end';
import type { SkillDefinition } from '../definition';
import { at, type Fault, fault, warning } from './fault';
import { heldCalls, isCommit, isDone } from './held-rules';
import type { Rule } from './rule';
import { walk, waysOf } from './ways';

/** A session can succeed. */
export const someSuccess: Rule = ({ definition: { steps } }) => {
  if (Object.values(steps).some((step) => endingOf(step) === 'succeeded')) return [];
  return [fault('no_success', '/steps', 'No session of this can succeed: add a step that is {"end": "succeeded"}.')];
};

/** A failed attempt is no success: neither the last one, nor a refused authorisation, nor a time that ran out. */
export const unearnedSuccess: Rule = (skill) => {
  const ways = waysOf(skill);
  const places = walk<'open' | 'committed'>(skill, ways, 'open', (state, way) =>
    isCommit(skill, way.from) && isDone(way) ? 'committed' : state,
  );
  const open = new Set(places.flatMap(({ step, state }) => (state === 'open' ? [step] : [])));
  return [...ways.values()].flat().flatMap(({ from, to, by, at: place }): Fault[] => {
    if (!open.has(from) || to === undefined || !isSuccess(skill.definition, to)) return [];
    const message = `'${by}' of '${from}' leads to the successful end '${to}', though nothing has succeeded. Lead it to another end.`;
    if (by === 'exhausted' || by === 'sca.failed') return [fault('success_unearned', place, message)];
    return by === 'timeout' ? [warning('success_unearned', place, message)] : [];
  });
};

const isSuccess = ({ steps }: SkillDefinition, name: string): boolean =>
  steps[name] !== undefined && endingOf(steps[name]) === 'succeeded';

/** A good end hands on what the session has made at the bank; without it nobody could use that. */
export const keptResults: Rule = (skill) => {
  const held = new Set(heldCalls(skill));
  const places = walk<'' | 'made'>(skill, waysOf(skill), '', (state, way) =>
    isDone(way) && (held.has(way.from) || isCommit(skill, way.from)) ? 'made' : state,
  );
  return places.flatMap(({ step, state }) => {
    if (state === '' || !isSuccess(skill.definition, step)) return [];
    if (Object.keys((skill.definition.steps[step] as EndStep).credentials ?? {}).length > 0) return [];
    const message = `'${step}' has no credentials, so nobody can use what the session has made. Name what they need, such as an id.`;
    return [warning('end_keeps_nothing', at(step), message)];
  });
};
