import { callTimeUp, isCommitting } from './call-step';
import { isUsersPartDone, scaTimeUp } from './sca-step';
import type { Session, Time } from './session';
import { isBankAnswering, outcome } from './step';
import { currentNode, isUserAwaited, type Turn } from './turn';

/** Why a session must be looked at again, and when. */
export interface Deadline {
  at: Time;
  why: 'expires' | 'idle' | 'within';
}

/** The first moment at which time alone changes something; `undefined` once the end is decided. */
export function nextDeadline(s: Session): Deadline | undefined {
  if (s.ending) return undefined;
  const deadlines: Deadline[] = [];
  const node = currentNode(s);
  const { idle } = s.graph.limits;
  if (s.deferred !== 'expired') deadlines.push({ at: s.expires_at, why: 'expires' });
  if (idle !== undefined && isUserAwaited(s)) deadlines.push({ at: s.active_at + idle, why: 'idle' });
  if (node && node.kind !== 'end' && node.within !== undefined && !isBankAnswering(s) && !isUsersPartDone(s))
    deadlines.push({ at: s.entered_at + node.within, why: 'within' });
  return deadlines.sort((a, b) => a.at - b.at)[0];
}

/** Time has passed: acts on the first deadline that has. */
export function due(turn: Turn): void {
  const deadline = nextDeadline(turn.s);
  if (!deadline || deadline.at > turn.now) return;
  if (deadline.why === 'within') return timeUp(turn);
  end(turn, 'expired');
}

/** The user or the tenant wants to stop. After a commit there is nothing left to stop. */
export function cancelled(turn: Turn): void {
  if (!turn.s.ending && !turn.s.committed) end(turn, 'cancelled');
}

function end(turn: Turn, as: 'expired' | 'cancelled'): void {
  if (isCommitting(turn)) turn.s.deferred = as;
  else outcome(turn, as);
}

function timeUp(turn: Turn): void {
  const kind = currentNode(turn.s)?.kind;
  if (kind === 'sca') return scaTimeUp(turn);
  if (kind === 'call') return callTimeUp(turn);
  outcome(turn, 'timeout');
}
