import { abandon, abandonedAt } from './abandonment';
import type { CallEffect } from './events';
import { stepAtHand, stepOf } from './kinds';
import { CANCEL } from './platform';
import { nextReminder, remind } from './reminders';
import type { Session, Time } from './session';
import { follow } from './step';
import { timeIsUpAt } from './step-time';
import { attend, type Transition } from './transition';
import { isUserAwaited } from './waiting';

/** A deadline: when time alone changes a session, and why. */
export interface Deadline {
  at: Time;
  why: 'expires' | 'idle' | 'within';
}

/** The first deadline of a session; `undefined` once the end is decided. */
export function nextDeadline(s: Session): Deadline | undefined {
  if (s.ending) return undefined;
  const deadlines: Deadline[] = [];
  const { node, kind } = stepAtHand(s);
  const { idle } = s.graph.limits;
  if (s.deferred !== 'expired') deadlines.push({ at: s.expires_at, why: 'expires' });
  if (idle !== undefined && isUserAwaited(s)) deadlines.push({ at: s.active_at + idle, why: 'idle' });
  if (node.within !== undefined && !kind.isTimeHeld?.(s))
    deadlines.push({ at: timeIsUpAt(s, node.within), why: 'within' });
  return deadlines.sort((a, b) => a.at - b.at)[0];
}

/** When the session has to be woken: for its first deadline, or for what its tenant is told before. */
export interface Alarm {
  at: Time;
  why: Deadline['why'] | 'notify' | 'abandoned';
}

export function nextAlarm(s: Session): Alarm | undefined {
  const [deadline, reminder, abandoned] = [nextDeadline(s), nextReminder(s), abandonedAt(s)];
  const alarms: Alarm[] = [
    ...(deadline ? [deadline] : []),
    ...(reminder ? [{ at: reminder.at, why: 'notify' } as const] : []),
    ...(abandoned === undefined ? [] : [{ at: abandoned, why: 'abandoned' } as const]),
  ];
  return alarms.sort((a, b) => a.at - b.at)[0];
}

/** Acts on the first deadline that has passed; where none has, on reminders. Nobody is reminded of what is over. */
export function due(t: Transition): void {
  const deadline = nextDeadline(t.s);
  if (!deadline || deadline.at > t.now) {
    abandon(t);
    return remind(t);
  }
  if (deadline.why !== 'within') return end(t, 'expired');
  const { node, kind } = stepAtHand(t.s);
  if (node.kind === 'ask') attend(t);
  follow(t, kind.timeUp ? kind.timeUp(t, node, t.s.waiting) : { code: 'timeout' });
}

/** Ends the session as cancelled by the user or the tenant. After a commit there is nothing left to cancel. */
export function cancelled(t: Transition): void {
  if (!t.s.ending && !t.s.committed) end(t, 'cancelled');
}

/** The effect that has an operator's request to cancel come back as a signal, which a reset of the workflow keeps. */
export const signalCancel = ({ session_id, step }: Session): CallEffect => ({
  do: 'call',
  id: 'cancel',
  key: `${session_id}/cancel`,
  step,
  visit: 0,
  operation: CANCEL,
  phase: 'cancel',
  args: {},
});

/** While a call is under way that can't be taken back if it succeeds, the end waits for its outcome. */
function end(t: Transition, as: 'expired' | 'cancelled'): void {
  if (isIrrevocable(t.s)) t.s.deferred = as;
  else follow(t, { code: as });
}

const isIrrevocable = (s: Session): boolean =>
  s.running.some((running) => {
    const step = stepOf(s, running.step);
    return step?.kind.isIrrevocable?.(step.node, running) ?? false;
  });
