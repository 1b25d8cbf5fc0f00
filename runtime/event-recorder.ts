import type { EventRecorder } from '../domain/tenant-event';
import type { EventPort } from '../store/store';

/** A recorder that tells others of this process whose events it has recorded. */
export interface ObservedRecorder extends EventRecorder {
  /** Calls back after each record, before its caller goes on. Where it rejects, the record is repeated. */
  onRecorded(listener: (client_id: string) => Promise<void>): void;
}

/** Records events in the log of their tenant. */
export function createEventRecorder(log: Pick<EventPort, 'append'>): ObservedRecorder {
  const listeners: ((client_id: string) => Promise<void>)[] = [];
  return {
    async record(client_id, events) {
      await log.append(client_id, events);
      await Promise.all(listeners.map((listener) => listener(client_id)));
    },
    onRecorded: (listener) => void listeners.push(listener),
  };
}
