import { endingOf, languageOf, standInFor } from '../../session/kinds';
import { type Branch, branches, type StepCommon } from '../skill';
import { at } from './fault';
import { possibleOutcomes } from './outcome-rules';
import { type CheckedSkill, stepNamed } from './rule';

/** A way from one step to the next: by its result, or by an outcome. */
export interface Way {
  from: string;
  /** Absent where nobody names a step for the outcome, so that the session just ends. */
  to?: string;
  /** `next`, or the outcome. */
  by: string;
  /** Only of `next`: the branch that leads there. */
  branch?: Branch;
  /** A JSON Pointer to where the document says so; to the step where the document's own `on` does. */
  at: string;
}

/** The outcomes of the whole session: they may come at any step, and lead to the ends that they are. */
export const OF_THE_SESSION: ReadonlySet<string> = new Set(['expired', 'cancelled']);

const known = new WeakMap<CheckedSkill, Map<string, Way[]>>();

/** All ways that a session may take from each step, in document order. Those of ends are empty. */
export function waysOf(skill: CheckedSkill): Map<string, Way[]> {
  const ways =
    known.get(skill) ?? new Map(Object.keys(skill.definition.steps).map((name) => [name, waysFrom(skill, name)]));
  known.set(skill, ways);
  return ways;
}

function waysFrom(skill: CheckedSkill, from: string): Way[] {
  const { steps } = skill.definition;
  const step = steps[from] as StepCommon;
  if (endingOf(step) !== undefined) return [];
  const onward = branches(step).map((branch, index): Way => {
    const place = typeof step.next === 'string' ? at(from, 'next') : at(from, 'next', String(index), 'to');
    return { from, to: branch.to, by: 'next', branch, at: place };
  });
  const otherwise = [...possibleOutcomes(step, skill)].map((code): Way => {
    const to = targetOf(skill, step, code);
    const place = step.on?.[code] === undefined ? at(from) : at(from, 'on', code);
    return { from, by: code, at: place, ...(to === undefined ? {} : { to }) };
  });
  return [...onward, ...otherwise];
}

/** The platform's outcomes, for which `error` does not stand in. */
const WITHOUT_STAND_IN: ReadonlySet<string> = new Set(['timeout', 'exhausted', 'answered', 'expired', 'cancelled']);

/** Where a session goes by an outcome, as the kernel looks it up. */
function targetOf({ definition: { on = {} } }: CheckedSkill, step: StepCommon, code: string): string | undefined {
  const named = (name: string | undefined) => (name === undefined ? undefined : (step.on?.[name] ?? on[name]));
  const found = named(code);
  if (found !== undefined || WITHOUT_STAND_IN.has(code)) return found;
  return named(standInFor(languageOf(step), code)) ?? named('error');
}

/** Whether a user has decided to go this way: by a form of its own, or by one beside an event. */
export const isUsers = (skill: CheckedSkill, { from, by }: Way): boolean =>
  by === 'answered' || (by === 'next' && languageOf(stepNamed(skill, from)).kind === 'ask');

/** A place in a search over all paths: a step as it is entered in a state, and how it came there. */
export interface Place<S> {
  step: string;
  state: S;
  way?: Way;
  before?: Place<S>;
}

/**
 * Searches all paths from the start, breadth first, with a state that each way may change. Returns every place once, by
 * a shortest path. `follow`: the state behind a way; `undefined` where the way is of no interest.
 */
export function walk<S extends string>(
  { definition }: CheckedSkill,
  ways: Map<string, Way[]>,
  first: S,
  follow: (state: S, way: Way) => S | undefined,
): Place<S>[] {
  const places: Place<S>[] = [{ step: definition.start, state: first }];
  const seen = new Set([`${first} ${definition.start}`]);
  for (const place of places) {
    for (const way of ways.get(place.step) ?? []) {
      const state = way.to === undefined ? undefined : follow(place.state, way);
      if (state === undefined || seen.has(`${state} ${way.to}`)) continue;
      seen.add(`${state} ${way.to}`);
      places.push({ step: way.to as string, state, way, before: place });
    }
  }
  return places;
}

/** Steps that a sentence names of a path at most; what is between is left out. */
const NAMED = 8;

/** The path to a place, in short: 'terms → quote → hold → sign → (sca.failed) hold'. */
export function pathTo(place: Place<string>): string {
  const steps: string[] = [];
  for (let here: Place<string> | undefined = place; here; here = here.before)
    steps.unshift(here.way === undefined || here.way.by === 'next' ? here.step : `(${here.way.by}) ${here.step}`);
  return shortened(steps).join(' → ');
}

const shortened = (steps: string[]): string[] =>
  steps.length <= NAMED ? steps : [...steps.slice(0, 2), '…', ...steps.slice(2 - NAMED)];

/** The path of a place, and one step more: by a way that ends the session where it stands. */
export const pathBy = (place: Place<string>, { by }: Way): string => `${pathTo(place)} → (${by})`;
