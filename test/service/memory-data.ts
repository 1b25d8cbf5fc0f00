import { randomBytes, randomUUID } from 'node:crypto';
import type { DataPort } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { deriveKeys } from '../../security/keys';
import { createSealer, type Sealed } from '../../security/seal';
import type { DataServices, Holding } from '../../service/data/holding';
import type { BankNotePort, Credentials, PagePort, ReadCountPort } from '../../store/store';

/** What the store keeps of banks' data, in memory, with what a test may look at or throw away. */
export interface DataMemory {
  pages: Map<string, Sealed>;
  maps: Map<string, Sealed>;
  counts: Map<string, number>;
}

export function memoryDataStore(): {
  memory: DataMemory;
  store: { pages: PagePort; bankNotes: BankNotePort; readCounts: ReadCountPort };
} {
  const memory: DataMemory = { pages: new Map(), maps: new Map(), counts: new Map() };
  const { pages, maps, counts } = memory;
  return {
    memory,
    store: {
      pages: {
        keep: async (id, body) => !pages.has(id) && pages.set(id, body) !== undefined,
        find: async (id) => pages.get(id),
      },
      bankNotes: {
        find: async (id) => maps.get(id),
        put: async (id, body) => void maps.set(id, body),
      },
      readCounts: {
        add: async (id, day, list) => {
          const key = `${id} ${day} ${list}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        },
        most: async (id, day, limit) =>
          Math.min(
            limit,
            ...[
              Math.max(0, ...[...counts].filter(([key]) => key.startsWith(`${id} ${day} `)).map(([, count]) => count)),
            ],
          ),
        spend: async (id, until) => void counts.set(`${id} spent`, until.getTime()),
        spentUntil: async (id) =>
          counts.has(`${id} spent`) ? new Date(counts.get(`${id} spent`) as number) : undefined,
      },
    },
  };
}

/** The services that reads need, with a clock that a test moves. */
export function dataServices(): { services: DataServices; memory: DataMemory; time: { ahead: number } } {
  const keys = deriveKeys(randomBytes(32).toString('base64url'));
  const { memory, store } = memoryDataStore();
  const time = { ahead: 0 };
  return { services: { store, keys, sealer: createSealer(keys), clock: () => Date.now() + time.ahead }, memory, time };
}

/** Credentials that were exchanged. With `isOfBefore`, of an earlier version of the product. */
export function holdingOf(bank: DataPort, body: JsonObject, isOfBefore = false): Holding {
  const credentials: Credentials = {
    credentials_id: randomUUID(),
    session_id: randomUUID(),
    client_id: 'vci_shop',
    skill: 'xyz_aisp_sbx_#1.0',
    catalog: 'xyz',
    flavour: 'sandbox',
    body: { $sealed: '' },
    status: 'active',
    ...(isOfBefore ? {} : { own_account_ids: true }),
    created_at: new Date(),
  };
  return { credentials, body, bank };
}

export const reading = () => ({ signal: new AbortController().signal });
