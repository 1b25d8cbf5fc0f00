import type { Json, JsonObject } from '../json';
import { fillAll, type Lookup, valueAt } from '../pointer';
import { plainTemplateOf, templateOf } from '../skill/template';
import type { CallEffect, Effect } from './events';
import { FLAGS, hasFlag } from './flags';
import type { AnyWaiting, Dropped, EffectPhase, Running, Session, Status, Time, Undo } from './session';
import { isUserAwaited } from './waiting';

/**
 * One way that a session has taken from a step to the next: by the branch with this index, or by an outcome. `named`:
 * who named the outcome's target, and under which key of its `on`; absent where the session closed without.
 */
export type Move = { from: string; to?: string } & (
  | { branch: number }
  | { outcome: string; named?: { by: 'step' | 'document'; as: string } }
);

/**
 * A transition under way: a copy of the session that may be written to, the effects so far, and the time. It lives
 * inside one call of `advance`. So the rules can be written as plain statements, and the kernel is pure all the same.
 */
export interface Transition {
  s: Session;
  effects: Effect[];
  /** The ways taken so far: for whoever proves a skill, never kept in the session. */
  moves: Move[];
  now: Time;
  /** ms for which the user has been awaited since last heard of. */
  idle: number;
}

/** How many entries a session's log of statuses has at most; older ones are in its history. */
export const PHASES = 100;

/** Opens a transition over a copy of the session: containers are copied, their contents are never changed in place. */
export function openTransition(session: Session, now: Time): Transition {
  const s: Session = {
    ...session,
    accepted: [...session.accepted],
    visits: { ...session.visits },
    results: { ...session.results },
    early: { ...session.early },
    undo: [...session.undo],
    undo_failed: [...session.undo_failed],
    running: [...session.running],
    phases: [...session.phases],
  };
  return { s, effects: [], moves: [], now, idle: isUserAwaited(s) ? now - s.active_at : s.idle_used };
}

/** Closes a transition: logs the status if it is a new one. */
export function closeTransition(t: Transition): [Session, Effect[]] {
  t.s.idle_used = t.idle;
  logPhase(t);
  return [t.s, t.effects];
}

/** Logs the status that the session has now, if it is a new one. */
export function logPhase({ s, now }: Transition): void {
  const last = s.phases.at(-1);
  if (last?.status !== s.status || last.step !== s.step) {
    s.phases.push({ status: s.status, step: s.step, at: now });
    if (s.phases.length > PHASES) s.phases.splice(0, s.phases.length - PHASES);
  }
}

/** Counts the entries of a step so far. Own members only: a step may be named `constructor`. */
export const visitOf = ({ visits }: Session, step: string): number =>
  Object.hasOwn(visits, step) ? (visits[step] as number) : 0;

/**
 * Resolves a definition's pointers: `/input`, `/steps/<step>`, `/answers/<step>`, `/callbacks/<step>` (the handle for
 * that step's next visit).
 */
export function lookup(s: Session): Lookup {
  return (pointer) => {
    const callback = /^\/callbacks\/([^/]+)$/.exec(pointer)?.[1];
    if (callback !== undefined) return { $callback: { step: callback, visit: visitOf(s, callback) + 1 } };
    return valueAt({ input: s.input, steps: s.results, answers: s.answers ?? {} }, pointer);
  };
}

/** Fills a step's templates, as the session's graph reads them. */
export const filled = (s: Session, templates: JsonObject): JsonObject =>
  fillAll(templates, lookup(s), s.graph.composed ? templateOf : plainTemplateOf);

/** Sets the status and the wait that the session shows to the outside. */
export function show<W extends AnyWaiting>(t: Transition, status: Status, waiting: W): void {
  t.s.status = status;
  t.s.waiting = waiting;
  if (isUserAwaited(t.s)) t.s.active_at = t.now - t.idle;
}

/** Something was heard from outside, so the session does not just go round by itself. */
export function attend({ s }: Transition): void {
  delete s.unattended;
}

/** The user has been heard of: idle time starts anew. */
export function resetIdle(t: Transition): void {
  attend(t);
  delete t.s.abandoned;
  t.idle = 0;
  t.s.active_at = t.now;
}

/** An effect to start. `step` is the step at hand where none is given. */
type EffectRequest = Pick<CallEffect, 'operation' | 'phase' | 'args'> & {
  step?: string;
  handle?: Json;
  answer?: JsonObject;
  once?: boolean;
  look?: true;
  refused_until?: Time;
  returned?: Json;
  undoes?: string;
  deadline?: Time;
};

/** Starts an effect. Its id is used once; its key stays the same for the same operation, however often it is asked. */
export function start(t: Transition, request: EffectRequest): string {
  const { s } = t;
  const step = request.step ?? s.step;
  const visit = visitOf(s, step);
  s.effects += 1;
  const id = `${step}.${visit}.${s.effects}`;
  const { look: _look, refused_until: _until, ...effect } = request;
  t.effects.push({ do: 'call', id, visit, key: keyOf(s, step, visit, request), ...effect, step });
  const { phase, once, look, refused_until, handle } = request;
  const given = Object.entries({ once, look, refused_until, handle }).filter(([, value]) => value !== undefined);
  s.running.push({ id, step, visit, phase, ...Object.fromEntries(given), since: t.now });
  return id;
}

/** The idempotency key of a step's call: session, step, visit. */
export const callKey = (s: Session, step: string, visit: number): string => `${s.session_id}/${step}/${visit}`;

/** The visit under whose key a step's call is made: a commit of unknown outcome is repeated under its own. */
const visitOfKey = ({ commits = {} }: Session, step: string, visit: number): number =>
  Object.hasOwn(commits, step) ? (commits[step]?.visit ?? visit) : visit;

/** The idempotency key of an effect: its call's, then its phase, then a count where a visit may repeat the phase. */
function keyOf(s: Session, step: string, visit: number, { undoes, phase }: EffectRequest): string {
  const base = undoes ?? callKey(s, step, visitOfKey(s, step, visit));
  if (phase === 'call') return base;
  return `${base}/${phase}${REPEATED.has(phase) ? `.${s.effects}` : ''}`;
}

/** Phases that one visit may go through more than once. */
const REPEATED: ReadonlySet<EffectPhase> = new Set(['answer', 'status', 'abort', 'discard']);

/** What is to be undone even where all that the session keeps may stand: after a commit, and at a good end. */
export const stillOwed = (s: Session): Undo[] =>
  hasFlag(s, FLAGS.undoSuperseded) ? s.undo.filter(({ superseded }) => superseded) : [];

/** Counts a message that was dropped, for operators. */
export function drop(s: Session, why: Dropped): void {
  s.dropped = { ...s.dropped, [why]: (s.dropped?.[why] ?? 0) + 1 };
}

/** Takes a running effect off the list; `undefined` where its result is not awaited (any more). */
export function removeRunning(t: Transition, id: string): Running | undefined {
  const found = t.s.running.find((running) => running.id === id);
  t.s.running = t.s.running.filter((running) => running.id !== id);
  return found;
}

/** Stops waiting for an effect and has the workflow cancel it. */
export function abandon(t: Transition, id: string): void {
  removeRunning(t, id);
  t.effects.push({ do: 'cancel', id });
}
