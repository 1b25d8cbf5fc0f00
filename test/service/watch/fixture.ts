import type { DataPort } from '../../../domain/connector';
import type { JsonObject } from '../../../domain/json';
import type { OpenSessions } from '../../../service/engine/open-sessions';
import type { WatchServices } from '../../../service/watch/services';
import { type LookReport, lookAround } from '../../../service/watch/watch';
import type { Credentials } from '../../../store/store';
import { holdCredentials } from '../support/held-credentials';
import { testDeps } from '../support/test-deps';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Nobody is stuck. */
const NOBODY: OpenSessions = { stuck: async () => ({ found: [] }), isStuck: async () => false };

/** A watch over a store in memory, whose clock stands until it is moved. */
export function openWatch(more: Partial<WatchServices> = {}) {
  const own = testDeps();
  const { deps } = own;
  const { client_id } = own.tenant();
  const time = { now: Date.parse('2026-11-28T10:00:00.000Z') };
  const failures: string[] = [];
  const services: WatchServices = {
    ...deps,
    clock: () => time.now,
    sessions: NOBODY,
    wakeDelivery: async (endpoint) => deps.deliveries.changed(endpoint),
    settings: { consents: 60 },
    log: {
      failed: (part, error) => void failures.push(`${part}: ${error instanceof Error ? error.name : error}`),
      stuck: () => undefined,
    },
    ...more,
  };
  const events = () => deps.store.events.after(client_id, '', 10_000);
  return {
    ...own,
    client_id,
    time,
    services,
    failures,
    look: (beat: () => void = () => undefined): Promise<LookReport> => lookAround(services, beat),
    /** What the tenant was told of credentials, as types and what tells them apart. */
    told: async ({ credentials_id }: Credentials) =>
      (await events())
        .filter(({ data }) => data.credentials_id === credentials_id)
        .map(({ type, data: { status, days_left } }) => [type, days_left ?? status].join(' ')),
    events,
    /** Credentials as they are issued now: the watch has to plan for them. */
    async issue(body: JsonObject, more: Partial<Credentials> = {}): Promise<Credentials> {
      const held = holdCredentials(own, client_id, body, { created_at: new Date(time.now), ...more });
      const { credentials_id, created_at: at } = held;
      await deps.store.dueChecks.add({ kind: 'plan', at, credentials_id, client_id });
      return held;
    },
  };
}

/** A bank that says what a test lets it say. */
export const bankSaying = (says: Partial<DataPort>): Pick<WatchServices, 'data'> => {
  const port: DataPort = {
    accounts: async () => ({ data: [], warnings: [] }),
    history: async () => ({ data: [], warnings: [] }),
    revoke: async () => undefined,
    status: async () => 'active',
    payment: async () => undefined,
    facts: () => undefined,
    ...says,
  };
  return { data: () => port };
};
