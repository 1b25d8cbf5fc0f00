import { WorkflowNotFoundError } from '@temporalio/client';
import type { InjectedSinks } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { LRUCache } from 'lru-cache';
import type { Untold } from '../domain/session/session';
import type { EventsToRecord } from '../workflows/activity-request';
import type { EventSinks } from '../workflows/outbox';

/** ms that a session's workflow task waits for the database. */
const PATIENCE = 1_500;
/** ms for which a session is given back all that it tells, once it was given back something: that comes first. */
const BEHIND = 10_000;
/** ms between two workflow tasks that find out whether the database is back. */
const PROBE_EVERY = 5_000;

interface EventSinkDeps {
  /** Records events in the database. */
  record(request: EventsToRecord): Promise<void>;
  /** Gives the session back what could not be recorded: it is durable once this resolves. */
  signal(workflowId: string, events: Untold[]): Promise<void>;
  warn(): void;
  /** ms since the epoch. */
  clock?(): number;
}

/**
 * Records the events of this worker's sessions. The SDK awaits a sink before it completes the workflow task, so nothing
 * is seen of a session whose events are neither recorded nor given back to it. A worker that dies before leaves the
 * task to another one, which tells the same events again.
 *
 * While the database is away no session waits for it, but for one now and then that finds out.
 */
export function createEventSink({ record, signal, warn, clock = Date.now }: EventSinkDeps): InjectedSinks<EventSinks> {
  let isAway = false;
  let probeAt = 0;
  /** Runs that a query has taken ahead of their history: of those that replace them, a replay may be the first. */
  const metAhead = new LRUCache<string, true>({ max: 10_000 });
  const behind = new LRUCache<string, true>({ max: 20_000, ttl: BEHIND });

  async function isRecorded(request: EventsToRecord): Promise<boolean> {
    if (isAway && clock() < probeAt) return false;
    probeAt = clock() + PROBE_EVERY;
    try {
      await within(PATIENCE, record(request));
      isAway = false;
    } catch {
      isAway = true;
      warn();
    }
    return !isAway;
  }

  async function giveBack(workflowId: string, events: Untold[]): Promise<void> {
    behind.set(workflowId, true);
    try {
      await signal(workflowId, events);
    } catch (error) {
      // It was terminated, and its task is void.
      if (error instanceof WorkflowNotFoundError) return;
      // The engine is away, too: it takes no completion of this task, and gives the task out again.
      warn();
    }
  }

  const tell = async (workflowId: string, request: EventsToRecord): Promise<void> => {
    if (behind.has(workflowId) || !(await isRecorded(request))) await giveBack(workflowId, request.events);
  };
  const ahead = (runId: string) => void metAhead.set(runId, true);
  const isToldBefore = ({ runId, unsafe }: WorkflowInfo) => unsafe.isReplayingHistoryEvents && !metAhead.has(runId);
  const fn = async (info: WorkflowInfo, request: EventsToRecord): Promise<void> => {
    if (!isToldBefore(info)) await tell(info.workflowId, request);
  };
  return {
    events: {
      tell: { fn, callDuringReplay: true },
      runAhead: { fn: ({ runId }) => ahead(runId), callDuringReplay: true },
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database takes too long.')), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
