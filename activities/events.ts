import type { Untold } from '../domain/session/session';
import type { EventRecorder } from '../domain/tenant-event';
import { tenantEventId } from '../security/ids';
import type { EventsToRecord } from '../workflows/activity-request';

/** Records events of a session for its tenant. Harmless to repeat. Rejects as the recorder does. */
export const recordEvents =
  (recorder: EventRecorder) =>
  ({ client_id, session_id, events }: EventsToRecord): Promise<void> =>
    recorder.record(
      client_id,
      events.map((event) => ({
        id: tenantEventId(client_id, nameOf(session_id, event)),
        type: event.type,
        at: new Date(event.at).toISOString(),
        data: event.data,
      })),
    );

/**
 * What makes an event one of its own: the session and its number there, and what it says. A session that was reset
 * counts again from where it was reset to: what happens as before is the same event, anything else is another.
 */
const nameOf = (session_id: string, { number, type, data: { status, step = '' } }: Untold): string =>
  ['session', session_id, number, type, status, step].join('/');
