import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { attemptNotes, noteForNextAttempt } from './attempt-notes';

/** ms between two heartbeats. An attempt that is answered sooner sends none, so it costs the engine nothing. */
const EVERY = 400;
/** ms that it may take to tell the engine of a worker's death. */
const DEADLINE = 2_000;

/** This process, as the notes of its attempts name it. */
const PROCESS = randomUUID();

/**
 * Runs an attempt, and heartbeats while it lasts: where its worker is killed, the engine has another one try again
 * after a second and a half, and not only when the attempt's whole time is over (ADR 28).
 */
export async function heartbeating<T>(work: () => Promise<T>, every = EVERY): Promise<T> {
  const context = Context.current();
  if (!context.info.heartbeatTimeoutMs) return work();
  const reporting = wasAbandoned(context) ? leaveStickyQueue(context) : undefined;
  const timer = setInterval(() => noteForNextAttempt({ by: PROCESS }, context), every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await reporting;
  }
}

/** Whether the attempt before was made by another process, or lasted too long to have left no heartbeat. */
function wasAbandoned(context: Context): boolean {
  const { attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs, heartbeatTimeoutMs = 0 } = context.info;
  const { by } = attemptNotes(context);
  if (by !== undefined) return by !== PROCESS;
  return attempt === 2 && currentAttemptScheduledTimestampMs - scheduledTimestampMs >= heartbeatTimeoutMs;
}

/**
 * Has the engine give the session's next task to any worker. The one that died had the session in memory, so the engine
 * would first offer the call's outcome to it, and wait.
 */
async function leaveStickyQueue({ client, info, log }: Context): Promise<void> {
  const { workflowExecution: execution } = info;
  if (!execution) return;
  try {
    const namespace = info.namespace;
    await client.withDeadline(Date.now() + DEADLINE, () =>
      client.workflowService.resetStickyTaskQueue({ namespace, execution }),
    );
  } catch {
    // The engine notices by itself, some seconds later.
    log.warn('could not leave the sticky queue of a worker that is gone');
  }
}
