import type { EventOf } from './events';
import type { Running, Session } from './session';
import { drop, logPhase, type Transition } from './transition';
import { isUserAwaited } from './waiting';

/** The longest time that a sandbox session can be made to skip at once, ms. */
export const MOST_SKIPPED = 400 * 24 * 60 * 60_000;

/** Deadlines that one skip can pass: more than any session has steps that time alone leads through. */
const MOST_DEADLINES = 1_000;

/** The two acts of time that a skip is made of: both belong to `deadline.ts`. */
interface Acts {
  nextAlarm(s: Session): { at: number } | undefined;
  due(t: Transition): void;
}

/** Has time pass for a sandbox session, from here on deadline by deadline. Production sessions have no such clock. */
export function timeSkipped({ s }: Transition, { by }: EventOf<'time_skipped'>): void {
  if (s.graph.flavour !== 'sandbox') return drop(s, 'unfit');
  if (!s.ending) s.to_skip = Math.min((s.to_skip ?? 0) + by, MOST_SKIPPED);
}

/**
 * Lets what is left of a skip pass, as far as it goes just now. The session becomes older: all that it remembers moves
 * into the past, so its clock and everybody else's stay the same. At a deadline that happens which always does. Where
 * that starts a call, the rest of the skip waits for its outcome: others don't hurry.
 */
export function skipTime(t: Transition, { nextAlarm, due }: Acts): void {
  const { s } = t;
  for (let passed = 0; passed < MOST_DEADLINES && s.to_skip !== undefined; passed += 1) {
    if (s.ending) break;
    if (s.running.some(isAwaited)) return;
    const alarm = nextAlarm(s);
    const until = alarm ? Math.max(alarm.at - t.now, 0) : s.to_skip;
    const step = Math.min(s.to_skip, until);
    logPhase(t);
    growOlder(t, step);
    s.to_skip -= step;
    if (step < until || !alarm) break;
    due(t);
  }
  delete s.to_skip;
}

/** Whether a skip waits for an effect. A poll lasts for as long as its user takes. */
const isAwaited = ({ phase, once }: Running): boolean => phase !== 'status' || once === true;

/** Times of messages stay: a nonce lives by everybody's clock. */
function growOlder(t: Transition, ms: number): void {
  const { s } = t;
  s.skipped = (s.skipped ?? 0) + ms;
  s.started_at -= ms;
  s.expires_at -= ms;
  s.entered_at -= ms;
  if (s.until !== undefined) s.until -= ms;
  s.active_at -= ms;
  if (isUserAwaited(s)) t.idle += ms;
  s.phases = s.phases.map((phase) => ({ ...phase, at: phase.at - ms }));
  if (s.reminders) s.reminders = s.reminders.map((reminder) => ({ ...reminder, at: reminder.at - ms }));
  s.running = s.running.map((running) => ({
    ...running,
    since: running.since - ms,
    ...(running.refused_until === undefined ? {} : { refused_until: running.refused_until - ms }),
  }));
}
