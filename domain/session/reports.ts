import { references } from '../pointer';
import type { Templates } from '../skill/skill';
import { FLAGS, hasFlag } from './flags';
import type { Session } from './session';
import { drop, visitOf } from './transition';
import { isEventAwaited } from './waiting';

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
 * Whether a report answers the address that a partner still has: that of a visit which the user has left by a
 * submission, while no call has handed out a newer one.
 */
const isOutstanding = ({ outstanding = {} }: Session, { step, visit }: Omit<ReportId, 'id'>): boolean =>
  Object.hasOwn(outstanding, step) && outstanding[step] === visit;

/** Whether the session waits for this report just now. */
export const isAwaitedNow = (s: Session, { step, visit }: Omit<ReportId, 'id'>): boolean =>
  s.step === step && isEventAwaited(s) && (visit === visitOf(s, step) || isOutstanding(s, { step, visit }));

/** Whether the session may still come to wait for this report. */
const isToCome = (s: Session, report: ReportId): boolean =>
  report.visit > visitOf(s, report.step) || isOutstanding(s, report);

/** The keys under which a report may have been kept for the visit of an `await` step that begins. */
export function keysOfVisit({ outstanding = {}, ...s }: Session, step: string): string[] {
  const before = Object.hasOwn(outstanding, step) ? [callbackKey(step, outstanding[step] as number)] : [];
  return [callbackKey(step, visitOf(s, step)), ...before];
}

/** The user has left an `await` step by a submission: its partner's address stays good until there is a newer one. */
export function keepAddress(s: Session, step: string): void {
  const { [step]: before = visitOf(s, step), ...others } = s.outstanding ?? {};
  s.outstanding = { ...others, [step]: before };
}

/** The event has come, or a newer address is handed out: what comes over the former one decides nothing any more. */
export function forgetAddress(s: Session, step: string): void {
  if (!s.outstanding || !Object.hasOwn(s.outstanding, step)) return;
  const { [step]: visit, ...others } = s.outstanding;
  s.outstanding = others;
  const key = callbackKey(step, visit as number);
  if (!s.early[key]) return;
  delete s.early[key];
  drop(s, 'late');
}

/** Notes the addresses that a call hands out: each takes the place of the one before. */
export function handOut(s: Session, templates: Templates): void {
  if (!s.outstanding) return;
  for (const step of Object.keys(s.outstanding))
    if (references(templates, '').some(({ pointer }) => pointer === `/callbacks/${step}`)) forgetAddress(s, step);
}

/**
 * Whether a report came when its step had been left, or the session was ending, so that it decides nothing any more. A
 * repeat of the one that was taken is none. Older sessions don't remember which one that was: theirs never are.
 */
export function isLateReport(s: Session, { step, visit, id }: ReportId): boolean {
  if (!hasFlag(s, FLAGS.keepEarlyInput) || s.heard?.[callbackKey(step, visit)] === id) return false;
  const report = { step, visit, id };
  return s.ending !== undefined || !(isAwaitedNow(s, report) || isToCome(s, report));
}

/** Drops a report that is late, and counts it for operators. Returns whether it can't be kept. */
export function dropIfLate(s: Session, report: ReportId): boolean {
  if (isLateReport(s, report)) drop(s, 'late');
  return !isToCome(s, report);
}
