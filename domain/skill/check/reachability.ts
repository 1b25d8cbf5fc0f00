import { endingOf } from '../../session/kinds';
import type { SkillDefinition } from '../definition';
import { branches, type StepCommon } from '../skill';
import { at, fault } from './fault';
import type { CheckedSkill, Rule } from './rule';
import { OF_THE_SESSION, type Way, waysOf } from './ways';

/**
 * Every step can be reached from the start, and from every step an end can be reached: by its own results and outcomes.
 * That a session may expire, be cancelled or fail at any step is no way out.
 */
export const reachability: Rule = (skill) => {
  const { definition } = skill;
  const ways = new Map(Object.entries(definition.steps).map(([name, step]) => [name, exits(definition, step)]));
  const out = new Map([...waysOf(skill)].map(([name, all]) => [name, all.filter((way) => isWayOut(skill, way))]));
  const reached = spread([definition.start], (name) => ways.get(name) as string[]);
  const ends = Object.entries(definition.steps).flatMap(([name, step]) => (endingOf(step) ? [name] : []));
  const back = spread(ends, (name) =>
    [...out].filter(([, all]) => all.some(({ to }) => to === name)).map(([from]) => from),
  );
  return [...ways.keys()].flatMap((name) => [
    ...(reached.has(name) ? [] : [fault('step_unreachable', at(name), `Nothing leads to '${name}'.`)]),
    ...(back.has(name) ? [] : [fault('no_way_to_end', at(name), `From '${name}' no end can be reached.`)]),
  ]);
};

/**
 * Whether somebody has thought of this way: not the session's own outcomes, nor what the document's `error` catches.
 */
function isWayOut({ definition: { on = {}, steps } }: CheckedSkill, { from, by }: Way): boolean {
  const own = (steps[from] as StepCommon).on ?? {};
  if (OF_THE_SESSION.has(by)) return false;
  return by === 'next' || own[by] !== undefined || own.error !== undefined || (by !== 'error' && on[by] !== undefined);
}

/** The steps to which a step may lead. */
export function exits({ on, steps }: SkillDefinition, step: StepCommon): string[] {
  if (endingOf(step)) return [];
  return [...branches(step).map(({ to }) => to), ...Object.values(step.on ?? {}), ...Object.values(on ?? {})].filter(
    (to) => Object.hasOwn(steps, to),
  );
}

/** All names that can be reached over `ways`. */
function spread(from: string[], ways: (name: string) => string[]): Set<string> {
  const seen = new Set(from);
  const queue = [...from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const target of ways(name)) {
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return seen;
}
