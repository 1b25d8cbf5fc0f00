import { VestibuleError } from '../domain/errors';
import type { ClosedStatus } from '../domain/session/session';
import type { ReceivedUpload, SessionView } from '../domain/session/views';
import type { SessionRef } from './engine/engine';
import { NoWorker, SessionStuck } from './engine/engine';
import type { Services } from './services';
import { sessionOver, stepChanged } from './session-errors';
import { isOver } from './session-events';
import type { SettledState } from './session-state';
import { isSettled, processingState, readView, stateOf } from './session-views';
import { findUploadTarget, isOf, type UploadTarget } from './upload-target';

/** The file that a call removes, and the nonce that proves possession of its session. */
export interface UploadName {
  ref: SessionRef;
  nonce: string;
  step_id: string;
  upload_id: string;
}

/**
 * Takes back a file of a step that is not complete yet. The worker removes it from the store, so that it is removed
 * even if this process ends now. The same call again changes nothing and gets the same answer. Throws what finding the
 * step throws, `session_closed` and `session_expired`, `step_changed` once the visit is over, `step_not_current` once
 * the step is complete, and `upload_not_found`.
 */
export async function removeUpload(services: Services, name: UploadName): Promise<SettledState> {
  const { ref, upload_id } = name;
  const target = await findUploadTarget(services, ref, name.nonce, name.step_id);
  const before = await readView(services, ref);
  if (isRemoved(before, upload_id)) return render(services, before);
  const { seq } = await findRemovable(services, before, target, upload_id);
  await services.engine.removeUpload(ref, { seq, upload_id });
  services.watchers.nudge(ref);
  const after = await viewAfter(services, ref);
  if (!after) return { settled: false, state: processingState(ref.session_id, target.skill, target, before) };
  if (!isRemoved(after, upload_id)) throw await whyNotRemoved(services, after, target);
  return render(services, after);
}

const isRemoved = ({ removed_uploads = [] }: SessionView, upload_id: string): boolean =>
  removed_uploads.includes(upload_id);

/**
 * The file as the session has it, whose step still takes files, or will: after a reset a session has files before it
 * asks for them. Throws where it doesn't.
 */
async function findRemovable(
  services: Services,
  view: SessionView,
  target: UploadTarget,
  upload_id: string,
): Promise<ReceivedUpload> {
  const { next } = view;
  const found = view.uploads.find((upload) => isOf(target, upload) && upload.upload_id === upload_id);
  const isShown = (next.kind === 'form' || next.kind === 'upload') && isOf(target, next);
  if (isOver(view) || !(isShown || (found && !isComplete(view, target)))) {
    throw await whyNotRemoved(services, view, target);
  }
  if (!found) throw new VestibuleError('upload_not_found', 'The step has no such file.');
  return found;
}

/** Whether the step has got its data and its files: a session shows files of the step just submitted only then. */
const isComplete = ({ last, uploads }: SessionView, target: UploadTarget): boolean =>
  last !== undefined && isOf(target, last) && uploads.some((upload) => isOf(target, upload));

/** The session is over, the step is complete and its files with it, or the visit was left without them. */
async function whyNotRemoved(services: Services, view: SessionView, target: UploadTarget): Promise<VestibuleError> {
  if (isOver(view)) return sessionOver(view.status as ClosedStatus, view.reason);
  if (!isComplete(view, target)) return stepChanged(await stateOf(services, view));
  const current_step = 'seq' in view.next ? view.next.step : null;
  return new VestibuleError('step_not_current', 'The step is complete, so its files stay.', {
    extra: { current_step },
  });
}

/** `undefined`: no worker answers, and the message waits for one. */
async function viewAfter(services: Services, ref: SessionRef): Promise<SessionView | undefined> {
  try {
    return await readView(services, ref);
  } catch (error) {
    if (error instanceof NoWorker || error instanceof SessionStuck) return undefined;
    throw error;
  }
}

const render = async (services: Services, view: SessionView): Promise<SettledState> => ({
  settled: isSettled(view),
  state: await stateOf(services, view),
});
