import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { VestibuleError } from '../../domain/errors';
import { facts, searchAttributes, summary } from '../../domain/session/operator-text';
import type { Session, SessionStart } from '../../domain/session/session';
import * as messages from '../../workflows/messages';
import { toPairs } from '../../workflows/search-attributes';
import { createAskTwice } from './hedged-query';

/** Names one session; the tenant is part of it, so another tenant's session is one that does not exist. */
export interface SessionRef {
  client_id: string;
  session_id: string;
}

/** What can be known of a session while no worker runs. */
export interface About {
  skill: string;
  digest: string;
  return_url?: string;
}

/** The engine holds the session, but no worker is there to say where it stands. */
export class NoWorker extends Error {
  override readonly name = 'NoWorker';
}

/**
 * The API's view of the engine. Messages resolve to whether an open session took them: `false` means closed or unknown,
 * which only a query tells apart. All reject with `VestibuleError` `engine_unavailable` within seconds where the engine
 * is away.
 */
export interface Engine {
  /** Starting the same session again changes nothing. `first` is what the kernel begins with, for operators' lists. */
  start(start: SessionStart, first: Session): Promise<void>;
  submit(ref: SessionRef, submission: messages.Submission): Promise<boolean>;
  upload(ref: SessionRef, receipt: messages.UploadReceipt): Promise<boolean>;
  callback(ref: SessionRef, callback: messages.Callback): Promise<boolean>;
  cancel(ref: SessionRef): Promise<boolean>;
  /** `undefined`: no such session. Rejects with `NoWorker` if none answers within `deadline` ms. */
  query(
    ref: SessionRef,
    question: messages.SessionQuestion,
    deadline: number,
  ): Promise<messages.SessionAnswer | undefined>;
  /** `undefined`: no such session. Needs no worker. */
  about(ref: SessionRef): Promise<About | undefined>;
  ping(): Promise<void>;
}

/** A message is one write at the engine; more than this and the engine counts as away. ms. */
export const DEADLINE = 5_000;
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;

/** Clients carry the same data converter as the worker. Never starts a second run under a session's id. */
export function createEngine(connect: () => Promise<Client>): Engine {
  const askTwice = createAskTwice();
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
    upload: (ref, receipt) => signal(ref, (handle) => handle.signal(messages.receiveUpload, receipt)),
    callback: (ref, callback) => signal(ref, (handle) => handle.signal(messages.receiveCallback, callback)),
    cancel: (ref) => signal(ref, (handle) => handle.signal(messages.cancel)),
    query: (ref, question, deadline) =>
      askTwice((ms) => within(ms, (client) => at(client, ref).query(messages.getSession, question)), deadline).catch(
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return undefined;
          if (error instanceof TookTooLong || NO_ANSWER.has(statusOf(error)))
            throw new NoWorker('no worker answered', { cause: error });
          return unavailable(error);
        },
      ),
    about: (ref) =>
      within(DEADLINE, (client) => at(client, ref).describe())
        .then(({ memo }) => memo as unknown as About)
        .catch((error: unknown) => (error instanceof WorkflowNotFoundError ? undefined : unavailable(error))),
    ping: () =>
      within(2_000, (client) => client.connection.workflowService.getSystemInfo({}))
        .then(() => undefined)
        .catch(unavailable),
  };
}

class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** The connection's limit is one attempt's, and it makes several: nobody is held for those. */
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

/**
 * No poller, a call cut off, a first task that isn't done yet, too many queries at once: all pass, and say nothing
 * about the session.
 */
const NO_ANSWER = new Set<number>([CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION]);

/** The gRPC status behind an error of the client, which wraps some and not others; -1 where there is none. */
function statusOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(error) ? error.code : isGrpcServiceError(cause) ? cause.code : -1;
}

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
  },
});

function unavailable(cause: unknown): never {
  throw new VestibuleError(
    'engine_unavailable',
    'The engine can’t be reached right now. Try again; a repeat does no harm.',
    {
      cause,
      retryAfter: 2,
    },
  );
}
