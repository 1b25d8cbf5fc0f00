import {
  Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { LRUCache } from 'lru-cache';
import { VestibuleError } from '../../domain/errors';
import { facts, searchAttributes, summary } from '../../domain/session/operator-text';
import type { ClosedStatus, Session, SessionStart } from '../../domain/session/session';
import { terminatedView } from '../../domain/session/terminated';
import type { SessionView } from '../../domain/session/views';
import type { SessionAnswer } from '../../workflows/messages';
import * as messages from '../../workflows/messages';
import { toPairs } from '../../workflows/search-attributes';
import { sessionFull } from '../session-errors';
import { type Engine, NoWorker, type SessionMemo, type SessionRef, SessionStuck, type StuckReport } from './engine';
import { engineLacks } from './engine-lacks';
import { causeOf, type Execution, executionOf, isStuck } from './execution';
import { createHedgedQuery } from './query-timing';

/** A client of Temporal that connects at its first use, so that a process can start without the engine. */
export interface EngineClient {
  /** Rejects while the engine can't be reached; the next call tries again. */
  get(): Promise<Client>;
  close(): Promise<void>;
}

/**
 * A client by the SDK's native connection, the workers' own: its gRPC costs this process a quarter less processor time
 * a step than the one in JavaScript, and the engine a tenth (`docs/performance.md`). Each attempt of a call takes
 * `limit` ms at most; the SDK makes some more where the engine is away.
 */
export function engineClient(options: NativeConnectionOptions, namespace: string, limit: number): EngineClient {
  let client: Promise<Client> | undefined;
  const connect = async (): Promise<Client> => {
    try {
      const connection = limitAttempts(await NativeConnection.connect(options), limit);
      // A workflow that was terminated would go on answering queries as if nothing had happened.
      return new Client({ connection, namespace, workflow: { queryRejectCondition: 'NOT_COMPLETED_CLEANLY' } });
    } catch (error) {
      client = undefined;
      throw error;
    }
  };
  return {
    get: () => {
      client ??= connect();
      return client;
    },
    async close() {
      const connected = await client?.catch(() => undefined);
      await connected?.connection.close();
    },
  };
}

/**
 * Sets the time limit of a connection's calls where the SDK looks for it. The SDK's own way is `AsyncLocalStorage`, and
 * before Node 24 its first use makes every promise of the process slower: 0.7 ms a step, a third of the API's time. An
 * SDK that looks elsewhere falls back to its own limit of 30 s.
 */
function limitAttempts(connection: NativeConnection, limit: number): NativeConnection {
  const getStore = () => ({ deadline: Date.now() + limit });
  return Object.defineProperty(connection, 'callContextStorage', { value: { getStore } });
}

/** ms. A message is one write at the engine; if it takes longer, the engine counts as away. */
export const DEADLINE = 5_000;
const PING_DEADLINE = 2_000;
/** ms until a session that is still stuck is reported anew. */
const REPORT_AGAIN = 60_000;

/**
 * The engine on Temporal. The client must have the same data converter as the worker. `reportStuck` takes note of each
 * call that has met a session that is stuck.
 */
export function createEngine(
  connect: () => Promise<Client>,
  reportStuck: (report: StuckReport) => void = () => {},
): Engine {
  const hedgedQuery = createHedgedQuery();
  const within = <T>(ms: number, call: (client: Client) => Promise<T>) => inTime(connect().then(call), ms);
  const at = (client: Client, ref: SessionRef) => client.workflow.getHandle(idOf(ref));
  const reported = new LRUCache<string, true>({ max: 1_000, ttl: REPORT_AGAIN });
  const signal = (ref: SessionRef, send: (handle: WorkflowHandle) => Promise<void>) =>
    within(DEADLINE, (client) => send(at(client, ref)))
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return false;
        throw isSignalLimit(error) ? sessionFull(error) : asUnavailable(error);
      });

  /**
   * The view of a session that was terminated: its last one, or what the engine knows where no worker can replay it.
   */
  const afterTermination = async (ref: SessionRef, deadline: number): Promise<SessionAnswer | undefined> => {
    const execution = await within(DEADLINE, (client) => executionOf(client, idOf(ref))).catch(unavailable);
    if (!execution) return undefined;
    const last = await within(deadline, (client) => anyhow(client, ref).query(messages.getSession, {})).catch(
      () => undefined,
    );
    const view = terminatedView(last?.view ?? remainingView(ref, execution), execution.closed_at ?? 0);
    return { view, verdict: { verdict: 'closed', status: view.status as ClosedStatus } };
  };

  /** Why a query was not answered: no such session, a session that is stuck, or no worker. */
  const unanswered = async (ref: SessionRef, error: unknown): Promise<undefined> => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (!(error instanceof TookTooLong || isOfWorker(error))) return unavailable(error);
    const report = await within(PING_DEADLINE, (client) => stuckReport(client, ref)).catch(() => undefined);
    if (!report) throw new NoWorker(error);
    if (!reported.has(report.session_id)) reportStuck(report);
    reported.set(report.session_id, true);
    throw new SessionStuck(error);
  };

  return {
    start: (start, first) =>
      within(DEADLINE, (client) => client.workflow.start(messages.WORKFLOW_TYPE, startOptions(start, first)))
        .then(() => true)
        .catch((error: unknown) => (error instanceof WorkflowExecutionAlreadyStartedError ? false : notStarted(error))),
    submit: (ref, submission) => signal(ref, (handle) => handle.signal(messages.submitStep, submission)),
    upload: (ref, receipts) => signal(ref, (handle) => handle.signal(messages.receiveUploads, receipts)),
    removeUpload: (ref, removal) => signal(ref, (handle) => handle.signal(messages.removeUpload, removal)),
    callback: (ref, callback) => signal(ref, (handle) => handle.signal(messages.receiveCallback, callback)),
    cancel: (ref) => signal(ref, (handle) => handle.signal(messages.cancel)),
    skipTime: (ref, by) => signal(ref, (handle) => handle.signal(messages.skipTime, { by })),
    query: (ref, question, deadline) =>
      hedgedQuery((ms) => within(ms, (client) => at(client, ref).query(messages.getSession, question)), deadline).catch(
        (error: unknown) => {
          if (error instanceof QueryRejectedError) return afterTermination(ref, deadline);
          return unanswered(ref, error);
        },
      ),
    memo: (ref) =>
      within(DEADLINE, (client) => at(client, ref).describe())
        .then(({ memo }) => memo as unknown as SessionMemo)
        .catch((error: unknown) => (error instanceof WorkflowNotFoundError ? undefined : unavailable(error))),
    ended: (ref) =>
      within(DEADLINE, (client) => executionOf(client, idOf(ref)))
        .then((execution) => execution?.ended)
        .catch(unavailable),
    lacks: () => within(PING_DEADLINE, engineLacks).catch(unavailable),
  };
}

