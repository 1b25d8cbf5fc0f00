import { Context } from '@temporalio/activity';
import { type ActivityRequest, CALL_LASTS } from '../workflows/activity-request';

/** ms from when a call was asked for, over all its attempts, until operators' lists are to tell of it. */
const LASTS = 10_000;
/** ms that telling may take. */
const DEADLINE = 2_000;
/** What an attempt leaves to those after it once the session has been told. */
const TOLD = 'told that it lasts';

/**
 * Does the work of a call, and tells the call's own session, once, that it lasts. A timer in the workflow would tell
 * the same, and cost each call that a bank answers at once a fifth of what it costs the engine (ADR 12). Nobody tells
 * while no worker runs, but neither could anybody write the lists. An attempt that has begun to tell ends when it has,
 * or the next one would tell again.
 */
export async function tellingIfItLasts<T>(
  { session, phase, once }: ActivityRequest,
  work: () => Promise<T>,
  lasts = LASTS,
): Promise<T> {
  const context = Context.current();
  const { workflowExecution, heartbeatDetails, scheduledTimestampMs } = context.info;
  // While the user is at the bank each attempt is a look for them: nothing that an operator could act on.
  const isLookout = phase === 'status' && once !== true;
  if (!session.calls_tell || isLookout || !workflowExecution || heartbeatDetails === TOLD) return work();
  const { workflowId, runId } = workflowExecution;
  const tell = async () => {
    try {
      const handle = context.client.workflow.getHandle(workflowId, runId);
      await context.client.withDeadline(Date.now() + DEADLINE, () => handle.signal(CALL_LASTS));
      context.heartbeat(TOLD);
    } catch {
      context.log.warn('could not tell the session that its call lasts');
    }
  };
  const left = Math.min(scheduledTimestampMs + lasts - Date.now(), lasts);
  // At once, not by a timer, where it is late: an attempt may fail before any timer rings.
  let telling = left > 0 ? undefined : tell();
  const begin = () => {
    telling ??= tell();
  };
  const timer = setTimeout(begin, left);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    await telling;
  }
}
