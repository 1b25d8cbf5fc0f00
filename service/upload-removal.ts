import { VestibuleError } from '../domain/errors';
import type { ClosedStatus } from '../domain/session/session';
import type { ReceivedUpload, SessionView } from '../domain/session/views';
import type { SessionRef } from './engine/engine';
import { NoWorker, SessionStuck } from './engine/engine';
import type { Services } from './services';
import { sessionOver } from './session-errors';
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
 * step throws, `session_closed` and `session_expired`, `step_not_current` once the step is complete, and
 * `upload_not_found`.
 */
export async function removeUpload(services: Services, name: UploadName): Promise<SettledState> {
  const { ref, upload_id } = name;
  const target = await findUploadTarget(services, ref, name.nonce, name.step_id);
  const before = await readView(services, ref);
  if (isRemoved(before, upload_id)) return render(services, before);
  const { seq } = checkRemovable(before, target, upload_id);
  await services.engine.removeUpload(ref, { seq, upload_id });
  services.watchers.nudge(ref);
  const after = await viewAfter(services, ref);
  if (!after) return { settled: false, state: processingState(ref.session_id, target.skill, target, before) };
  if (!isRemoved(after, upload_id)) throw completed(after);
  return render(services, after);
}

const isRemoved = ({ removed_uploads = [] }: SessionView, upload_id: string): boolean =>
  removed_uploads.includes(upload_id);

/** Throws unless the session's step still takes files and has this one. Resolves to it, as the session has it. */
function checkRemovable(view: SessionView, target: UploadTarget, upload_id: string): ReceivedUpload {
  if (isOver(view)) throw sessionOver(view.status as ClosedStatus, view.reason);
  const { next } = view;
  if (!((next.kind === 'form' || next.kind === 'upload') && isOf(target, next))) throw completed(view);
  const found = view.uploads.find((upload) => isOf(target, upload) && upload.upload_id === upload_id);
  if (!found) throw new VestibuleError('upload_not_found', 'The step has no such file.');
  return found;
}

/** The step is complete, and its files with it. */
function completed(view: SessionView): VestibuleError {
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
