import { nextDeadline } from './deadline';
import { isKept, keptRemovals, keptUploads } from './kept';
import { stepAtHand, stepOf } from './kinds';
import { SENTENCES } from './platform';
import { type ClosedStatus, isClosed, type Session } from './session';
import { visitOf } from './transition';
import type { NextView, Question, SessionView, Verdict } from './views';
import { numberOf, visitAsked, visitAtHand } from './visit';
import { waitView } from './waiting';

/** The view of a session, as its client may know it. Pure; sealed values are masked. */
export function view(s: Session): SessionView {
  return {
    session_id: s.session_id,
    client_id: s.client_id,
    skill: s.graph.skill,
    digest: s.graph.digest,
    status: s.status,
    seq: s.seq,
    visit: visitAsked(s),
    ...(s.last ? { last: s.last } : {}),
    next: nextView(s),
    uploads: uploads(s),
    ...removedUploads(s),
    phases: s.phases,
    ...(s.reminders ? { reminders: s.reminders } : {}),
    ...(s.ending && s.status === 'PROCESSING' ? { closing: true as const } : {}),
    ...awaited(s),
    ...(s.skipped === undefined ? {} : { skipped: s.skipped }),
    ...(s.to_skip === undefined ? {} : { skipping: true as const }),
    expires_at: s.expires_at,
    ...(s.return_url === undefined ? {} : { return_url: s.return_url }),
    ...(typeof s.input.locale === 'string' ? { locale: s.input.locale } : {}),
    ...reasonOf(s),
    ...(s.ending && s.output && Object.keys(s.output).length > 0 ? { output: s.output } : {}),
    ...(s.credentials_id === undefined ? {} : { credentials_id: s.credentials_id }),
  };
}

/**
 * The reason of an end that is shown. What was begun and stands, or may still take place, comes before any other: an
 * undo that came too late, then one that failed.
 */
export function reasonOf({ ending, status, reason, undo_failed, not_undone }: Session): Pick<SessionView, 'reason'> {
  if (!ending || status === 'PROCESSING') return {};
  if (not_undone && ending.as !== 'COMPLETED') return { reason: { code: 'not_undone', message: not_undone.message } };
  if (undo_failed.length > 0 && ending.as !== 'COMPLETED')
    return { reason: { code: 'undo_failed', message: SENTENCES.undo_failed as string } };
  return reason ? { reason } : {};
}

/** The visit whose event is awaited, for who plays the partner. */
function awaited(s: Session): Pick<SessionView, 'awaits'> {
  const isAwaiting = !s.ending && s.graph.flavour === 'sandbox' && s.graph.nodes[s.step]?.kind === 'await';
  return isAwaiting ? { awaits: { step: s.step, visit: visitOf(s, s.step) } } : {};
}

/** A session whose end isn't shown yet waits for the other side; once it is, nothing is next. */
function nextView(s: Session): NextView {
  if (s.ending) return s.status === 'PROCESSING' ? closingView(s, s.ending.as) : { kind: 'none' };
  const { node, kind } = stepAtHand(s);
  const next = kind.view(s, node, s.waiting);
  const deadline = nextDeadline(s);
  if (deadline && next.kind !== 'none') next.expires_at = deadline.at;
  return next;
}

/** While a good end is delivered there is nothing to say; while things are undone, that they are. */
const closingView = (s: Session, as: ClosedStatus): NextView =>
  as === 'COMPLETED' ? waitView(s) : { ...waitView(s), message: SENTENCES.undoing as string };

/**
 * Files of the step at hand, those of the step just submitted, so that a late asker still finds them, and kept ones.
 */
function uploads(s: Session): SessionView['uploads'] {
  const received = s.ending ? undefined : stepAtHand(s).kind.receivedUploads?.(s, s.waiting);
  return (received ?? []).concat(uploadsOfLast(s), keptUploads(s));
}

/** Ids of files that were taken back from the step at hand or one to come, so that a repeated removal is recognised. */
function removedUploads(s: Session): Pick<SessionView, 'removed_uploads'> {
  const atHand = s.ending ? [] : (stepAtHand(s).kind.removedUploads?.(s.waiting) ?? []);
  const removed = [...atHand, ...keptRemovals(s)];
  return removed.length > 0 ? { removed_uploads: removed } : {};
}

/** The step just submitted is complete unless files are still awaited for it. */
function uploadsOfLast(s: Session): SessionView['uploads'] {
  const { last } = s;
  const step = last && stepOf(s, last.step);
  const result = last && s.results[last.step];
  if (!step || result === undefined || s.status === 'AWAITING_UPLOAD') return [];
  const of = { seq: last.seq, ...(last.visit === undefined ? {} : { visit: last.visit }) };
  return (step.kind.uploadsOf?.(step.node, result) ?? []).map((upload) => ({ ...upload, ...of }));
}

/**
 * The verdict on a submission. It is a function of the state alone, so the first asker and a late one get the same.
 */
export function verdict(s: Session, { seq, step, digest, visit }: Question): Verdict {
  const accepted = s.accepted.find((entry) => entry.seq === seq);
  const isSameVisit = visit === undefined || accepted?.visit === undefined || accepted.visit === visit;
  if (accepted?.digest === digest && accepted.step === step && isSameVisit) return { verdict: 'accepted' };
  if (isClosed(s.status)) return { verdict: 'closed', status: s.status };
  if (isKept(s, seq, digest, visit)) return { verdict: 'kept' };
  if (seq < s.seq) return { verdict: accepted && !isSameVisit ? 'step_changed' : 'nonce_used' };
  if (s.too_large?.seq === seq && s.too_large.digest === digest) return { verdict: 'too_large' };
  if (visit !== undefined && isOver(s, visit)) return { verdict: 'step_changed' };
  if (s.status === 'AWAITING_UPLOAD') return { verdict: 'uploads_missing', fields: missingUploads(s) };
  return { verdict: 'step_not_current', current: s.waiting.kind === 'form' ? s.step : null };
}

/** Whether a visit was shown and is so no more. One with the number of a later one was led up to by other answers. */
function isOver(s: Session, visit: string): boolean {
  if (numberOf(visit) > (s.forms ?? 0)) return false;
  if (s.waiting.kind === 'upload' && visit === s.last?.visit) return false;
  return s.waiting.kind !== 'form' || visit !== visitAtHand(s);
}

function missingUploads(s: Session): string[] {
  const { node, kind } = stepAtHand(s);
  return (kind.missingUploads?.(node, s.waiting) ?? []).map(({ field }) => field);
}
