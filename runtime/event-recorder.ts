import type { EventRecorder, TenantEvent } from '../domain/tenant-event';
import type { EventPort } from '../store/store';

/** A recorder that tells others of this process whose events it has recorded. */
export interface ObservedRecorder extends EventRecorder {
  /** Calls back after each record, before its caller goes on. Where it rejects, the record is repeated. */
  onRecorded(listener: (client_id: string) => Promise<void>): void;
}

/** Those that wait for the next write to a tenant's log. */
interface Group {
  events: TenantEvent[];
  written: Promise<void>;
}

/**
 * Records events in the log of their tenant, as a group commit: a tenant's log is written to by one at a time, and what
 * is to be recorded meanwhile goes with the next write, in its order.
 */
export function createEventRecorder(log: Pick<EventPort, 'append'>): ObservedRecorder {
  const listeners: ((client_id: string) => Promise<void>)[] = [];
  const writing = new Map<string, Promise<void>>();
  const waiting = new Map<string, Group>();

  const write = async (client_id: string, events: readonly TenantEvent[]): Promise<void> => {
    await log.append(client_id, events);
    await Promise.all(listeners.map((listener) => listener(client_id)));
  };
  /** Writes, and keeps others waiting meanwhile. */
  const writeAlone = (client_id: string, events: readonly TenantEvent[]): Promise<void> => {
    const written = write(client_id, events);
    const over = written
      .catch(() => undefined)
      .then(() => {
        if (writing.get(client_id) === over) writing.delete(client_id);
      });
    writing.set(client_id, over);
    return written;
  };
  const nextGroup = (client_id: string, before: Promise<void>): Group => {
    const events: TenantEvent[] = [];
    const written = before.then(() => {
      waiting.delete(client_id);
      return writeAlone(client_id, events);
    });
    return { events, written };
  };

  return {
    record(client_id, events) {
      const before = writing.get(client_id);
      if (!before) return writeAlone(client_id, events);
      const group = waiting.get(client_id) ?? nextGroup(client_id, before);
      waiting.set(client_id, group);
      group.events.push(...events);
      return group.written;
    },
    onRecorded: (listener) => void listeners.push(listener),
  };
}
