import { nextDeadline } from './deadline';
import { stepAtHand, stepOf } from './kinds';
import { SENTENCES } from './platform';
import type { Session } from './session';
import type { NextView, SessionView, Verdict } from './views';
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
    ...(s.last ? { last: s.last } : {}),
    next: nextView(s),
    uploads: uploads(s),
    ...removedUploads(s),
    phases: s.phases,
    expires_at: s.expires_at,
    ...(s.return_url === undefined ? {} : { return_url: s.return_url }),
    ...(typeof s.input.locale === 'string' ? { locale: s.input.locale } : {}),
    ...reasonOf(s),
    ...(s.ending && s.output && Object.keys(s.output).length > 0 ? { output: s.output } : {}),
    ...(s.credentials_id === undefined ? {} : { credentials_id: s.credentials_id }),
  };
}

/** The reason of an end. An undo that failed comes before any other, for what was begun may still take place. */
function reasonOf({ ending, reason, undo_failed }: Session): Pick<SessionView, 'reason'> {
  if (!ending) return {};
  if (undo_failed.length > 0 && ending.as !== 'COMPLETED')
    return { reason: { code: 'undo_failed', message: SENTENCES.undo_failed as string } };
  return reason ? { reason } : {};
}

/** A session whose good end is being delivered waits for the bank; once an end is shown, nothing is next. */
function nextView(s: Session): NextView {
  if (s.ending) return s.status === 'PROCESSING' ? waitView(s) : { kind: 'none' };
  const { node, kind } = stepAtHand(s);
  const next = kind.view(s, node, s.waiting);
  const deadline = nextDeadline(s);
  if (deadline && next.kind !== 'none') next.expires_at = deadline.at;
  return next;
}

/** Files of the step at hand, and those of the step just submitted, so that a late asker still finds them. */
function uploads(s: Session): SessionView['uploads'] {
  const received = s.ending ? undefined : stepAtHand(s).kind.receivedUploads?.(s, s.waiting);
  return (received ?? []).concat(uploadsOfLast(s));
}

/** Ids of files that were taken back from the step at hand, so that a repeated removal is recognised. */
function removedUploads(s: Session): Pick<SessionView, 'removed_uploads'> {
  const removed = s.ending ? [] : (stepAtHand(s).kind.removedUploads?.(s.waiting) ?? []);
  return removed.length > 0 ? { removed_uploads: removed } : {};
}

/** The step just submitted is complete unless files are still awaited for it. */
function uploadsOfLast(s: Session): SessionView['uploads'] {
  const { last } = s;
  const step = last && stepOf(s, last.step);
  const result = last && s.results[last.step];
  if (!step || result === undefined || s.status === 'AWAITING_UPLOAD') return [];
  return step.kind.uploadsOf?.(step.node, result, last.seq) ?? [];
}

/** The verdict on the submission with this sequence number, step and digest. */
export function verdict(s: Session, seq: number, step: string, digest: string): Verdict {
  const accepted = s.accepted.find((entry) => entry.seq === seq);
  if (accepted?.digest === digest && accepted.step === step) return { verdict: 'accepted' };
  if (s.ending && s.ending.as !== 'COMPLETED') return { verdict: 'closed', status: s.ending.as };
  if (s.status === 'COMPLETED') return { verdict: 'closed', status: s.status };
  if (seq < s.seq) return { verdict: 'nonce_used' };
  if (s.status === 'AWAITING_UPLOAD') return { verdict: 'uploads_missing', fields: missingUploads(s) };
  return { verdict: 'step_not_current', current: s.waiting.kind === 'form' ? s.step : null };
}

function missingUploads(s: Session): string[] {
  const { node, kind } = stepAtHand(s);
  return (kind.missingUploads?.(node, s.waiting) ?? []).map(({ field }) => field);
}
