import {
  type Client,
  WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { searchAttributes, summary } from '../../domain/session/operator-text';
import type { Session } from '../../domain/session/session';
import { afterTermination } from '../../domain/session/terminated';
import * as messages from '../../workflows/messages';
import { toPairs } from '../../workflows/search-attributes';
import type { SessionRef } from './engine';
import { executionOf } from './execution';

/** Where a session stands that an operator wants to follow up. */
export type FollowUpState =
  | { is: 'terminated'; session: Session; at: number }
  | { is: 'unknown' | 'open' | 'over' }
  /** No worker answers, or none can replay it. */
  | { is: 'unreadable' };

/** Terminated sessions, and the follow-ups that undo what they owed. */
export interface FollowUps {
  read(ref: SessionRef): Promise<FollowUpState>;
  /**
   * Starts the follow-up: the session's own next run. Resolves to whether it was started: there is one for each
   * termination, whoever asks again.
   */
  start(session: Session): Promise<boolean>;
}

export function createFollowUps(client: Client): FollowUps {
  const idOf = ({ client_id, session_id }: SessionRef) => messages.workflowId(client_id, session_id);
  return {
    async read(ref) {
      const execution = await executionOf(client, idOf(ref));
      if (!execution) return { is: 'unknown' };
      if (execution.ended === undefined) return { is: 'open' };
      if (!execution.isTerminated) return { is: 'over' };
      try {
        const anyhow = new WorkflowClient({ connection: client.connection, namespace: client.options.namespace });
        const session = await anyhow.getHandle(idOf(ref)).query(messages.getState);
        return { is: 'terminated', session, at: execution.closed_at ?? 0 };
      } catch {
        return { is: 'unreadable' };
      }
    },
    async start(session) {
      const [first] = afterTermination(session, Date.now());
      const { skill, digest } = session.graph;
      try {
        await client.workflow.start(messages.WORKFLOW_TYPE, {
          workflowId: idOf(session),
          taskQueue: messages.TASK_QUEUE,
          args: [{ terminated: session } satisfies messages.OnboardingInput],
          // Only a run that was ended from outside has another one after it.
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
          typedSearchAttributes: toPairs(searchAttributes(first)),
          staticSummary: summary(first),
          memo: { skill, digest, ...(session.return_url === undefined ? {} : { return_url: session.return_url }) },
        });
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },
  };
}
