import {
  Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { VestibuleError } from '../../domain/errors';
import { facts, searchAttributes, summary } from '../../domain/session/operator-text';
import type { Session, SessionStart } from '../../domain/session/session';
import * as messages from '../../workflows/messages';
import { toPairs } from '../../workflows/search-attributes';
import { type Engine, NoWorker, type SessionMemo, type SessionRef } from './engine';
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
      return new Client({ connection, namespace });
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

/** The engine on Temporal. The client must have the same data converter as the worker. */
export function createEngine(connect: () => Promise<Client>): Engine {
  const hedgedQuery = createHedgedQuery();
  const within = <T>(ms: number, call: (client: Client) => Promise<T>) => inTime(connect().then(call), ms);
  const at = (client: Client, ref: SessionRef) =>
    client.workflow.getHandle(messages.workflowId(ref.client_id, ref.session_id));
  const signal = (ref: SessionRef, send: (handle: WorkflowHandle) => Promise<void>) =>
    within(DEADLINE, (client) => send(at(client, ref)))
      .then(() => true)
      .catch((error: unknown) => (error instanceof WorkflowNotFoundError ? false : unavailable(error)));

  return {
    start: (start, first) =>
      within(DEADLINE, (client) => client.workflow.start(messages.WORKFLOW_TYPE, startOptions(start, first)))
        .then(() => undefined)
        .catch((error: unknown) =>
          error instanceof WorkflowExecutionAlreadyStartedError ? undefined : unavailable(error),
        ),
    submit: (ref, submission) => signal(ref, (handle) => handle.signal(messages.submitStep, submission)),
    upload: (ref, receipts) => signal(ref, (handle) => handle.signal(messages.receiveUploads, receipts)),
    removeUpload: (ref, removal) => signal(ref, (handle) => handle.signal(messages.removeUpload, removal)),
    callback: (ref, callback) => signal(ref, (handle) => handle.signal(messages.receiveCallback, callback)),
    cancel: (ref) => signal(ref, (handle) => handle.signal(messages.cancel)),
    query: (ref, question, deadline) =>
      hedgedQuery((ms) => within(ms, (client) => at(client, ref).query(messages.getSession, question)), deadline).catch(
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return undefined;
          if (error instanceof TookTooLong || NO_ANSWER.has(grpcStatusOf(error))) throw new NoWorker(error);
          return unavailable(error);
        },
      ),
    memo: (ref) =>
      within(DEADLINE, (client) => at(client, ref).describe())
        .then(({ memo }) => memo as unknown as SessionMemo)
        .catch((error: unknown) => (error instanceof WorkflowNotFoundError ? undefined : unavailable(error))),
    ping: () =>
      within(PING_DEADLINE, (client) => client.connection.workflowService.getSystemInfo({}))
        .then(() => undefined)
        .catch(unavailable),
  };
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

const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
/**
 * gRPC statuses of a query that no worker answered: no poller, a call that was cut off, too many queries at once, a
 * first task that isn't done yet. They mean nothing about the session.
 */
const NO_ANSWER = new Set<number>([CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION]);

/** The gRPC status behind an error of the client, which wraps some of them; -1 where there is none. */
function grpcStatusOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(error) ? error.code : isGrpcServiceError(cause) ? cause.code : -1;
}

/** A second run under a session's id is refused, open or closed. */
const startOptions = (start: SessionStart, first: Session) => ({
  workflowId: messages.workflowId(start.client_id, start.session_id),
  taskQueue: messages.TASK_QUEUE,
  args: [{ start } satisfies messages.OnboardingInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
  typedSearchAttributes: toPairs(searchAttributes(first)),
  staticSummary: summary(first),
  staticDetails: facts(first),
  memo: {
    skill: start.graph.skill,
    digest: start.graph.digest,
    ...(start.return_url === undefined ? {} : { return_url: start.return_url }),
  } satisfies SessionMemo,
});

function unavailable(cause: unknown): never {
  const message = 'The engine can’t be reached right now. Try again; a repeat does no harm.';
  throw new VestibuleError('engine_unavailable', message, { cause, retryAfter: 2 });
}