const idOf = (ref: SessionRef): string => messages.workflowId(ref.client_id, ref.session_id);

/** A handle whose queries the engine answers however the workflow was ended. */
const anyhow = ({ connection, options }: Client, ref: SessionRef): WorkflowHandle =>
  new WorkflowClient({ connection, namespace: options.namespace }).getHandle(idOf(ref));

/** The view of a closed session as far as the engine knows it. */
const remainingView = (ref: SessionRef, { memo, step, closed_at = 0 }: Execution): SessionView => ({
  ...ref,
  skill: memo.skill,
  digest: memo.digest,
  status: 'PROCESSING',
  seq: 1,
  next: { kind: 'none' },
  uploads: [],
  phases: [{ status: 'PROCESSING', step, at: closed_at }],
  expires_at: closed_at,
});

async function stuckReport(client: Client, ref: SessionRef): Promise<StuckReport | undefined> {
  const execution = await executionOf(client, idOf(ref));
  if (!execution || !isStuck(execution)) return undefined;
  const { memo, status, attempts } = execution;
  return { ...ref, skill: memo.skill, status, attempts, ...(await causeOf(client, idOf(ref))) };
}

class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** Rejects after `ms`. The connection's own limit is that of one attempt, and it makes several. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong('no answer in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the engine has refused a signal because the run has got as many as it takes. */
const isSignalLimit = (error: unknown): boolean =>
  grpcStatusOf(error) === INVALID_ARGUMENT && /limit/i.test(String((error as Error).cause ?? error));

const CANCELLED = 1;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
/**
 * gRPC statuses of a query that no worker answered: no poller, a call that was cut off, too many queries at once, a
 * first task that isn't done yet. They mean nothing about the session.
 */
const NO_ANSWER = new Set<number>([CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION]);

/** Whether a query failed at the worker, or reached none. A query that fails there means that its replay does. */
const isOfWorker = (error: unknown): boolean =>
  error instanceof QueryNotRegisteredError || NO_ANSWER.has(grpcStatusOf(error));

/** The gRPC status behind an error of the client, which wraps some of them; -1 where there is none. */
function grpcStatusOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(error) ? error.code : isGrpcServiceError(cause) ? cause.code : -1;
}

/**
 * ms after which a workflow task that was lost with its worker is given to another one. Longer than the 5 s that a task
 * may run, or one that hangs would fail without a cause.
 */
const TASK_TIMEOUT = 6_000;

/** A second run under a session's id is refused, open or closed. */
const startOptions = (start: SessionStart, first: Session) => ({
  workflowId: messages.workflowId(start.client_id, start.session_id),
  taskQueue: messages.TASK_QUEUE,
  args: [{ start } satisfies messages.OnboardingInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
  workflowTaskTimeout: TASK_TIMEOUT,
  typedSearchAttributes: toPairs(searchAttributes(first)),
  staticSummary: summary(first),
  staticDetails: facts(first),
  memo: {
    skill: start.graph.skill,
    digest: start.graph.digest,
    ...(start.return_url === undefined ? {} : { return_url: start.return_url }),
  } satisfies SessionMemo,
});

/** The engine refuses to start a session whose search attributes its namespace does not know. */
function notStarted(cause: unknown): never {
  const status = grpcStatusOf(cause);
  const details = cause instanceof Error ? `${cause.message} ${(cause.cause as Error | undefined)?.message ?? ''}` : '';
  if (status !== INVALID_ARGUMENT || !/search attribute/i.test(details)) return unavailable(cause);
  const message =
    'The engine is not set up for sessions: it does not know one of their search attributes. /readyz names it.';
  throw new VestibuleError('engine_not_ready', message, { cause, retryAfter: 60 });
}

function unavailable(cause: unknown): never {
  throw asUnavailable(cause);
}

function asUnavailable(cause: unknown): VestibuleError {
  const message = 'The engine can’t be reached right now. Try again; a repeat does no harm.';
  return new VestibuleError('engine_unavailable', message, { cause, retryAfter: 2 });
}
