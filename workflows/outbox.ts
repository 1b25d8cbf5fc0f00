import { type CancellationScope, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Session } from '../domain/session/session';
import { type EventsToRecord, RECORD_EVENTS } from './activity-request';

type Recorder = { [RECORD_EVENTS](request: EventsToRecord): Promise<void> };

/** Tried once, within the workflow task: so the events are recorded before anybody reads what they are about. */
const { [RECORD_EVENTS]: recordAtOnce } = proxyLocalActivities<Recorder>({
  startToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
});
/** Tried until it succeeds, while the session goes on. */
const { [RECORD_EVENTS]: recordInTheEnd } = proxyActivities<Recorder>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
  summary: 'events',
});

/** Events in one activity. */
const MOST = 100;

/**
 * Has a session's events recorded in their order, one activity at a time: what comes meanwhile goes with the next. They
 * stay in the session's state until they are recorded, so a run that is continued or terminated leaves them to the next
 * one. `scope`: the one in which activities run. `recorded` is told the number up to which they are.
 */
export function createOutbox(scope: CancellationScope, session: () => Session, recorded: (upTo: number) => void) {
  let isRecording: 'at once' | 'in the end' | undefined;

  async function record(request: EventsToRecord): Promise<void> {
    isRecording = 'at once';
    try {
      await recordAtOnce(request);
    } catch {
      isRecording = 'in the end';
      await recordInTheEnd(request);
    }
  }

  function flush(): void {
    const { client_id, session_id, untold = [] } = session();
    const events = untold.slice(0, MOST);
    const last = events.at(-1);
    if (isRecording || !last) return;
    scope
      .run(() => record({ client_id, session_id, events }))
      .then(() => {
        isRecording = undefined;
        recorded(last.number);
        flush();
      });
  }

  return {
    flush,
    /** Whether nothing is being recorded within this workflow task. */
    isIdle: (): boolean => isRecording !== 'at once',
    isEmpty: (): boolean => session().untold === undefined,
  };
}
