import { VestibuleError } from '../../domain/errors';
import type { SessionView } from '../../domain/session/views';
import { NoWorker } from '../../service/engine/engine';
import { renderProcessing, type SessionState } from '../../service/session-state';
import { LOOK_AGAIN, preferredWait, sessionNotFound, sessionOver, settledAnswer } from '../../service/settle';
import type { UploadTarget } from '../../service/upload-target';
import type { StoredFile } from '../../store/store';
import type { Action } from '../http/endpoint';
import { stepNotCurrent } from './submission';
import { receiveFiles } from './upload-form';

/** One file as the answer tells it. Its name is the user's, so it is told here and nowhere else. */
interface UploadEcho {
  upload_id: string;
  field: string;
  filename: string;
  media_type: string;
  bytes: number;
  sha256: string;
}
export interface Uploading {
  target: UploadTarget;
  stored: StoredFile[];
  delivered: boolean;
  view: SessionView;
  uploads: UploadEcho[];
}
type Step = Action<Uploading>;

/** One message a file. The kernel takes each at most once, and only while its step waits for it. */
const deliver: Step = async (call) => {
  const { deps, target, stored } = call;
  call.delivered = true;
  for (const { upload_id, field, media_type, bytes, sha256 } of stored) {
    const receipt = { seq: target.seq, upload: { upload_id, field, media_type, bytes, sha256 } };
    call.delivered = (await deps.engine.upload(target.ref, receipt)) && call.delivered;
  }
  deps.watchers.nudge(target.ref);
};

const hearOutcome: Step = async (call) => {
  const { deps, target, stored } = call;
  try {
    const answer = await deps.engine.query(target.ref, {}, deps.settings.query_deadline);
    if (!answer) throw await discarded(call, stored, sessionNotFound());
    call.view = answer.view;
    deps.verdicts.see(answer.view);
  } catch (error) {
    if (!(error instanceof NoWorker) || !call.delivered) throw error;
    const body = renderProcessing(target.claims, target.seq, deps.verdicts.lastView(target.ref.session_id));
    call.answer = { status: 202, body: { ...body, uploads: stored.map(echo) }, headers: { 'Retry-After': LOOK_AGAIN } };
  }
};

/**
 * What the session did not take is removed: a copy of what it has already, or a file that came too late or is one too
 * many.
 */
const sortOut: Step = async (call) => {
  const { stored, view, target } = call;
  call.uploads = [];
  let refusal: VestibuleError | undefined;
  for (const file of stored) {
    const kept = view.uploads.filter(({ seq, field }) => seq === target.seq && field === file.field);
    const same =
      kept.find(({ upload_id }) => upload_id === file.upload_id) ?? kept.find(({ sha256 }) => sha256 === file.sha256);
    if (same?.upload_id !== file.upload_id && (same || isOverlooked(view, target.seq)))
      await call.deps.store.files.remove(file.upload_id);
    if (!same && isOverlooked(view, target.seq)) refusal ??= whyDropped(view, target.seq, file);
    else call.uploads.push(echo({ ...file, ...same }));
  }
  if (refusal) throw refusal;
};

/**
 * Whether a file that the view doesn't list was dropped. Once the session is further on, its absence proves nothing.
 */
const isOverlooked = (view: SessionView, seq: number): boolean =>
  view.next.kind === 'none' || view.last?.seq === seq || ('seq' in view.next && view.next.seq <= seq);

function whyDropped(view: SessionView, seq: number, { field }: StoredFile): VestibuleError {
  const { next, status, reason } = view;
  if (next.kind === 'none' && status !== 'PROCESSING')
    return sessionOver(status as Parameters<typeof sessionOver>[0], reason);
  const progress =
    'uploads' in next && 'seq' in next && next.seq === seq
      ? next.uploads?.find((upload) => upload.field === field)
      : undefined;
  if (!progress) return stepNotCurrent('seq' in next ? next.step : null);
  return new VestibuleError('upload_too_many', `${field} takes ${progress.max} and has ${progress.received}.`, {
    errors: [{ pointer: `/${field}`, code: 'too_many', message: `This takes at most ${progress.max}.` }],
  });
}

const echo = ({ upload_id, field, filename, media_type, bytes, sha256 }: StoredFile): UploadEcho => ({
  upload_id,
  field,
  filename,
  media_type,
  bytes,
  sha256,
});

async function discarded(
  { deps }: Parameters<Step>[0],
  files: StoredFile[],
  error: VestibuleError,
): Promise<VestibuleError> {
  await Promise.all(files.map(({ upload_id }) => deps.store.files.remove(upload_id)));
  return error;
}

const answerSettled: Step = async (call) => {
  const answer = await settledAnswer(call, call.target.ref, call.view, preferredWait(call));
  call.answer = {
    ...answer,
    body: { ...answer.body, uploads: call.uploads } satisfies SessionState & { uploads: UploadEcho[] },
  };
};

/** `POST /sessions/{session_id}/steps/{step_id}/upload` */
export const uploadFiles: Step[] = [receiveFiles, deliver, hearOutcome, sortOut, answerSettled];
