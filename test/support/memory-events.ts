import type { TenantEvent } from '../../domain/tenant-event';
import type { EventPort, LoggedEvent } from '../../store/store';

/** A log of events in memory. */
export function memoryEvents(): EventPort {
  const logs = new Map<string, LoggedEvent[]>();
  const of = (client_id: string) => logs.get(client_id) ?? [];
  const place = (number: number) => (number === 0 ? '' : String(number).padStart(16, '0'));
  const after: EventPort['after'] = async (client_id, position, limit) =>
    of(client_id)
      .filter((event) => event.position > position)
      .slice(0, limit);
  return {
    async append(client_id, events: readonly TenantEvent[]) {
      for (const event of events) {
        const log = of(client_id);
        if (log.some(({ id }) => id === event.id)) continue;
        logs.set(client_id, [...log, { ...event, position: place(log.length + 1) }]);
      }
    },
    after,
    following: after,
    end: async (client_id) => place(of(client_id).length),
    newest: async (client_id) => of(client_id).at(-1),
    before: async (client_id, at) => {
      const first = of(client_id).findIndex((event) => Date.parse(event.at) >= at.getTime());
      return place(first < 0 ? of(client_id).length : first);
    },
    at: async (client_id, position) => of(client_id).find((event) => event.position === position),
    find: async (client_id, event_id) => of(client_id).find(({ id }) => id === event_id),
  };
}
