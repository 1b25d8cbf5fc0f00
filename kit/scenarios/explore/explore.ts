import type { OperationCatalog } from '../../../domain/skill/operation-catalog';
import type { Stage } from '../acting';
import { type Place, placesPassed } from '../coverage';
import { runScenario } from '../run';
import type { Happening, ProvedSkill, Scenario } from '../scenario';
import { isOver, type Moment, movesOf } from '../world';
import type { Alternatives } from './choices';
import { exhaust, type Rounds } from './exhaust';
import { shortestWalks, stridesOf, type Walk } from './search';
import { testsOf } from './values';
import { endOf, happeningsOf } from './write';

/** A scenario that was found, and the part of the coverage for which it was. */
export interface Found {
  part: Place['part'];
  scenario: Scenario;
}

/** What a search for scenarios has found, and what it could not reach and why. */
export interface Exploration {
  found: Found[];
  unreached: { place: Place; why: string }[];
}

/** Finds short scenarios that come by the places that are missing. Each of them passes as it is given. */
export function explore(
  { definition }: ProvedSkill,
  stage: Stage,
  catalog: OperationCatalog,
  missing: readonly Place[],
): Exploration {
  const alternatives: Alternatives = { stage, catalog, tests: testsOf(definition) };
  const walks = shortestWalks(alternatives, new Set(missing.map(({ pointer }) => pointer)));
  const exploration: Exploration = { found: [], unreached: [] };
  const passed = new Set<string>();
  const farthestFirst = [...missing].sort((a, b) => lengthTo(b, walks) - lengthTo(a, walks));
  for (const place of farthestFirst) {
    if (passed.has(place.pointer)) continue;
    const way = walks.get(place.pointer) ?? exhaustion(alternatives, definition, place);
    const scenario = typeof way === 'string' ? way : scenarioOf(alternatives, place, way);
    if (typeof scenario === 'string') exploration.unreached.push({ place, why: scenario });
    else {
      exploration.found.push({ part: place.part, scenario: scenario.scenario });
      for (const pointer of placesPassed(definition.start, movesOf(scenario.last))) passed.add(pointer);
    }
  }
  return exploration;
}

const lengthTo = ({ pointer }: Place, walks: ReadonlyMap<string, Walk>): number => walks.get(pointer)?.length ?? -1;

/** The rounds that exhaust a step's visits, where that is what is missing. */
function exhaustion(
  alternatives: Alternatives,
  { steps }: ProvedSkill['definition'],
  { pointer }: Place,
): Rounds | string {
  const why = 'nothing that operations, partners, users and time can do leads there';
  const own = /^\/steps\/([^/]+)\/on\/exhausted$/.exec(pointer)?.[1];
  const candidates = own === undefined ? Object.keys(steps).filter((name) => 'visits' in (steps[name] ?? {})) : [own];
  if (own === undefined && pointer !== '/on/exhausted') return why;
  const tried = candidates.map((step) => exhaust(alternatives, step, pointer));
  return tried.find((one) => typeof one !== 'string') ?? tried[0] ?? why;
}

/** The shortest words for a walk that still lead to the place; what goes without saying is left out where it can be. */
function scenarioOf(alternatives: Alternatives, place: Place, way: Walk | Rounds): Proved | string {
  const { stage } = alternatives;
  for (const all of [false, true]) {
    const happens = 'rounds' in way ? ofRounds(stage, way, all) : happeningsOf(stage, stridesOf(way), all);
    if (!leadsTo(stage, place, happens)) continue;
    const proved = asScenario(stage, place, shortened(stage, place, happens));
    if (proved) return proved;
  }
  return 'a session comes by there, and then to no end that samples lead to';
}

interface Proved {
  scenario: Scenario;
  last: Moment;
}

/** Whether a session in which this happens comes by the place, and to an end. */
function leadsTo(stage: Stage, { pointer }: Place, happens: Happening[]): boolean {
  const { last } = runScenario(stage, { name: pointer, happens, end: '' });
  return isOver(last) && placesPassed(stage.graph.start, movesOf(last)).includes(pointer);
}

/** Without what the place can do without. */
function shortened(stage: Stage, place: Place, happens: Happening[]): Happening[] {
  return happens.reduceRight((left, happening) => {
    const fewer = left.filter((one) => one !== happening);
    return leadsTo(stage, place, fewer) ? fewer : left;
  }, happens);
}

/** The scenario with what is expected of it: where the last thing that happens leads, and the end. */
function asScenario(stage: Stage, place: Place, happens: Happening[]): Proved | undefined {
  const { last, after } = runScenario(stage, { name: place.pointer, happens, end: '' });
  const expected = happens.map((one, index) =>
    index < happens.length - 1 || 'repeat' in one || !after ? one : { ...one, expect: { step: after.session.step } },
  );
  const scenario = { name: nameOf(place), ...(happens.length > 0 ? { happens: expected } : {}), end: endOf(last) };
  const run = runScenario(stage, scenario);
  return run.faults.length === 0 ? { scenario, last: run.last } : undefined;
}

/** What happens first, then each run of equal rounds as one `repeat`. */
function ofRounds(stage: Stage, { first, rounds }: Rounds, all: boolean): Happening[] {
  const happens = happeningsOf(stage, stridesOf(first), all);
  for (let index = 0; index < rounds.length; ) {
    const { cycle, walk } = rounds[index] as Rounds['rounds'][number];
    let count = 1;
    while (rounds[index + count]?.cycle === cycle) count += 1;
    const before = index === 0 ? first : (rounds[index - 1] as Rounds['rounds'][number]).walk;
    const once = happeningsOf(stage, stridesOf(walk).slice(before.length), all);
    happens.push(...(count === 1 ? once : [{ repeat: count, happens: once }]));
    index += count;
  }
  return happens;
}

const nameOf = ({ what }: Place): string => what.charAt(0).toUpperCase() + what.slice(1);
