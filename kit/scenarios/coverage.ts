import { escapeToken } from '../../domain/pointer';
import type { Move } from '../../domain/session/transition';
import { at, type Fault, fault } from '../../domain/skill/check/fault';
import type { SkillDefinition } from '../../domain/skill/definition';
import { branches, type StepCommon } from '../../domain/skill/skill';
import type { Waiver } from './scenario';
import { type Moment, movesOf } from './world';

export type Part = 'steps' | 'branches' | 'outcomes';

/** A place of a document that a session can come by: a step, an entry of `next`, an entry of `on`. */
export interface Place {
  part: Part;
  pointer: string;
  /** What it would take, in words. */
  what: string;
}

export interface Count {
  covered: number;
  of: number;
}

/** How much of a document its scenarios come by. It is sent along when the document is published. */
export interface CoverageReport {
  /** SHA-256 of the document's canonical body, so that nobody's proof stands for another document. */
  digest: string;
  steps: Count;
  branches: Count;
  outcomes: Count;
  /** Places that are covered by nothing but a reason. */
  waived: Waiver[];
}

/**
 * Coverage with its places: which ones are covered, waived and missing; `stale`: waivers of what is covered or isn't
 * there.
 */
export interface Coverage {
  report: CoverageReport;
  covered: ReadonlySet<string>;
  missing: Place[];
  waived: Waiver[];
  stale: Fault[];
}

/** Measures which places of a document the sessions have come by. `lasts`: the last moment of each session. */
export function coverageOf(
  definition: SkillDefinition,
  digest: string,
  lasts: readonly Moment[],
  waivers: readonly Waiver[] = [],
): Coverage {
  const places = placesOf(definition);
  const passed = new Set(lasts.flatMap((last) => placesPassed(definition.start, movesOf(last))));
  const covered = new Set(places.filter(({ pointer }) => passed.has(pointer)).map(({ pointer }) => pointer));
  const missing = places.filter(({ pointer }) => !covered.has(pointer));
  const waived = waivers.filter(({ at: pointer }) => missing.some((place) => place.pointer === pointer));
  const count = (part: Part): Count => ({
    covered: places.filter((place) => place.part === part && covered.has(place.pointer)).length,
    of: places.filter((place) => place.part === part).length,
  });
  return {
    report: { digest, steps: count('steps'), branches: count('branches'), outcomes: count('outcomes'), waived },
    covered,
    missing: missing.filter(({ pointer }) => !waived.some((waiver) => waiver.at === pointer)),
    waived,
    stale: staleWaivers(places, covered, waivers),
  };
}

/** Whether all that isn't covered is waived. */
export const isComplete = ({ steps, branches: ways, outcomes, waived }: CoverageReport): boolean =>
  [steps, ways, outcomes].reduce((left, { covered, of }) => left + of - covered, 0) <= waived.length;

/** Every place of a document, in its order. */
export function placesOf({ on = {}, steps }: SkillDefinition): Place[] {
  const shared = Object.keys(on).map(
    (code): Place => ({
      part: 'outcomes',
      pointer: `/on/${escapeToken(code)}`,
      what: `a session that leaves a step by '${code}', and the step doesn't name it`,
    }),
  );
  const own = Object.entries<StepCommon>(steps).flatMap(([name, step]): Place[] => [
    { part: 'steps', pointer: at(name), what: `a session that comes to '${name}'` },
    ...branches(step).map(({ to }, index) => ({
      part: 'branches' as const,
      pointer: branchPlace(name, index),
      what: `a session that goes from '${name}' on to '${to}'`,
    })),
    ...Object.entries(step.on ?? {}).map(([code, to]) => ({
      part: 'outcomes' as const,
      pointer: at(name, 'on', code),
      what: `a session that leaves '${name}' by '${code}', to '${to}'`,
    })),
  ]);
  return [...shared, ...own];
}

const branchPlace = (step: string, index: number): string => at(step, 'next', String(index));

/** The places that moves come by; with those of the beginning. */
export function placesPassed(start: string, moves: readonly Move[]): string[] {
  return [at(start), ...moves.flatMap(placesOfMove)];
}

export function placesOfMove(move: Move): string[] {
  const to = move.to === undefined ? [] : [at(move.to)];
  if ('branch' in move) return [branchPlace(move.from, move.branch), ...to];
  if (!move.named) return to;
  const { by, as } = move.named;
  return [by === 'step' ? at(move.from, 'on', as) : `/on/${escapeToken(as)}`, ...to];
}

function staleWaivers(places: Place[], covered: ReadonlySet<string>, waivers: readonly Waiver[]): Fault[] {
  return waivers.flatMap(({ at: pointer }, index) => {
    const place = `/waived/${index}/at`;
    if (covered.has(pointer)) return [fault('waiver_stale', place, `'${pointer}' is covered: take its waiver out.`)];
    if (places.some((one) => one.pointer === pointer)) return [];
    const message = `'${pointer}' is no place of the document: a waiver names a step, an entry of 'next' or of 'on'.`;
    return [fault('waiver_unknown', place, message)];
  });
}
