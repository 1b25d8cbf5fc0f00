import { FLAGS, hasFlag } from './flags';
import type { Session } from './session';
import { drop, visitOf } from './transition';

/** A partner's report, by the step and visit that it is for and by its own id. */
export interface ReportId {
  step: string;
  visit: number;
  id: string;
}

/** How many reports are remembered as taken. Later ones of before are told as late, which does no harm. */
const MOST_HEARD = 32;

/** The name of one visit of a step, under which its callback is kept and remembered. */
export const callbackKey = (step: string, visit: number): string => `${step}/${visit}`;

/** Remembers a report that was taken. */
export function hear(s: Session, key: string, id: string): void {
  if (!hasFlag(s, FLAGS.keepEarlyInput)) return;
  s.heard = Object.fromEntries([...Object.entries(s.heard ?? {}), [key, id]].slice(-MOST_HEARD));
}

/**
 * Whether a report came when its step had been left, or the session was ending, so that it decides nothing any more. A
 * repeat of the one that was taken is none. Older sessions don't remember which one that was: theirs never are.
 */
export function isLateReport(s: Session, { step, visit, id }: ReportId): boolean {
  if (!hasFlag(s, FLAGS.keepEarlyInput) || s.heard?.[callbackKey(step, visit)] === id) return false;
  const isAwaited = s.step === step && visitOf(s, step) === visit && s.waiting.kind === 'event';
  return s.ending !== undefined || (visit <= visitOf(s, step) && !isAwaited);
}

/** Drops a report that is late, and counts it for operators. Returns whether it is one. */
export function dropIfLate(s: Session, report: ReportId): boolean {
  if (isLateReport(s, report)) drop(s, 'late');
  return report.visit <= visitOf(s, report.step);
}
