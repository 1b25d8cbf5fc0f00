import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Untold } from '../domain/session/session';
import type { TenantEvent } from '../domain/tenant-event';
import { tenantEventId } from '../security/ids';
import type { EventsToRecord } from '../workflows/activity-request';
import type { ActivityDeps } from './dependencies';

/** ms that a session's workflow task waits for the database. */
const PATIENCE = 1_500;
/** ms between two workflow tasks that find out whether the database is back. */
const PROBE_EVERY = 5_000;

/**
 * Creates the activity that records a session's events. While the database is away, those that a workflow task waits
 * for fail at once, but for one now and then: no session waits for the database. The others wait as long as it takes.
 */
export function createRecordEvents({ events: recorder }: Pick<ActivityDeps, 'events'>, clock = Date.now) {
  let isAway = false;
  let probeAt = 0;

  return async function recordEvents(request: EventsToRecord): Promise<void> {
    const { isLocal } = Context.current().info;
    if (isLocal && isAway && clock() < probeAt) throw notRecorded();
    probeAt = clock() + PROBE_EVERY;
    const recording = recorder.record(request.client_id, eventsOf(request));
    try {
      await (isLocal ? within(PATIENCE, recording) : recording);
      isAway = false;
    } catch (cause) {
      isAway = true;
      throw notRecorded(cause);
    }
  };
}

const eventsOf = ({ client_id, session_id, events }: EventsToRecord): TenantEvent[] =>
  events.map((event) => ({
    id: tenantEventId(client_id, nameOf(session_id, event)),
    type: event.type,
    at: new Date(event.at).toISOString(),
    data: event.data,
  }));

/**
 * What makes an event one of its own: the session and its number there, and what it says. A session that was reset
 * counts again from where it was reset to: what happens as before is the same event, anything else is another.
 */
const nameOf = (session_id: string, { number, type, data: { status, step = '' } }: Untold): string =>
  ['session', session_id, number, type, status, step].join('/');

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

const notRecorded = (cause?: unknown): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'unavailable',
    message: 'The events could not be recorded.',
    ...(cause instanceof Error ? { cause: new Error(cause.name) } : {}),
  });
