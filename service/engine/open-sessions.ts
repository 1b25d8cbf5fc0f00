import { type Client, isGrpcServiceError } from '@temporalio/client';
import { WORKFLOW_TYPE, workflowId } from '../../workflows/messages';
import type { SessionRef } from './engine';
import { type Execution, executionOf, isStuck } from './execution';

/** Why a session can't go on: its workflow task fails again and again, or a call of its does. */
export type StuckCause = 'task_failing' | 'call_failing';

/** A session that can't go on for a fault of ours. */
export interface StuckSession extends SessionRef {
  skill: string;
  /** As lists have it: it may be some minutes old. */
  status: string;
  cause: StuckCause;
  attempts: number;
}

/** A list of open sessions: those that wait for a call's other side, or those whose workflow task may be failing. */
export type OpenList = 'calls' | 'tasks';

/** Open sessions, as the engine lists them. Rejects where the engine can't be reached, or doesn't know the place. */
export interface OpenSessions {
  /** Those sessions of a page that are stuck, and where the next page is. */
  stuck(of: OpenList, from: string | undefined): Promise<{ found: StuckSession[]; next?: string }>;
  /** Whether a session is stuck now; one that has ended is not. */
  isStuck(ref: SessionRef): Promise<boolean>;
}

/** Sessions a page. Each is described: one small read of the engine. */
const PAGE = 100;
/** Sessions that are described at once. */
const AT_ONCE = 10;
/** Attempts at one call, all but surely minutes of them, from which on its session counts as stuck. */
const FAULTY = 10;

const OPEN = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
const CALLING = `${OPEN} AND WaitingFor = 'bank'`;
/** Servers from 1.30 on list executions whose tasks fail. Where they don't, all that are open have to be looked at. */
const REPORTED = `${OPEN} AND TemporalReportedProblems IS NOT NULL`;
/** gRPC's status for a filter that the server doesn't know. */
const INVALID_ARGUMENT = 3;

const causeOf = (execution: Execution): StuckCause | undefined => {
  if (execution.ended) return undefined;
  return isStuck(execution) ? 'task_failing' : execution.faults >= FAULTY ? 'call_failing' : undefined;
};

/** The open sessions of a client's namespace. */
export function createOpenSessions(connect: () => Promise<Client>): OpenSessions {
  let knowsProblems = true;

  async function list(client: Client, of: OpenList, from: string | undefined) {
    if (of === 'calls') return pageOf(client, CALLING, from);
    if (!knowsProblems) return pageOf(client, OPEN, from);
    try {
      return await pageOf(client, REPORTED, from);
    } catch (error) {
      if (!isGrpcServiceError(error) || (error.code as number) !== INVALID_ARGUMENT) throw error;
      knowsProblems = false;
      return pageOf(client, OPEN, from);
    }
  }

  const inspect = async (client: Client, id: string): Promise<StuckSession[]> => {
    const execution = await executionOf(client, id);
    const cause = execution && causeOf(execution);
    const [, client_id, session_id] = id.split('/');
    if (!execution || !cause || !client_id || !session_id) return [];
    const { memo, status, attempts, faults } = execution;
    const tries = cause === 'task_failing' ? attempts : faults;
    return [{ client_id, session_id, skill: memo.skill, status, cause, attempts: tries }];
  };

  return {
    async stuck(of, from) {
      const client = await connect();
      const { ids, next } = await list(client, of, from);
      const found: StuckSession[] = [];
      for (let at = 0; at < ids.length; at += AT_ONCE)
        found.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => inspect(client, id)))).flat());
      return { found, ...(next ? { next } : {}) };
    },
    isStuck: async ({ client_id, session_id }) =>
      (await inspect(await connect(), workflowId(client_id, session_id))).length > 0,
  };
}

async function pageOf(client: Client, query: string, from: string | undefined) {
  const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query,
    pageSize: PAGE,
    nextPageToken: from === undefined ? null : Buffer.from(from, 'base64'),
  });
  const ids = (executions ?? []).flatMap(({ execution }) => execution?.workflowId ?? []);
  return { ids, next: Buffer.from(nextPageToken ?? []).toString('base64') };
}
