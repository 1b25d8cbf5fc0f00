import type { Json, JsonObject } from '../json';
import type { AskNode } from '../skill/graph';
import { callFailed, callReturned, type Failure } from './call-step';
import { cancelled, due } from './deadline';
import { failedOut, wentOut } from './ending';
import { answerChallenge, scaFailed, scaReturned, userReturned } from './sca-step';
import type { Effect, Event, Running, Session, SessionStart, Upload } from './session';
import { complete, enter } from './step';
import { closeTurn, currentNode, heard, openTurn, settle, type Turn, visitOf } from './turn';

/** How long a used nonce may still be presented: its life of 30 minutes, and a little. */
const NONCE_LIFE = 35 * 60_000;
/** Callbacks that may be kept for steps that don't wait for them yet. */
const EARLY = 32;

/** A new session at its first step. */
export function begin(start: SessionStart): [Session, Effect[]] {
  const { at, ...rest } = start;
  const turn = openTurn(
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
  enter(turn, start.graph.start);
  return closeTurn(turn);
}

/**
 * Everything that a session can do: what becomes of it at one event, and what has to be done about it. Pure: no clock,
 * no I/O, no randomness; the session given is not changed. An event that doesn't fit (late, repeated, foreign) changes
 * nothing.
 */
export function advance(session: Session, event: Event): [Session, Effect[]] {
  if (session.waiting.kind === 'closed') return [session, []];
  const turn = openTurn(session, event.at);
  take(turn, event);
  return closeTurn(turn);
}

function take(turn: Turn, event: Event): void {
  switch (event.type) {
    case 'submitted':
      return submitted(turn, event);
    case 'uploaded':
      return uploaded(turn, event.seq, event.upload);
    case 'called_back':
      return calledBack(turn, event.step, event.visit, event.id, event.payload);
    case 'returned_from_bank':
      return userReturned(turn, event);
    case 'returned':
      return returned(turn, event.effect, event.result);
    case 'failed':
      return failed(turn, event.effect, event);
    case 'cancelled':
      return cancelled(turn);
    case 'due':
      return due(turn);
  }
}

/** A submission is accepted once: under the sequence number that is next, for the step that asks, while it asks. */
function submitted(turn: Turn, { seq, step, data, digest, psu }: Extract<Event, { type: 'submitted' }>): void {
  const { s, now } = turn;
  if (s.ending || seq !== s.seq || step !== s.step || s.waiting.kind !== 'form') return;
  s.accepted = s.accepted.filter((accepted) => accepted.at > now - NONCE_LIFE);
  s.accepted.push({ seq, step, digest, at: now });
  s.seq += 1;
  s.last = { seq, step };
  heard(turn);
  if (psu !== undefined) s.psu = psu;
  if (s.waiting.form === 'challenge') return answerChallenge(turn, s.waiting.sca.handle, data);
  settleAsk(turn, { seq, data, uploads: s.waiting.uploads });
}

/** An `ask` is complete when its data and its required uploads are there. */
function settleAsk(turn: Turn, { seq, data, uploads }: { seq: number; data: JsonObject; uploads: Upload[] }): void {
  const node = currentNode(turn.s) as AskNode;
  const count = (field: string) => uploads.filter((upload) => upload.field === field).length;
  if (node.uploads.some(({ field, min }) => count(field) < min)) {
    turn.s.status = 'AWAITING_UPLOAD';
    turn.s.waiting = { kind: 'upload', seq, data, uploads };
    return;
  }
  const files = node.uploads.map(({ field }) => [field, uploads.filter((upload) => upload.field === field)] as const);
  complete(turn, { ...data, ...(Object.fromEntries(files) as unknown as JsonObject) });
}

/** A file counts for the step at hand, before or after its data; the same file again changes nothing. */
function uploaded(turn: Turn, seq: number, upload: Upload): void {
  const { s } = turn;
  const node = currentNode(s);
  const { waiting } = s;
  if (s.ending || node?.kind !== 'ask' || !('uploads' in waiting)) return;
  if (seq !== (waiting.kind === 'upload' ? waiting.seq : s.seq)) return;
  const field = node.uploads.find((declared) => declared.field === upload.field);
  const present = waiting.uploads.filter((other) => other.field === upload.field);
  if (!field || present.length >= field.max || present.some((other) => other.sha256 === upload.sha256)) return;
  heard(turn);
  s.uploaded = true;
  const uploads = [...waiting.uploads, upload];
  s.waiting = { ...waiting, uploads };
  if (waiting.kind === 'upload') settleAsk(turn, { ...waiting, uploads });
}

/** An outside event: taken if its step waits for it, kept if that is still to come, dropped if it is over. */
function calledBack(turn: Turn, step: string, visit: number, id: string, payload: Json): void {
  const { s } = turn;
  if (s.ending || s.graph.nodes[step]?.kind !== 'await') return;
  if (s.step === step && visitOf(s, step) === visit && s.waiting.kind === 'event') return complete(turn, payload);
  const key = `${step}/${visit}`;
  if (visit > visitOf(s, step) && !(key in s.early) && Object.keys(s.early).length < EARLY)
    s.early[key] = { id, payload };
}

const isSca = ({ phase }: Running) => phase === 'begin' || phase === 'answer' || phase === 'status';

function returned(turn: Turn, effect: string, result: Json): void {
  const running = settle(turn, effect);
  if (!running) return;
  if (running.phase === 'call') callReturned(turn, running, result);
  else if (isSca(running)) scaReturned(turn, running, result);
  else wentOut(turn, running, result);
}

function failed(turn: Turn, effect: string, failure: Failure): void {
  const running = settle(turn, effect);
  if (!running) return;
  if (running.phase === 'call') callFailed(turn, running, failure);
  else if (isSca(running)) scaFailed(turn, running, failure);
  else failedOut(turn, running);
}
