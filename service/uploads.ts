import { VestibuleError } from '../domain/errors';
import type { ClosedStatus } from '../domain/session/session';
import type { SessionView } from '../domain/session/views';
import { NoWorker, SessionStuck } from './engine/engine';
import type { Services } from './services';
import { sessionNotFound, sessionOver, stepChanged, stepNotCurrent } from './session-errors';
import { isOver } from './session-events';
import type { SessionState, Wait } from './session-state';
import { type FormOfSession, processingState, settledState, stateOf, throwIfEnded } from './session-views';
import { discardFiles, type StoredFile } from './upload-files';
import type { UploadTarget } from './upload-target';

/** A received file. Only this answer shows its name, which is the user's. */
export interface UploadReceipt {
  upload_id: string;
  field: string;
  filename: string;
  media_type: string;
  bytes: number;
  sha256: string;
}
export interface UploadState {
  settled: boolean;
  state: SessionState & { uploads: UploadReceipt[] };
}

/**
 * Hands stored files to the session and waits until it has settled. A file that the session doesn't take is removed: a
 * copy of one that it has, one too many, or one that came too late. A copy counts as received. Throws
 * `session_not_found`, `session_closed`, `session_expired`, `step_changed`, `step_not_current` and `upload_too_many`.
 */
export async function completeUpload(
  services: Services,
  target: UploadTarget,
  files: StoredFile[],
  wait: Wait,
): Promise<UploadState> {
  const { ref } = target;
  const isDelivered = await deliver(services, target, files);
  const view = await viewAfter(services, target, files, isDelivered);
  if (!view) {
    const known = services.recent.views.get(ref.session_id);
    const state = processingState(ref.session_id, target.skill, target, known);
    return { settled: false, state: { ...state, uploads: files.map(receipt) } };
  }
  const uploads = await sortOut(services, target, files, view);
  const { settled, state } = await settledState(services, ref, view, wait);
  return { settled, state: { ...state, uploads } };
}

/** Sends one message a file. The kernel takes each at most once. Resolves to whether an open session took them all. */
async function deliver({ engine, watchers }: Services, target: UploadTarget, files: StoredFile[]): Promise<boolean> {
  let isDelivered = true;
  for (const { upload_id, field, media_type, bytes, sha256 } of files) {
    const upload = { upload_id, field, media_type, bytes, sha256 };
    const of = { seq: target.seq, ...(target.visit === undefined ? {} : { visit: target.visit }) };
    isDelivered = (await engine.upload(target.ref, { ...of, upload })) && isDelivered;
  }
  watchers.nudge(target.ref);
  return isDelivered;
}

/** The session's view after delivery; `undefined`: no worker answers, and the files wait for one. */
async function viewAfter(
  services: Services,
  { ref }: UploadTarget,
  files: StoredFile[],
  isDelivered: boolean,
): Promise<SessionView | undefined> {
  const { engine, recent, settings } = services;
  try {
    const answer = await engine.query(ref, {}, settings.query_deadline);
    if (answer) {
      recent.views.set(ref.session_id, answer.view);
      return answer.view;
    }
  } catch (error) {
    if (!(error instanceof NoWorker || error instanceof SessionStuck)) throw error;
    if (isDelivered) return undefined;
    await throwIfEnded(services, ref, error);
  }
  await discardFiles(services, files);
  throw sessionNotFound();
}

/** Removes the files that the session didn't take, and throws if one of them was refused. */
async function sortOut(
  services: Services,
  target: UploadTarget,
  files: StoredFile[],
  view: SessionView,
): Promise<UploadReceipt[]> {
  const receipts: UploadReceipt[] = [];
  const dropped: StoredFile[] = [];
  let refusal: VestibuleError | undefined;
  for (const file of files) {
    const taken = view.uploads.filter((upload) => isOf(target, upload) && upload.field === file.field);
    const same =
      taken.find(({ upload_id }) => upload_id === file.upload_id) ?? taken.find(({ sha256 }) => sha256 === file.sha256);
    const isRefused = !same && isConclusive(view, target);
    if (isRefused) refusal ??= await whyRefused(services, target, view, file);
    else receipts.push(receipt({ ...file, ...same }));
    if (isRefused || (same && same.upload_id !== file.upload_id)) dropped.push(file);
  }
  for (const { upload_id } of dropped) await services.store.files.remove(upload_id);
  if (refusal) throw refusal;
  return receipts;
}

/** Whether a form of a view is the one that files were sent for. Older workers name no visit. */
const isOf = (target: UploadTarget, { seq, visit }: FormOfSession): boolean =>
  seq === target.seq && (target.visit === undefined || visit === undefined || visit === target.visit);

/** Whether the visit that files were sent for was left without data: by a time-out, or by a reset. */
const isChanged = ({ seq, visit }: UploadTarget, view: SessionView): boolean =>
  view.seq === seq && visit !== undefined && view.visit !== undefined && view.visit !== visit;

/** Whether a file that the view doesn't list was refused. If the session is further on, its absence proves nothing. */
const isConclusive = (view: SessionView, target: UploadTarget): boolean =>
  view.next.kind === 'none' ||
  view.closing === true ||
  isChanged(target, view) ||
  view.last?.seq === target.seq ||
  ('seq' in view.next && view.next.seq <= target.seq);

async function whyRefused(
  services: Services,
  target: UploadTarget,
  view: SessionView,
  { field }: StoredFile,
): Promise<VestibuleError> {
  const { next, status, reason } = view;
  if (isOver(view)) return sessionOver(status as ClosedStatus, reason);
  if (isChanged(target, view)) return stepChanged(await stateOf(services, view));
  const progress =
    'uploads' in next && 'seq' in next && isOf(target, next)
      ? next.uploads?.find((upload) => upload.field === field)
      : undefined;
  if (!progress) return stepNotCurrent('seq' in next ? next.step : null);
  return new VestibuleError('upload_too_many', `${field} takes ${progress.max} and has ${progress.received}.`, {
    errors: [{ pointer: `/${field}`, code: 'too_many', message: `This takes at most ${progress.max}.` }],
  });
}

const receipt = ({ upload_id, field, filename, media_type, bytes, sha256 }: StoredFile): UploadReceipt => ({
  upload_id,
  field,
  filename,
  media_type,
  bytes,
  sha256,
});
