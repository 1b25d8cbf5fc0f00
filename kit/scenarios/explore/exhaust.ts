import { placesOfMove } from '../coverage';
import type { Alternatives } from './choices';
import { cyclesOf, goAgain, movesOfStride, stridesOf, type Walk } from './search';

/** Ways back that are gone for one step, at most. */
const MOST_ROUNDS = 1_100;

/** A walk in parts: what happens first, then each round of it, by the number of the way that was taken. */
export interface Rounds {
  first: Walk;
  rounds: { cycle: number; walk: Walk }[];
}

/** How a step is entered once too often; or, in words, why that can't be. */
export function exhaust(alternatives: Alternatives, step: string, place: string): Rounds | string {
  const { first, cycles } = cyclesOf(alternatives, step);
  if (!first) return `no way to '${step}' was found`;
  if (cycles.length === 0) return `no way leads back to '${step}'`;
  const rounds: Rounds['rounds'] = [];
  let walk = first;
  while (rounds.length < MOST_ROUNDS) {
    const next = nextRound(alternatives, walk, step, place, cycles);
    if (!next) return whyNot(alternatives, walk, step, cycles);
    rounds.push(next);
    walk = next.walk;
    if (passes(walk, next.length, place)) return { first, rounds };
  }
  return `'${step}' was entered ${MOST_ROUNDS} times`;
}

/** The first way that leads back to the step, or to the place. */
function nextRound(alternatives: Alternatives, from: Walk, step: string, place: string, cycles: string[][]) {
  for (const [cycle, labels] of cycles.entries()) {
    const walk = goAgain(alternatives, from, labels);
    const isBack = walk && (passes(walk, labels.length, place) || isEntered(walk, step));
    if (walk && isBack) return { cycle, walk, length: labels.length };
  }
  return undefined;
}

const isEntered = (walk: Walk, step: string): boolean =>
  walk.last.session.step === step && !walk.last.session.ending && movesOfStride(walk).some(({ to }) => to === step);

function passes(walk: Walk, length: number, place: string): boolean {
  let at: Walk | undefined = walk;
  for (let count = 0; count < length && at; count += 1) {
    if (movesOfStride(at).flatMap(placesOfMove).includes(place)) return true;
    at = at.back;
  }
  return false;
}

/** What stops every way back: a step on it that may be entered fewer times. */
function whyNot({ stage }: Alternatives, walk: Walk, step: string, cycles: string[][]): string {
  const { visits, graph } = walk.last.session;
  const spent = Object.entries(visits).filter(([name, count]) => {
    const most = (stage.graph.nodes[name] as { visits?: number } | undefined)?.visits;
    return name !== step && most !== undefined && count >= most;
  });
  const taken = visits[step] ?? 0;
  const most = (graph.nodes[step] as { visits?: number }).visits ?? 0;
  if (spent.length > 0) {
    const names = spent.map(([name, count]) => `'${name}', which may be entered ${count} times`).join(', ');
    return `every way back to '${step}' that was found goes through ${names}: it was entered ${taken} times of ${most}`;
  }
  return `none of ${cycles.length} ways back to '${step}' could be gone more than ${taken} times (${stridesOf(walk).length} events)`;
}
