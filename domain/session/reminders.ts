import { stepAtHand } from './kinds';
import type { Session, Time } from './session';
import type { Transition } from './transition';

/** How many reminders a session remembers; `number` goes on. */
const MOST = 20;

/** The next reminder of the step at hand; `undefined` once all are given, or the end is decided. */
export function nextReminder(s: Session): { at: Time; event: string } | undefined {
  if (s.ending) return undefined;
  const next = stepAtHand(s).node.notify?.[s.reminded ?? 0];
  return next && { at: s.entered_at + next.after, event: next.event };
}

/** Gives the reminders whose time has come. */
export function remind(t: Transition): void {
  const { s, now } = t;
  for (let next = nextReminder(s); next && next.at <= now; next = nextReminder(s)) {
    const given = s.reminders ?? [];
    const number = (given.at(-1)?.number ?? 0) + 1;
    s.reminders = [...given, { number, step: s.step, event: next.event, at: now }].slice(-MOST);
    s.reminded = (s.reminded ?? 0) + 1;
  }
}
