import type { Json } from '../json';
import type { CallNode } from '../skill/graph';
import { unwind } from './ending';
import { SENTENCES } from './platform';
import type { Running } from './session';
import { complete, outcome, oweUndo } from './step';
import { abandon, type Turn } from './turn';

/** What an activity's failure says, in the kernel's words. */
export interface Failure {
  code: string;
  message: string;
  uncertain: boolean;
}

const keyOf = (turn: Turn, { step, visit }: Running) => `${turn.s.session_id}/${step}/${visit}`;

/** A call has succeeded. Its undo is owed from here on; if it commits, nothing is owed any more. */
export function callReturned(turn: Turn, running: Running, result: Json): void {
  const { s } = turn;
  const node = s.graph.nodes[running.step] as CallNode;
  s.results[running.step] = result;
  oweUndo(turn, running.step, node, keyOf(turn, running));
  if (s.ending) return unwind(turn);
  if (node.commit) {
    s.undo = [];
    s.committed = true;
  }
  delete s.deferred;
  complete(turn, result);
}

/** A call has failed. If nobody can say whether it happened, its undo is owed all the same. */
export function callFailed(turn: Turn, running: Running, { code, message, uncertain }: Failure): void {
  const { s } = turn;
  if (uncertain) {
    delete s.results[running.step];
    const node = s.graph.nodes[running.step] as CallNode;
    oweUndo(turn, running.step, node, keyOf(turn, running));
    if (node.commit) leaveToOperator(turn);
  }
  if (s.ending) return unwind(turn);
  if (s.deferred) return outcome(turn, s.deferred);
  outcome(turn, code, message);
}

/** What can't be taken back may have happened: to undo what led there could take away what it stands on. */
function leaveToOperator({ s }: Turn): void {
  s.undo_failed.push(...s.undo.map(({ step }) => step));
  s.undo = [];
}

/** Whether a call is under way that, if it succeeds, can't be taken back. */
export function isCommitting({ s }: Turn): boolean {
  return s.running.some(({ step, phase }) => {
    const node = s.graph.nodes[step];
    return phase === 'call' && node?.kind === 'call' && node.commit;
  });
}

/** A call's time is up. It may have happened, so its undo is owed. */
export function callTimeUp(turn: Turn): void {
  const { s } = turn;
  const running = s.running.find(({ step, phase }) => step === s.step && phase === 'call') as Running;
  abandon(turn, running.id);
  callFailed(turn, running, { code: 'timeout', message: SENTENCES.timeout as string, uncertain: true });
}
