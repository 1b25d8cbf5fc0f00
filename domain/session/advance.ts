import { skipTime, timeSkipped } from './clock';
import { cancelled, due, nextAlarm } from './deadline';
import { closingEffectDone, closingEffectFailed, finished } from './ending';
import type { Effect, Event, EventOf } from './events';
import { keep, takeKept, timingOf } from './kept';
import { stepAtHand, stepOf, type TypedSession } from './kinds';
import { dropIfLate } from './reports';
import { isWithinBounds } from './result-bounds';
import type { EffectPhase, Session, SessionStart } from './session';
import { enter, follow } from './step';
import { attend, closeTransition, drop, openTransition, removeRunning, resetIdle, type Transition } from './transition';
import { continueLineage, visitAtHand } from './visit';

/** ms for which a used nonce may still be presented: its life of 30 minutes, and a little. */
const NONCE_LIFE = 35 * 60_000;

/** How many accepted submissions are remembered. Nobody fills in so many forms within the life of a nonce. */
const MOST_ACCEPTED = 1_000;

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
      forms: 0,
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
  if (t.s.kept?.length) takeKept(t, (kept) => take(t, kept));
  if (t.s.to_skip !== undefined) skipTime(t, { nextAlarm, due });
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
    case 'asked_after':
      return askedAfter(t, event);
    case 'returned':
      return returned(t, event);
    case 'failed':
      return failed(t, event);
    case 'cancelled':
      return cancelled(t);
    case 'due':
      return due(t);
    case 'finished':
      return finished(t, event);
    case 'time_skipped':
      return timeSkipped(t, event);
    case 'malformed':
      return drop(t.s, 'malformed');
  }
}

/**
 * Accepts a submission once: under the sequence number that is next, for the visit that is shown. One that answers a
 * visit to come is kept. While files are awaited it replaces the data that they belong to, and the step stays the one
 * that was submitted last.
 */
function submitted(t: Transition, event: EventOf<'submitted'>): void {
  const { s, now } = t;
  const { seq, step, digest, data, psu } = event;
  const timing = timingOf(s, event);
  if (timing === 'early') return keep(t, event);
  if (timing === 'never') return;
  if (!isWithinBounds(s, step, data)) {
    s.too_large = { seq, digest };
    return;
  }
  const isReplacing = s.waiting.kind === 'upload';
  const visit = isReplacing ? s.last?.visit : visitAtHand(s);
  const of = visit === undefined ? {} : { visit };
  s.accepted = s.accepted.filter((accepted) => accepted.at > now - NONCE_LIFE).slice(1 - MOST_ACCEPTED);
  s.accepted.push({ seq, step, ...of, digest, at: now });
  s.seq += 1;
  if (!isReplacing) s.last = { seq, step, ...of };
  delete s.too_large;
  continueLineage(s, event);
  resetIdle(t);
  if (psu !== undefined) s.psu = psu;
  const { node, kind } = stepAtHand(s);
  follow(t, kind.submitted?.(t, node, s.waiting, event));
}

function uploaded(t: Transition, event: EventOf<'uploaded'>): void {
  const timing = timingOf(t.s, event);
  if (timing === 'early') return keep(t, event);
  if (timing === 'never') return;
  const { node, kind } = stepAtHand(t.s);
  follow(t, kind.uploaded?.(t, node, t.s.waiting, event));
}

function uploadRemoved(t: Transition, event: EventOf<'upload_removed'>): void {
  const timing = timingOf(t.s, event);
  if (timing === 'early') return keep(t, event);
  if (timing === 'never') return;
  const { node, kind } = stepAtHand(t.s);
  kind.uploadRemoved?.(t, node, t.s.waiting, event);
}

function calledBack(t: Transition, event: EventOf<'called_back'>): void {
  const calledBack = stepOf(t.s, event.step)?.kind.calledBack;
  if (t.s.ending) return void (calledBack && dropIfLate(t.s, event));
  const exit = calledBack?.(t, event);
  if (exit) attend(t);
  follow(t, exit);
}

function userReturned(t: Transition, event: EventOf<'returned_from_bank'>): void {
  const timing = timingOf(t.s, event);
  if (timing === 'early') return keep(t, event);
  if (timing === 'never') return;
  const { node, kind } = stepAtHand(t.s);
  follow(t, kind.userReturned?.(t, node, t.s.waiting, event));
}

function askedAfter(t: Transition, { step }: EventOf<'asked_after'>): void {
  if (t.s.ending || step !== t.s.step) return;
  const { node, kind } = stepAtHand(t.s);
  kind.askedAfter?.(t, node, t.s.waiting);
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
  if (CLOSING.has(running.phase)) return closingEffectFailed(t, running, failure);
  const step = stepOf(t.s, running.step);
  follow(t, step?.kind.failed?.(t, step.node, running, failure));
}
