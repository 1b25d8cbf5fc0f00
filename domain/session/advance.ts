import { cancelled, due } from './deadline';
import { closingEffectDone, closingEffectFailed } from './ending';
import type { Effect, Event, EventOf } from './events';
import { FLAGS, hasFlag } from './flags';
import { stepAtHand, stepOf, type TypedSession } from './kinds';
import type { EffectPhase, Session, SessionStart } from './session';
import { enter, follow } from './step';
import { closeTransition, openTransition, removeRunning, resetIdle, type Transition } from './transition';

/** ms for which a used nonce may still be presented: its life of 30 minutes, and a little. */
const NONCE_LIFE = 35 * 60_000;

/** A new session at its first step. */
export function begin(start: SessionStart): [TypedSession, Effect[]] {
  const { at, ...rest } = start;
  const t = openTransition(
    {
      ...rest,
      started_at: at,
      expires_at: at + start.graph.limits.expires,
      active_at: at,
      idle_used: 0,
      status: 'SESSION_CREATED',
      step: start.graph.start,
      entered_at: at,
      waiting: { kind: 'bank' },
      seq: 1,
      accepted: [],
      visits: {},
      steps_taken: 0,
      results: {},
      uploaded: false,
      early: {},
      undo: [],
      undo_failed: [],
      committed: false,
      running: [],
      effects: 0,
      phases: [],
    },
    at,
  );
  follow(t, enter(t, start.graph.start));
  return closeTransition(t) as [TypedSession, Effect[]];
}

/**
 * Advances a session by one event: the session as it is then, and the effects to be carried out. Pure: no clock, no
 * I/O, no randomness; the session given is not changed. An event that doesn't fit (late, repeated, foreign) changes
 * nothing.
 */
export function advance<S extends Session>(session: S, event: Event): [S, Effect[]] {
  if (session.waiting.kind === 'closed') return [session, []];
  const t = openTransition(session, event.at);
  take(t, event);
  return closeTransition(t) as [S, Effect[]];
}

function take(t: Transition, event: Event): void {
  switch (event.type) {
    case 'submitted':
      return submitted(t, event);
    case 'uploaded':
      return uploaded(t, event);
    case 'upload_removed':
      return uploadRemoved(t, event);
    case 'called_back':
      return calledBack(t, event);
    case 'returned_from_bank':
      return userReturned(t, event);
    case 'returned':
      return returned(t, event);
    case 'failed':
      return failed(t, event);
    case 'cancelled':
      return cancelled(t);
    case 'due':
      return due(t);
  }
}

/**
 * Accepts a submission once: under the sequence number that is next, for the step at hand, while it shows a form. While
 * files are awaited it replaces the data that they belong to, and the step stays the one that was submitted last.
 */
function submitted(t: Transition, event: EventOf<'submitted'>): void {
  const { s, now } = t;
  const { seq, step, digest, psu } = event;
  if (s.ending || seq !== s.seq || step !== s.step || !takesData(s)) return;
  s.accepted = s.accepted.filter((accepted) => accepted.at > now - NONCE_LIFE);
  s.accepted.push({ seq, step, digest, at: now });
  s.seq += 1;
  if (s.waiting.kind === 'form') s.last = { seq, step };
  resetIdle(t);
  if (psu !== undefined) s.psu = psu;
  const { node, kind } = stepAtHand(s);
  follow(t, kind.submitted?.(t, node, s.waiting, event));
}

const takesData = (s: Session): boolean =>
  s.waiting.kind === 'form' || (s.waiting.kind === 'upload' && hasFlag(s, FLAGS.replaceData));

function uploaded(t: Transition, event: EventOf<'uploaded'>): void {
  if (t.s.ending) return;
  const { node, kind } = stepAtHand(t.s);
  follow(t, kind.uploaded?.(t, node, t.s.waiting, event));
}

function uploadRemoved(t: Transition, event: EventOf<'upload_removed'>): void {
  if (t.s.ending) return;
  const { node, kind } = stepAtHand(t.s);
  kind.uploadRemoved?.(t, node, t.s.waiting, event);
}

function calledBack(t: Transition, event: EventOf<'called_back'>): void {
  if (t.s.ending) return;
  follow(t, stepOf(t.s, event.step)?.kind.calledBack?.(t, event));
}

function userReturned(t: Transition, event: EventOf<'returned_from_bank'>): void {
  if (t.s.ending) return;
  const { node, kind } = stepAtHand(t.s);
  follow(t, kind.userReturned?.(t, node, t.s.waiting, event));
}

/** Phases of the closing. An abort is one too: nobody waits for its result. */
const CLOSING: ReadonlySet<EffectPhase> = new Set(['abort', 'undo', 'finish', 'discard']);

function returned(t: Transition, { effect, result }: EventOf<'returned'>): void {
  const running = removeRunning(t, effect);
  if (!running) return;
  if (CLOSING.has(running.phase)) return closingEffectDone(t, running, result);
  const step = stepOf(t.s, running.step);
  follow(t, step?.kind.returned?.(t, step.node, running, result));
}

function failed(t: Transition, { effect, ...failure }: EventOf<'failed'>): void {
  const running = removeRunning(t, effect);
  if (!running) return;
  if (CLOSING.has(running.phase)) return closingEffectFailed(t, running);
  const step = stepOf(t.s, running.step);
  follow(t, step?.kind.failed?.(t, step.node, running, failure));
}
