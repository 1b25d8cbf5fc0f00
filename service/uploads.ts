import type { VestibuleError } from '../domain/errors';
import type { ClosedStatus } from '../domain/session/session';
import type { ReceivedUpload, SessionView } from '../domain/session/views';
import type { StoredFile } from '../store/store';
import { NoWorker, SessionStuck } from './engine/engine';
import type { Services } from './services';
import { sessionNotFound, sessionOver, stepChanged, stepNotCurrent, uploadRefused } from './session-errors';
import { isOver } from './session-events';
import type { SessionState, Wait } from './session-state';
import { processingState, settledState, stateOf, throwIfEnded } from './session-views';
import type { PendingFile } from './upload-files';
import { formOf, isOf, type UploadTarget } from './upload-target';

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
 * Hands the files of one request to the session and waits until it has settled. It takes all of them or none. What it
 * doesn't take is removed: copies of files that it has, or all where one is too many or came too late. A copy counts as
 * received. Throws `session_not_found`, `session_closed`, `session_expired`, `step_changed`, `step_not_current` and
 * `upload_too_many`.
 */
export async function completeUpload(
  services: Services,
  target: UploadTarget,
  pending: readonly PendingFile[],
  wait: Wait,
): Promise<UploadState> {
  const { ref } = target;
  const files = await keep(pending);
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

/** From here on the files exist: the session may read them as soon as it knows of them. */
async function keep(pending: readonly PendingFile[]): Promise<StoredFile[]> {
  try {
    await Promise.all(pending.map((file) => file.keep()));
    return pending.map(({ file }) => file);
  } catch (error) {
    await Promise.allSettled(pending.map((file) => file.discard()));
    throw error;
  }
}

/** Sends the files in one message. Resolves to whether an open session took it. */
async function deliver({ engine, watchers }: Services, target: UploadTarget, files: StoredFile[]): Promise<boolean> {
  const uploads = files.map(({ upload_id, field, media_type, bytes, sha256 }) => ({
    upload_id,
    field,
    media_type,
    bytes,
    sha256,
  }));
  const isDelivered = await engine.upload(target.ref, { ...formOf(target), uploads });
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
  await remove(services, files);
  throw sessionNotFound();
}

/** Removes the files that the session didn't take, and throws if one of them was refused. */
async function sortOut(
  services: Services,
  target: UploadTarget,
  files: StoredFile[],
  view: SessionView,
): Promise<UploadReceipt[]> {
  const kept = files.map((file) => ({ file, same: sameAs(file, view, target) }));
  const refused = isConclusive(view, target) ? kept.filter(({ file, same }) => !same && !isRemoved(file, view)) : [];
  const copies = kept.filter(({ file, same }) => same && same.upload_id !== file.upload_id);
  await remove(
    services,
    [...refused, ...copies].map(({ file }) => file),
  );
  const [first] = refused;
  if (first) throw await whyRefused(services, target, view, first.file);
  return kept.map(({ file, same }) => receipt({ ...file, ...same }));
}

/** The file as the session has it: itself, or the one that it is a copy of. */
function sameAs(
  { field, upload_id, sha256 }: StoredFile,
  view: SessionView,
  target: UploadTarget,
): ReceivedUpload | undefined {
  const taken = view.uploads.filter((upload) => isOf(target, upload) && upload.field === field);
  return taken.find((upload) => upload.upload_id === upload_id) ?? taken.find((upload) => upload.sha256 === sha256);
}

/** It was taken, and its user has taken it back since. */
const isRemoved = ({ upload_id }: StoredFile, { removed_uploads = [] }: SessionView): boolean =>
  removed_uploads.includes(upload_id);

async function remove({ store }: Services, files: readonly StoredFile[]): Promise<void> {
  await Promise.all(files.map(({ upload_id }) => store.files.remove(upload_id)));
}

/** Whether the visit that files were sent for was left without data: by a time-out, or by a reset. */
const isChanged = ({ seq, visit }: UploadTarget, view: SessionView): boolean =>
  view.seq === seq && visit !== undefined && view.visit !== undefined && view.visit !== visit;

/** Whether a file that the view doesn't list was refused. If the session is further on, its absence proves nothing. */
const isConclusive = (view: SessionView, target: UploadTarget): boolean =>
  view.next.kind === 'none' ||
  view.closing === true ||
  isChanged(target, view) ||
  (view.last !== undefined && isOf(target, view.last)) ||
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
  const isAwaited = 'uploads' in next && 'seq' in next && isOf(target, next);
  if (!isAwaited) return stepNotCurrent('seq' in next ? next.step : null);
  const progress = next.uploads?.find((upload) => upload.field === field);
  const { max = 0, received = 0 } = progress ?? {};
  return uploadRefused('upload_too_many', { field, fault: 'too_many', values: { max, received } }, target.locale);
}

const receipt = ({ upload_id, field, filename, media_type, bytes, sha256 }: StoredFile): UploadReceipt => ({
  upload_id,
  field,
  filename,
  media_type,
  bytes,
  sha256,
});
