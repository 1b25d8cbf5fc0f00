import { type Action, act } from '../acting';
import { placesOfMove } from '../coverage';
import { beginning, isOver, type Moment } from '../world';
import { type Alternatives, choicesAt, labelOf, situationOf } from './choices';

/** One thing that happened on a walk, and the moment before it. */
export interface Stride {
  before: Moment;
  action: Action;
}

/** A session's way to one moment, as a list that shares its beginning with others. */
export interface Walk {
  last: Moment;
  length: number;
  stride?: Stride;
  back?: Walk;
}

/** Moments that one search goes on from, at most. */
const MOST = 20_000;

export const firstStep = ({ stage }: Alternatives): Walk => ({ last: beginning(stage.graph), length: 0 });

export function stridesOf(walk: Walk): Stride[] {
  const all: Stride[] = [];
  for (let at: Walk | undefined = walk; at; at = at.back) if (at.stride) all.unshift(at.stride);
  return all;
}

export const goOn = ({ stage }: Alternatives, walk: Walk, action: Action): Walk => ({
  last: act(stage, walk.last, action),
  length: walk.length + 1,
  stride: { before: walk.last, action },
  back: walk,
});

/** The ways that the last stride of a walk has led the session. */
export function movesOfStride({ last, stride }: Walk) {
  const moves = [...last.moves];
  for (let at = last.before; at && at !== stride?.before; at = at.before) moves.unshift(...at.moves);
  return moves;
}

/**
 * Walks through everything that can happen, the shortest ways first, and notes the first walk to each place. Moments
 * that can go on in the same ways count once, however often their steps were visited.
 */
export function shortestWalks(alternatives: Alternatives, wanted: ReadonlySet<string>): Map<string, Walk> {
  const found = new Map<string, Walk>();
  const left = new Set(wanted);
  const start = firstStep(alternatives);
  breadthFirst(alternatives, start, (walk) => {
    const passed = walk.stride ? movesOfStride(walk).flatMap(placesOfMove) : placesOfStart(walk);
    for (const place of passed) if (left.delete(place)) found.set(place, walk);
    return left.size > 0;
  });
  return found;
}

const placesOfStart = ({ last }: Walk): string[] => [
  `/steps/${last.session.graph.start}`,
  ...last.moves.flatMap(placesOfMove),
];

/** The kind of a walk: of two that can go on in the same ways, the second counts where it is of another. */
type KindOfWalk = (walk: Walk) => string;
const byFirstStride: KindOfWalk = (walk) => labelOf((stridesOf(walk)[0] as Stride).action);

/** Visits walks until `visit` answers false, or nothing new is left. A walk that is over is not gone on from. */
function breadthFirst(
  alternatives: Alternatives,
  start: Walk,
  visit: (walk: Walk) => boolean,
  kindOf: KindOfWalk = () => '',
): void {
  const queue = [start];
  const known = new Set([`${situationOf(alternatives, start.last)} `]);
  if (!visit(start)) return;
  for (let index = 0; index < Math.min(queue.length, MOST); index += 1) {
    const from = queue[index] as Walk;
    if (isOver(from.last)) continue;
    for (const action of choicesAt(alternatives, from.last)) {
      const walk = goOn(alternatives, from, action);
      if (!visit(walk)) return;
      const situation = `${situationOf(alternatives, walk.last)} ${kindOf(walk)}`;
      if (known.has(situation)) continue;
      known.add(situation);
      queue.push(walk);
    }
  }
}

/** Ways back to one step that are tried in turn, at most. */
const MOST_CYCLES = 12;

/** The first walk to a step, then every short way from there back to it: each as what happens on it, in labels. */
export function cyclesOf(alternatives: Alternatives, step: string): { first?: Walk; cycles: string[][] } {
  const place = `/steps/${step}`;
  const first =
    alternatives.stage.graph.start === step
      ? firstStep(alternatives)
      : shortestWalks(alternatives, new Set([place])).get(place);
  if (!first) return { cycles: [] };
  const cycles: string[][] = [];
  // The walks go on from here as if nothing had been before.
  const start = { last: first.last, length: 0 };
  const visit = (walk: Walk) => {
    if (walk.stride && movesOfStride(walk).some(({ to }) => to === step))
      cycles.push(stridesOf(walk).map(({ action }) => labelOf(action)));
    return cycles.length < MOST_CYCLES;
  };
  breadthFirst(alternatives, start, visit, byFirstStride);
  return { first, cycles };
}

/** Goes a way once more; `undefined` where it can't be gone any more, or leads elsewhere. */
export function goAgain(alternatives: Alternatives, from: Walk, cycle: readonly string[]): Walk | undefined {
  let walk = from;
  for (const label of cycle) {
    if (isOver(walk.last)) return undefined;
    const action = choicesAt(alternatives, walk.last).find((one) => labelOf(one) === label);
    if (!action) return undefined;
    walk = goOn(alternatives, walk, action);
  }
  return walk;
}
