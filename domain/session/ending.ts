import type { JsonObject } from '../json';
import { isObject, type Json } from '../json';
import { redact } from '../skill/ask';
import type { EndNode } from '../skill/graph';
import { asUndo, DISCARD, FINISH, SENTENCES } from './platform';
import { CLOSED, type ClosedStatus, type Running } from './session';
import { abandon, filled, show, start, type Turn } from './turn';

/**
 * Goes to an `end` step. A good end is told once the credentials are stored; any other one at once, while its undo
 * runs.
 */
export function close(turn: Turn, step: string, node: EndNode): void {
  end(turn, step, CLOSED[node.end], node);
}

/** An end that no step of the definition stands for. */
export function closeWithoutStep(turn: Turn, as: ClosedStatus): void {
  end(turn, turn.s.step, as);
}

function end(turn: Turn, step: string, as: ClosedStatus, node?: EndNode): void {
  const { s } = turn;
  letGo(turn);
  s.step = step;
  s.ending = { as, step };
  delete s.deferred;
  s.output = redact(filled(s, node?.output ?? {})) as JsonObject;
  if (as === 'COMPLETED') {
    show(turn, 'PROCESSING', { kind: 'closing' });
    start(turn, {
      operation: FINISH,
      phase: 'finish',
      args: { credentials: filled(s, (node as EndNode).credentials) },
    });
    return;
  }
  tellWhy(turn, as, node);
  show(turn, as, { kind: 'closing' });
  unwind(turn);
}

function tellWhy({ s }: Turn, as: ClosedStatus, node?: EndNode): void {
  if (as !== 'REJECTED' && as !== 'FAILED') {
    delete s.reason;
    return;
  }
  const code = as.toLowerCase();
  s.reason = node?.reason ?? s.reason ?? { code, message: SENTENCES[code] as string };
}

/**
 * Stops waiting for what can be left alone. What may have changed something outside is waited for: a call with an undo,
 * so that its undo can follow; an authorisation that is being started, so that it can be aborted.
 */
function letGo(turn: Turn): void {
  for (const { id, step, phase } of [...turn.s.running]) {
    const node = turn.s.graph.nodes[step];
    const leavesTraces =
      (phase === 'call' && node?.kind === 'call' && node.compensate) ||
      phase === 'begin' ||
      phase === 'answer' ||
      phase === 'abort';
    if (!leavesTraces) abandon(turn, id);
  }
}

/** The next thing to do on the way out: undo the last call that stands, then discard the uploads, then be closed. */
export function unwind(turn: Turn): void {
  const { s } = turn;
  if (s.running.length > 0) return;
  const undo = s.undo.pop();
  if (undo) {
    start(turn, { operation: asUndo(undo.call), phase: 'undo', step: undo.step, args: undo.args, undoes: undo.undoes });
  } else if (s.uploaded) {
    s.uploaded = false;
    start(turn, { operation: DISCARD, phase: 'discard', args: {} });
  } else {
    s.waiting = { kind: 'closed' };
  }
}

/** An effect of the way out has come back. */
export function wentOut(turn: Turn, running: Running, result: Json): void {
  const { s } = turn;
  if (running.phase === 'finish') {
    if (isObject(result) && typeof result.credentials_id === 'string') s.credentials_id = result.credentials_id;
    s.undo = [];
    s.uploaded = false;
    delete s.reason;
    show(turn, 'COMPLETED', { kind: 'closing' });
  }
  if (s.ending) unwind(turn);
}

/** An effect of the way out has failed for good. An undo that fails is left to an operator; the others go on. */
export function failedOut(turn: Turn, running: Running): void {
  const { s } = turn;
  if (running.phase === 'undo') s.undo_failed.push(running.step);
  if (running.phase === 'finish') {
    s.ending = { as: 'FAILED', step: s.step };
    s.reason = { code: 'failed', message: SENTENCES.failed as string };
    show(turn, 'FAILED', { kind: 'closing' });
  }
  if (s.ending) unwind(turn);
}
