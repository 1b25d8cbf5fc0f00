import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type ClosedStatus, isClosed } from '../../domain/session/session';
import type { SessionMemo } from './engine';
import { isFaulty } from './faulty-calls';

/** A session's workflow as the engine itself sees it: no worker has to answer. */
export interface Execution {
  /** How it ended, if it has; one that was ended from outside before it showed its end has failed. */
  ended?: ClosedStatus;
  /** Whether it was ended from outside: by somebody, or by the engine itself. */
  isTerminated: boolean;
  /** The step and the status at which lists have it. */
  step: string;
  status: string;
  memo: SessionMemo;
  /** ms since the epoch: when it was closed. */
  closed_at?: number;
  /** Attempts at its open workflow task: more than one where it fails. 0 where none is open. */
  attempts: number;
  /** The most attempts at a call of its whose last one failed for a fault of ours; 0 where none did. */
  faults: number;
}

/** A workflow that was asked to cancel may close as cancelled: by itself, with all undone. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(['TERMINATED', 'FAILED', 'TIMED_OUT']);

/** Describes a session's workflow; `undefined` where there is none. */
export async function executionOf(client: Client, workflowId: string): Promise<Execution | undefined> {
  try {
    const described = await client.workflow.getHandle(workflowId).describe();
    const { status, closeTime, searchAttributes, memo, raw } = described;
    const isOpen = status.name === 'RUNNING' || status.name === 'PAUSED' || status.name === 'CONTINUED_AS_NEW';
    const listed = String(searchAttributes.SessionStatus?.[0]);
    return {
      ...(isOpen ? {} : { ended: isClosed(listed) ? listed : 'FAILED' }),
      isTerminated: FROM_OUTSIDE.has(status.name),
      step: String(searchAttributes.Step?.[0] ?? ''),
      status: String(searchAttributes.SessionStatus?.[0] ?? 'PROCESSING'),
      memo: memo as unknown as SessionMemo,
      ...(closeTime === undefined ? {} : { closed_at: closeTime.getTime() }),
      attempts: raw.pendingWorkflowTask?.attempt ?? 0,
      faults: Math.max(0, ...(raw.pendingActivities ?? []).filter(isFaulty).map(({ attempt }) => attempt ?? 0)),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/**
 * Attempts at one workflow task from which on a session counts as stuck. A worker that was killed costs one attempt,
 * and the second may meet a worker that is going down.
 */
const STUCK = 3;
export const isStuck = ({ attempts }: Execution): boolean => attempts >= STUCK;

/** Events to read back: those after the failed task are messages that came since. */
const LOOK_BACK = 50;
const { EventType, WorkflowTaskFailedCause } = temporal.api.enums.v1;

/**
 * Why a session's workflow task fails: the engine's cause, and the name of the error. Never its message, which may
 * quote what the user has entered.
 */
export async function causeOf(client: Client, workflowId: string): Promise<{ cause: string; error?: string }> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: LOOK_BACK,
  });
  const failed = history?.events?.find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
  const { cause, failure } = failed?.workflowTaskFailedEventAttributes ?? {};
  const error = failure?.applicationFailureInfo?.type;
  return { cause: nameOf(cause ?? 0), ...(error ? { error } : {}) };
}

const nameOf = (cause: number): string =>
  WorkflowTaskFailedCause[cause]?.replace('WORKFLOW_TASK_FAILED_CAUSE_', '').toLowerCase() ?? 'unspecified';
