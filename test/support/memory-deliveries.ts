import type {
  DeliveryLogPort,
  DeliveryRecord,
  DeliveryState,
  DeliveryStatePort,
  Replay,
  ReplayPort,
} from '../../store/store';

/** How deliveries stand, in memory. */
export function memoryDeliveryStates(): DeliveryStatePort {
  const states = new Map<string, DeliveryState>();
  return {
    find: async (endpoint_id) => structuredClone(states.get(endpoint_id)),
    put: async (endpoint_id, state) => void states.set(endpoint_id, structuredClone(state)),
    awakeUntil: async (endpoint_id) => states.get(endpoint_id)?.awake_until,
    remove: async (endpoint_id) => void states.delete(endpoint_id),
  };
}

/** The log of deliveries, in memory. */
export function memoryDeliveries(): DeliveryLogPort {
  const records = new Map<string, DeliveryRecord>();
  const of = (endpoint_id: string) => [...records.values()].filter((record) => record.endpoint_id === endpoint_id);
  return {
    find: async (endpoint_id, position) => records.get(`${endpoint_id} ${position}`),
    put: async (record) => void records.set(`${record.endpoint_id} ${record.position}`, record),
    list: async (endpoint_id, { state, before = '~', limit }) =>
      of(endpoint_id)
        .filter((record) => record.position < before && (state === undefined || record.state === state))
        .sort((a, b) => (a.position < b.position ? 1 : -1))
        .slice(0, limit),
    removeAll: async (endpoint_id) => {
      for (const { position } of of(endpoint_id)) records.delete(`${endpoint_id} ${position}`);
    },
  };
}

/** Wishes for replays, in memory. */
export function memoryReplays(): ReplayPort {
  const wishes = new Map<string, { endpoint_id: string; replay: Replay }>();
  let count = 0;
  return {
    async add(endpoint_id, replay) {
      count += 1;
      wishes.set(`${endpoint_id} ${String(count).padStart(8, '0')}`, { endpoint_id, replay });
    },
    list: async (endpoint_id) =>
      [...wishes].filter(([, wish]) => wish.endpoint_id === endpoint_id).map(([id, { replay }]) => ({ id, replay })),
    remove: async (id) => void wishes.delete(id),
    removeAll: async (endpoint_id) => {
      for (const [id, wish] of wishes) if (wish.endpoint_id === endpoint_id) wishes.delete(id);
    },
  };
}
