import { isObject, type Json, type JsonObject } from '../../domain/json';
import { nextDeadline } from '../../domain/session/deadline';
import type { Untimed } from '../../domain/session/events';
import type { TypedSession } from '../../domain/session/kinds';
import { view } from '../../domain/session/view';
import type { ScenarioForm } from '../scenarios/acting';
import type { ProvedSkill } from '../scenarios/scenario';
import { beginningOf, type Moment, send } from '../scenarios/world';
import type { RecordedEffect, RecordedEvent, RecordedSession } from './recorded';

/** Where a session of the new version parts from the one that was recorded. Names of the documents, and no values. */
export interface Parting {
  /** The engine's number of the event. */
  event: number;
  /** The step at which both stood. */
  at: string;
  /** What happened: `submitted`, `returned`, a code. */
  by: string;
  why: 'step' | 'end' | 'operations' | 'refused';
  then: { old: string; new: string };
}

/** What would have become of one recorded session under the new version. */
export interface Comparison {
  skill: string;
  /** How the recorded one has ended, or where it stands. */
  old: string;
  parting?: Parting;
  /** Fields whose values were sealed, so that nobody knows whether the new form takes them: `step.field`. */
  unjudged: string[];
}

/** How the new version's form reads a step; `undefined` for a step without one. */
export type FormOfStep = (step: string) => ScenarioForm | undefined;

/**
 * Takes a recorded session's events into a session of a new version, side by side with one of the old, up to where the
 * two part. In the kernel: no operation is called.
 */
export function compareSession(recorded: RecordedSession, skill: ProvedSkill, formOf: FormOfStep): Comparison {
  let [old, next] = openings(recorded, skill);
  const unjudged = new Set<string>();
  let parting = differenceOf(old, next, old, { number: 1, by: 'started' });
  for (const event of recorded.events) {
    const by = { number: event.number, by: nameOf(event) };
    if (!parting) {
      const early = strikeOwn(old, next, event.at);
      parting = differenceOf(old, early, old, { ...by, by: 'time' }) ?? refusalOf(event, early, formOf, unjudged);
      next = early;
    }
    const before = old;
    old = take(old, event, before);
    if (parting) continue;
    next = take(next, event, before);
    parting = differenceOf(old, next, before, by);
  }
  return {
    skill: old.session.graph.skill,
    old: placeOf(old),
    ...(parting ? { parting } : {}),
    unjudged: [...unjudged].sort(),
  };
}

function openings({ start }: RecordedSession, { graph }: ProvedSkill): [Moment, Moment] {
  if ('start' in start) {
    const { flavour, skill } = start.start.graph;
    const named = { ...graph, flavour, skill };
    return [beginningOf(start.start), beginningOf({ ...start.start, graph: named })];
  }
  const carried = (session: TypedSession): Moment => ({
    session,
    now: session.entered_at,
    running: [],
    started: [],
    moves: [],
  });
  const { carried: session } = start as { carried: TypedSession };
  return [carried(session), carried({ ...session, graph: graph as TypedSession['graph'] })];
}

/**
 * Takes one recorded event in. What was recorded of one session is said in the words of another: its numbers, its
 * effects.
 */
function take(moment: Moment, { happened, at }: RecordedEvent, recorded: Moment): Moment {
  if ('event' in happened) return send(moment, inWordsOf(moment, happened.event, recorded), at);
  const effect = effectOf(moment, happened.of);
  return effect === undefined ? moment : send(moment, { ...happened.outcome, effect }, at);
}

function inWordsOf({ session }: Moment, event: Untimed, recorded: Moment): Untimed {
  if (event.type !== 'submitted' && event.type !== 'uploaded') return event;
  const asked = view(recorded.session).visit;
  const seq = session.seq + event.seq - recorded.session.seq;
  const { visit } = view(session);
  return {
    ...event,
    seq,
    ...(event.visit !== undefined && event.visit === asked && visit !== undefined ? { visit } : {}),
  };
}

