import { Context } from '@temporalio/activity';
import { FLAGS, hasFlag } from '../domain/session/flags';
import { type ActivityRequest, CALL_LASTS } from '../workflows/activity-request';
import { attemptNotes, noteForNextAttempt } from './attempt-notes';

/** ms from when a call was scheduled, over all its attempts, until it counts as long. */
const LONG = 10_000;
/** ms that the report may take. */
const DEADLINE = 2_000;

/**
 * Runs the work of a call, and signals the call's own session, once, if the call takes longer than `long` ms. A timer
 * in the workflow would do the same, and cost each call that a bank answers at once a fifth of what it costs the engine
 * (ADR 12). While no worker runs nobody reports, but nobody could write the lists either.
 */
export async function reportingDuration<T>(request: ActivityRequest, work: () => Promise<T>, long = LONG): Promise<T> {
  const { scheduledTimestampMs } = Context.current().info;
  if (!isReportDue(request)) return work();
  const left = Math.min(scheduledTimestampMs + long - Date.now(), long);
  // At once, not by a timer, where it is late: an attempt may fail before any timer fires.
  let reporting = left > 0 ? undefined : sendReport();
  const timer = setTimeout(() => {
    reporting ??= sendReport();
  }, left);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    // An attempt that has begun to report waits for it, or the next one would report again.
    await reporting;
  }
}

/** While the user is at the bank each attempt is a poll for them: nothing that an operator could act on. */
function isReportDue({ session, phase, once }: ActivityRequest): boolean {
  const { workflowExecution } = Context.current().info;
  const isPollForUser = phase === 'status' && once !== true;
  const isWanted = hasFlag(session, FLAGS.callReportsDuration) && !isPollForUser && workflowExecution !== undefined;
  return isWanted && !attemptNotes().reported;
}

async function sendReport(): Promise<void> {
  const context = Context.current();
  const { workflowId, runId } = context.info.workflowExecution as { workflowId: string; runId: string };
  try {
    const handle = context.client.workflow.getHandle(workflowId, runId);
    await context.client.withDeadline(Date.now() + DEADLINE, () => handle.signal(CALL_LASTS));
    noteForNextAttempt({ reported: true }, context);
  } catch {
    context.log.warn('could not report to the session that its call lasts');
  }
}
