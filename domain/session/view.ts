import type { JsonObject } from '../json';
import { redact } from '../skill/ask';
import type { AskNode } from '../skill/graph';
import { nextDeadline } from './deadline';
import { SENTENCES } from './platform';
import type { NextView, Session, SessionView, Upload, UploadProgress, Verdict } from './session';
import { currentNode, filled, isUserAwaited } from './turn';

/** Where a session stands, as its client may know it. Pure; sealed values are masked. */
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
    uploads: uploadsAt(s),
    phases: s.phases,
    expires_at: s.expires_at,
    ...(s.return_url === undefined ? {} : { return_url: s.return_url }),
    ...(typeof s.input.locale === 'string' ? { locale: s.input.locale } : {}),
    ...reasonOf(s),
    ...(s.ending && s.output && Object.keys(s.output).length > 0 ? { output: s.output } : {}),
    ...(s.credentials_id === undefined ? {} : { credentials_id: s.credentials_id }),
  };
}

/** Why it ended so. What could not be undone is told above all, for it may still take place. */
function reasonOf({ ending, reason, undo_failed }: Session): Pick<SessionView, 'reason'> {
  if (!ending) return {};
  if (undo_failed.length > 0 && ending.as !== 'COMPLETED')
    return { reason: { code: 'undo_failed', message: SENTENCES.undo_failed as string } };
  return reason ? { reason } : {};
}

function nextView(s: Session): NextView {
  const { waiting, step } = s;
  const deadline = nextDeadline(s);
  const until = deadline ? { expires_at: deadline.at } : {};
  if (waiting.kind === 'closed' || (waiting.kind === 'closing' && s.status !== 'PROCESSING')) return { kind: 'none' };
  if (waiting.kind === 'form') return { ...formView(s, waiting), ...until };
  if (waiting.kind === 'upload')
    return { kind: 'upload', step, seq: waiting.seq, uploads: progress(s, waiting.uploads), ...until };
  if (waiting.kind === 'redirect' && isUserAwaited(s))
    return { kind: 'redirect', step, url: waiting.sca.url, ...until };
  if (waiting.kind === 'decoupled') return { kind: 'decoupled', step, message: waiting.sca.message, ...until };
  return { kind: 'wait', step, for: waitedFor(s), ...until };
}

function formView(
  s: Session,
  waiting: Extract<Session['waiting'], { kind: 'form' }>,
): Extract<NextView, { kind: 'form' }> {
  const base = { kind: 'form', step: s.step, seq: s.seq } as const;
  if (waiting.form === 'challenge') {
    const { kind, show, choices, error } = waiting.sca;
    return {
      ...base,
      form: kind,
      show,
      ...(choices ? { choices } : {}),
      ...(error === undefined ? {} : { message: error }),
    };
  }
  const show = redact(filled(s, (currentNode(s) as AskNode).show), true) as JsonObject;
  const uploads = progress(s, waiting.uploads);
  const why = s.reason ? { message: s.reason.message } : {};
  return {
    ...base,
    form: 'data',
    ...why,
    ...(Object.keys(show).length > 0 ? { show } : {}),
    ...(uploads.length > 0 ? { uploads } : {}),
  };
}

function progress(s: Session, received: Upload[]): UploadProgress[] {
  const node = currentNode(s) as AskNode;
  return node.uploads.map((field) => ({
    ...field,
    received: received.filter((upload) => upload.field === field.field).length,
  }));
}

/**
 * Files of the step at hand; once it is complete, those of the step just submitted, so that a late asker still finds
 * them.
 */
function uploadsAt(s: Session): SessionView['uploads'] {
  const { waiting, last } = s;
  const files: SessionView['uploads'] = [];
  if ('uploads' in waiting)
    files.push(
      ...waiting.uploads.map((upload) => ({ ...upload, seq: waiting.kind === 'upload' ? waiting.seq : s.seq })),
    );
  const node = last && s.graph.nodes[last.step];
  const result = last && s.results[last.step];
  if (last && node?.kind === 'ask' && result && waiting.kind !== 'upload') {
    for (const { field } of node.uploads) {
      const kept = (result as JsonObject)[field];
      if (Array.isArray(kept))
        files.push(...(kept as unknown as Upload[]).map((upload) => ({ ...upload, seq: last.seq })));
    }
  }
  return files;
}

/** Whom an open session that doesn't wait for its user waits for. */
export function waitedFor(s: Session): 'bank' | 'review' {
  return s.waiting.kind === 'call' || s.waiting.kind === 'event' ? s.waiting.for : 'bank';
}

/** What became of the submission with this sequence number, step and digest. */
export function verdict(s: Session, seq: number, step: string, digest: string): Verdict {
  const accepted = s.accepted.find((entry) => entry.seq === seq);
  if (accepted?.digest === digest && accepted.step === step) return { verdict: 'accepted' };
  if (s.ending && s.ending.as !== 'COMPLETED') return { verdict: 'closed', status: s.ending.as };
  if (s.status === 'COMPLETED') return { verdict: 'closed', status: s.status };
  if (seq < s.seq) return { verdict: 'nonce_used' };
  if (s.waiting.kind === 'upload') return { verdict: 'uploads_missing', fields: missing(s, s.waiting.uploads) };
  return { verdict: 'step_not_current', current: s.waiting.kind === 'form' ? s.step : null };
}

const missing = (s: Session, received: Upload[]): string[] =>
  progress(s, received)
    .filter((field) => field.received < field.min)
    .map(({ field }) => field);
