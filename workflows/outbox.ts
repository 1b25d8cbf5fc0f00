import { type CancellationScope, proxyActivities, proxySinks, type Sinks } from '@temporalio/workflow';
import type { Session, Untold } from '../domain/session/session';
import { type EventsToRecord, RECORD_EVENTS } from './activity-request';
import { isRunAhead } from './run-ahead';

/**
 * Where sessions have their events recorded: a sink of the SDK's, outside the history, so that an event costs the
 * engine no write. The worker awaits it before it completes the workflow task. Where it can't record, it sends the
 * session the signal `recordLater`.
 */
export interface EventSinks extends Sinks {
  events: {
    /** Called in replays too, of which the worker passes over all but those of runs that have been ahead. */
    tell(told: EventsToRecord): void;
    /** This run is ahead of its history, and will be replaced. */
    runAhead(): void;
  };
}

const { events: recorder } = proxySinks<EventSinks>();

type Recorder = { [RECORD_EVENTS](request: EventsToRecord): Promise<void> };

/** Tried until it succeeds, while the session goes on. */
const { [RECORD_EVENTS]: recordInTheEnd } = proxyActivities<Recorder>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
  summary: 'events',
});

/** Events in one activity. */
const MOST = 100;

/**
 * Has a session's events recorded in their order. Those that could not be recorded at once, and what comes after them,
 * stay in the session's state until an activity has recorded them. So a run that is continued or terminated leaves them
 * to the next one. `change` replaces the events that wait; `scope`: the one in which activities run.
 */
export function createOutbox(
  scope: CancellationScope,
  session: () => Session,
  change: (untold: readonly Untold[]) => void,
) {
  let isRecording = false;
  const waiting = (): readonly Untold[] => session().untold ?? [];
  const requestFor = (events: readonly Untold[]): EventsToRecord => {
    const { client_id, session_id } = session();
    return { client_id, session_id, events: [...events] };
  };

  function recordWaiting(): void {
    const some = waiting().slice(0, MOST);
    if (isRecording || some.length === 0) return;
    isRecording = true;
    void scope
      .run(() => recordInTheEnd(requestFor(some)))
      .then(() => {
        isRecording = false;
        change(waiting().slice(some.length));
        recordWaiting();
      });
  }

  return {
    /** Records events, behind those that wait. A run that is ahead of its history is dropped, and tells nothing. */
    tell(events: readonly Untold[]): void {
      if (events.length === 0) return;
      if (waiting().length > 0) change([...waiting(), ...events]);
      else if (isRunAhead()) recorder.runAhead();
      else recorder.tell(requestFor(events));
    },
    /** Takes back events that could not be recorded. They come before those that wait. */
    later(events: readonly Untold[]): void {
      const known = new Set(waiting().map(({ number }) => number));
      const returned = events.filter(({ number }) => !known.has(number));
      change([...returned, ...waiting()].sort((a, b) => a.number - b.number));
      recordWaiting();
    },
    recordWaiting,
    isEmpty: (): boolean => waiting().length === 0,
  };
}
