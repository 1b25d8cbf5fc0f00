import { isObject, type Json, type JsonObject } from '../json';
import { redact } from '../skill/ask';
import type { EventOf } from './events';
import { FLAGS, hasFlag } from './flags';
import { stepOf } from './kinds';
import type { EndNode } from './kinds/end';
import type { Failure } from './kinds/kind';
import { asUndo, DISCARD, FINISH, SENTENCES } from './platform';
import { CLOSED, type ClosedStatus, type MachineWaiting, type Running, type Session } from './session';
import { abandon, filled, removeRunning, show, start, stillOwed, type Transition } from './transition';

const CLOSING: Readonly<MachineWaiting> = { kind: 'closing' };
const IS_CLOSED: Readonly<MachineWaiting> = { kind: 'closed' };

/**
 * Closes the session at an `end` step. A good end is shown once the credentials are stored, any other one once what was
 * begun is undone: until then it may still take place at the other side.
 */
export function close(t: Transition, step: string, node: EndNode): void {
  decide(t, step, CLOSED[node.end], node);
}

/** Closes the session at an end that no step of the definition stands for. */
export function closeWithoutStep(t: Transition, as: ClosedStatus): void {
  decide(t, t.s.step, as);
}

function decide(t: Transition, step: string, as: ClosedStatus, node?: EndNode): void {
  const { s } = t;
  abandonCalls(t);
  s.step = step;
  s.ending = { as, step };
  delete s.deferred;
  s.output = redact(filled(s, node?.output ?? {})) as JsonObject;
  if (as === 'COMPLETED') {
    show(t, 'PROCESSING', CLOSING);
    return deliver(t, node as EndNode);
  }
  setReason(t, as, node);
  show(t, hasFlag(s, FLAGS.showEndAfterUndo) ? 'PROCESSING' : as, CLOSING);
  unwind(t);
}

/** Has the credentials of a good end stored. */
export function deliver(t: Transition, node: EndNode): void {
  start(t, { operation: FINISH, phase: 'finish', args: { credentials: filled(t.s, node.credentials) } });
}

/**
 * Only a rejection and a failure have a reason: the end's own, else that of the outcome that led here. But whatever the
 * end, one behind a commit says that what was concluded stands.
 */
function setReason({ s }: Transition, as: ClosedStatus, node?: EndNode): void {
  if (s.committed && hasFlag(s, FLAGS.commitOnce)) {
    s.reason = { code: 'concluded', message: SENTENCES.concluded as string };
    return;
  }
  if (as !== 'REJECTED' && as !== 'FAILED') {
    delete s.reason;
    return;
  }
  const code = as.toLowerCase();
  s.reason = node?.reason ?? s.reason ?? { code, message: SENTENCES[code] as string };
}

/** Stops waiting for effects that change nothing outside. The others are awaited, so that an undo can follow them. */
function abandonCalls(t: Transition): void {
  for (const running of [...t.s.running]) {
    const step = stepOf(t.s, running.step);
    if (!step?.kind.leavesTraces?.(step.node, running)) abandon(t, running.id);
  }
}

/**
 * Unwinds a session by one: undoes the last call that stands, then shows the end and discards the uploads, then is
 * closed.
 */
export function unwind(t: Transition): void {
  const { s } = t;
  if (s.running.length > 0) return;
  const undo = s.undo.pop();
  if (undo) {
    start(t, { operation: asUndo(undo.call), phase: 'undo', step: undo.step, args: undo.args, undoes: undo.undoes });
    (s.running.at(-1) as Running).undo = undo;
    return;
  }
  if (s.ending) show(t, s.ending.as, CLOSING);
  if (s.uploaded) {
    s.uploaded = false;
    start(t, { operation: DISCARD, phase: 'discard', args: {} });
  } else {
    s.waiting = IS_CLOSED;
  }
}

/**
 * The credentials are stored. A session that doesn't know of that end has been reset to before it: it is completed all
 * the same, and what it has begun again is given up, for all that the end stands on stands.
 */
export function finished(t: Transition, { step, credentials_id }: EventOf<'finished'>): void {
  const { s } = t;
  const delivery = s.running.find(({ phase }) => phase === 'finish');
  if (s.ending && !delivery) return;
  if (delivery) {
    removeRunning(t, delivery.id);
    closingEffectDone(t, delivery, { credentials_id });
    // An activity that has no result would be repeated until its session is closed.
    if (s.waiting.kind !== 'closed') t.effects.push({ do: 'cancel', id: delivery.id });
    return;
  }
  for (const { id } of [...s.running]) abandon(t, id);
  s.undo = [];
  s.uploaded = false;
  delete s.deferred;
  delete s.reason;
  Object.assign(s, { step, credentials_id, ending: { as: 'COMPLETED', step } });
  show(t, 'COMPLETED', CLOSING);
  unwind(t);
}

/** An effect of the closing has returned: an undo, an abort, the delivery, the clean-up. */
export function closingEffectDone(t: Transition, running: Running, result: Json): void {
  const { s } = t;
  if (running.phase === 'finish') {
    if (isObject(result) && typeof result.credentials_id === 'string') s.credentials_id = result.credentials_id;
    s.undo = stillOwed(s);
    s.uploaded = false;
    delete s.reason;
    show(t, 'COMPLETED', CLOSING);
  }
  if (s.ending) unwind(t);
}

/** An effect of the closing has failed for good. An undo that fails is left to an operator; the others go on. */
export function closingEffectFailed(t: Transition, running: Running, failure: Failure): void {
  const { s } = t;
  if (running.phase === 'undo') noteNotUndone(s, running.step, failure);
  if (running.phase === 'finish') {
    s.ending = { as: 'FAILED', step: s.step };
    s.reason = { code: 'failed', message: SENTENCES.failed as string };
    show(t, hasFlag(s, FLAGS.showEndAfterUndo) ? 'PROCESSING' : 'FAILED', CLOSING);
  }
  if (s.ending) unwind(t);
}

/** A code of the catalog says how things stand at the other side. After any other failure nobody knows. */
function noteNotUndone(s: Session, step: string, { code, message }: Failure): void {
  if (code.includes('.')) s.not_undone = { steps: [...(s.not_undone?.steps ?? []), step], message };
  else s.undo_failed.push(step);
}
