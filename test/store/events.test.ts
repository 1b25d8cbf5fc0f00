import { randomUUID } from 'node:crypto';
import type { TenantEvent } from '../../domain/tenant-event';
import { tenantEventId } from '../../security/ids';
import { createStore } from '../../store';
import { openDatabase } from '../../store/connection';
import { EVENTS_KEPT_FOR, eventPort } from '../../store/events';
import { defineModels } from '../../store/models';
import type { EventPort, LoggedEvent } from '../../store/store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.dispose());

const event = (client_id: string, name: string, at = new Date()): TenantEvent => ({
  id: tenantEventId(client_id, name),
  type: 'session.created',
  at: at.toISOString(),
  data: { session_id: name, status: 'SESSION_CREATED' },
});
async function readAll(events: EventPort, client_id: string): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for (let at = ''; ; ) {
    const page = await events.after(client_id, at, 7);
    const last = page.at(-1);
    if (!last) return all;
    at = last.position;
    all.push(...page);
  }
}

describe('The log of a tenant’s events', () => {
  test('has each event once and in the order of its writer, though several processes write at once', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    try {
      const client_id = `vci_${randomUUID()}`;
      const written = (by: string) => Array.from({ length: 12 }, (_, n) => event(client_id, `${by}-${n}`));
      const a = written('a');
      const b = written('b');
      await Promise.all([
        fixture.store.events.append(client_id, a),
        other.events.append(client_id, b),
        other.events.append(client_id, a.slice(0, 5)),
        fixture.store.events.append('vci_other', [event('vci_other', 'x')]),
      ]);
      const read = await readAll(fixture.store.events, client_id);
      expect(read).toHaveLength(24);
      for (const own of [a, b])
        expect(read.filter(({ id }) => own.some((each) => each.id === id)).map(({ id }) => id)).toEqual(
          own.map(({ id }) => id),
        );
      expect(read.map(({ position }) => position)).toEqual(read.map(({ position }) => position).toSorted());
      expect(read[0]).toMatchObject({ type: 'session.created', data: { status: 'SESSION_CREATED' } });
    } finally {
      await other.close();
    }
  });

  test('has no event passed over that is recorded while its place for a time is looked for', async () => {
    const { events } = fixture.store;
    for (let round = 0; round < 40; round += 1) {
      const client_id = `vci_${randomUUID()}`;
      const begun = new Date();
      const recorded = async () => {
        // Between the reads that the search consists of, sooner or later.
        for (let reads = 0; reads < round % 4; reads += 1) await events.find(client_id, 'evt_none');
        await events.append(client_id, [event(client_id, 'new', begun)]);
      };
      const [place] = await Promise.all([events.before(client_id, begun), recorded()]);
      expect(await events.after(client_id, place, 5)).toHaveLength(1);
    }
  });

  test('is read on place by place as by its order, a bounded number at once, and nothing of another tenant', async () => {
    const { events } = fixture.store;
    await events.append('vci_a', [event('vci_a', 'first')]);
    const start = await events.end('vci_a');
    expect(await events.following('vci_a', start, 5)).toEqual([]);
    await events.append(
      'vci_a',
      Array.from({ length: 7 }, (_, n) => event('vci_a', `next-${n}`)),
    );
    await events.append('vci_b', [event('vci_b', 'other')]);
    const [five, rest] = [await events.following('vci_a', start, 5), await events.after('vci_a', start, 7)];
    expect(five).toEqual(rest.slice(0, 5));
    expect(await events.following('vci_a', String(five.at(-1)?.position), 5)).toEqual(rest.slice(5));
  });

  test('finds an event for its own tenant alone, and the place before a time', async () => {
    const { events } = fixture.store;
    const client_id = `vci_${randomUUID()}`;
    const times = ['2026-11-01T10:00:00.000Z', '2026-11-02T10:00:00.000Z', '2026-11-03T10:00:00.000Z'];
    const written = times.map((at, n) => event(client_id, `s-${n}`, new Date(at)));
    expect(await events.end(client_id)).toBe('');
    await events.append(client_id, written);
    const [, second] = written as [TenantEvent, TenantEvent];
    expect(await events.find(client_id, second.id)).toMatchObject({ id: second.id, at: times[1] });
    expect(await events.find('vci_other', second.id)).toBeUndefined();
    const from = await events.before(client_id, new Date('2026-11-02T00:00:00Z'));
    expect((await events.after(client_id, from, 10)).map(({ at }) => at)).toEqual(times.slice(1));
    expect(await events.before(client_id, new Date('2026-12-01T00:00:00Z'))).toBe(await events.end(client_id));
  });

  test('goes on behind every place that it ever had, also when all its events have expired', async () => {
    const client_id = `vci_${randomUUID()}`;
    await fixture.store.events.append(client_id, [event(client_id, 'first')]);
    const place = await fixture.store.events.end(client_id);
    await fixture.store.sweep(new Date(Date.now() + EVENTS_KEPT_FOR + 60_000));
    expect(await fixture.store.events.end(client_id)).toBe('');
    const database = openDatabase(fixture.uri, async () => undefined);
    await database.run(async () => undefined);
    const later = eventPort(defineModels(database.connection), () => Date.now() + EVENTS_KEPT_FOR);
    await later.append(client_id, [event(client_id, 'second')]);
    expect((await later.after(client_id, place, 10)).map(({ data }) => data.session_id)).toEqual(['second']);
    await database.close();
  });
});