/** The effect under way that an outcome belongs to: by its key, else by its step, visit and phase. */
function effectOf({ running }: Moment, { key, step, visit, phase }: RecordedEffect): string | undefined {
  const same = running.find((effect) => effect.key === key);
  const alike = running.find((effect) => effect.step === step && effect.visit === visit && effect.phase === phase);
  return (same ?? alike)?.id;
}

/**
 * Deadlines that the new version has and the old one has not, up to a time. Those of both strike as they were recorded.
 */
function strikeOwn({ session }: Moment, next: Moment, until: number): Moment {
  const known = nextDeadline(session)?.at ?? Number.POSITIVE_INFINITY;
  const own = nextDeadline(next.session)?.at;
  const isOwn = own !== undefined && own <= until && own < known - ABOUT;
  return isOwn ? send(next, { type: 'due' }, own) : next;
}

/** ms by which two deadlines may differ and still be one: a session's steps are entered by the clock of its engine. */
const ABOUT = 5_000;

/** Why two sessions are not at the same place any more. `before`: the recorded one before what has just happened. */
function differenceOf(
  { session: old, started: oldStarted }: Moment,
  { session: next, started: newStarted }: Moment,
  { session: before }: Moment,
  { number, by }: { number: number; by: string },
): Parting | undefined {
  const part = (why: Parting['why'], was: string, is: string): Parting => ({
    event: number,
    at: before.step,
    by,
    why,
    then: { old: was, new: is },
  });
  if (old.ending?.as !== next.ending?.as) return part('end', where(old), where(next));
  if (old.step !== next.step) return part(old.ending ? 'end' : 'step', where(old), where(next));
  const [was, is] = [oldStarted, newStarted].map((started) =>
    started.map(({ operation }) => operation.operation).join(', '),
  ) as [string, string];
  return was === is ? undefined : part('operations', was || 'nothing', is || 'nothing');
}

const where = ({ step, ending }: TypedSession): string => (ending ? `${step} (${ending.as})` : step);
const placeOf = ({ session }: Moment): string => where(session);

const nameOf = ({ happened }: RecordedEvent): string => {
  if ('event' in happened) return happened.event.type;
  return happened.outcome.type === 'failed' ? happened.outcome.code : `${happened.of.phase} returned`;
};

/** Names of the fields that the new form refuses, if any. What is sealed can't be judged, and is noted. */
function refusalOf(
  { number, happened, at }: RecordedEvent,
  next: Moment,
  formOf: FormOfStep,
  unjudged: Set<string>,
): Parting | undefined {
  if (!('event' in happened) || happened.event.type !== 'submitted') return undefined;
  const { step, data, keep = [] } = happened.event;
  const { waiting } = next.session;
  const isOurs = waiting.kind === 'form' && 'form' in waiting && waiting.form === 'data' && next.session.step === step;
  const form = isOurs || waiting.kind === 'upload' ? formOf(step) : undefined;
  if (!form) return undefined;
  const hidden = sealedIn(data);
  for (const field of hidden) unjudged.add(`${step}.${field}`);
  const today = new Date(at).toISOString().slice(0, 10);
  const { faults } = form.read(data, today, keep);
  const told = faults('').map(({ pointer }) => pointer.split('/')[1] ?? '');
  const refused = [...new Set(told)].filter((field) => !hidden.includes(field));
  if (refused.length === 0) return undefined;
  return {
    event: number,
    at: step,
    by: 'submitted',
    why: 'refused',
    then: { old: 'taken', new: `refused: ${refused.join(', ')}` },
  };
}

const sealedIn = (data: JsonObject): string[] => Object.keys(data).filter((name) => hasSealed(data[name] as Json));

function hasSealed(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasSealed);
  return isObject(value) && ('$sealed' in value || Object.values(value).some(hasSealed));
}
