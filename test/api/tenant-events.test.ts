import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import type { TenantEvent } from '../../domain/tenant-event';
import { tenantEventId } from '../../security/ids';
import { type EventReader, readEvents } from '../support/event-stream';
import { basic, type Client, openTestApp } from './support/test-app';

type TestApp = ReturnType<typeof openTestApp>;

const servers: Server[] = [];
const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** One more API process over the same store. */
async function listen({ deps }: TestApp, changes: Partial<TestApp['deps']> = {}): Promise<string> {
  const server = createApp({ ...deps, ...changes }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function open(base: string, client: Client, since = '', headers: Record<string, string> = {}) {
  const reader = await readEvents(`${base}/events${since}`, { authorization: basic(client), ...headers });
  readers.push(reader);
  return reader;
}

const START = Date.parse('2026-11-01T00:00:00Z');
const event = ({ client_id }: Client, n: number): TenantEvent => ({
  id: tenantEventId(client_id, `session/${n}/1`),
  type: 'session.created',
  at: new Date(START + n * 60_000).toISOString(),
  data: { session_id: `s-${n}`, skill: 'xyz_sbx_#3.0', status: 'SESSION_CREATED', reference: 'order 1' },
});
/** Records the events with these numbers, as some process does. */
const record = ({ deps }: TestApp, client: Client, ...numbers: number[]) =>
  deps.events.record(
    client.client_id,
    numbers.map((n) => event(client, n)),
  );
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const ask = ({ api }: TestApp, client: Client, query = '') =>
  api.get(`/events${query}`).set('Authorization', basic(client));

describe('A tenant’s server that polls its events', () => {
  test('comes by all of them, oldest first and each once, page by page', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    await record(testApp, client, ...range(1, 25));
    const all: TenantEvent[] = [];
    let { body } = await ask(testApp, client, '?limit=10').expect(200);
    for (all.push(...body.data); body.has_more; all.push(...body.data))
      ({ body } = await ask(testApp, client, `?limit=10&since=${body.next_since}`).expect(200));
    expect(all).toEqual(range(1, 25).map((n) => event(client, n)));
    const later = await ask(testApp, client, `?since=${body.next_since}`).expect(200);
    expect(later.body).toEqual({ data: [], has_more: false, next_since: body.next_since });
    await record(testApp, client, 26);
    const { body: next } = await ask(testApp, client, `?since=${body.next_since}`).expect(200);
    expect(next.data).toEqual([event(client, 26)]);
  });

  test('begins at a time, in whichever zone it is written, and at the oldest without one', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    expect((await ask(testApp, client).expect(200)).body).toEqual({ data: [], has_more: false });
    await record(testApp, client, ...range(1, 5));
    for (const since of ['2026-11-01T00:04:00Z', encodeURIComponent('2026-11-01T02:04:00+02:00')]) {
      const { body } = await ask(testApp, client, `?since=${since}`).expect(200);
      expect(body.data).toEqual([event(client, 4), event(client, 5)]);
    }
    expect((await ask(testApp, client).expect(200)).body.data).toHaveLength(5);
  });

  test('sees no other tenant’s events, and can’t begin at one of them', async () => {
    const testApp = openTestApp();
    const [client, other] = [testApp.tenant(), testApp.tenant()];
    await record(testApp, other, 1);
    expect((await ask(testApp, client).expect(200)).body.data).toEqual([]);
    const { body } = await ask(testApp, client, `?since=${event(other, 1).id}`).expect(400);
    expect(body).toMatchObject({
      code: 'request_invalid',
      errors: [{ pointer: 'query/since', code: 'event_unknown' }],
    });
  });

  test('is told what is wrong with a call: a foreign id, a time that is none, a limit, another name, no key', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    const wrong: [query: string, pointer: string, code: string][] = [
      [`?since=evt_${'0'.repeat(32)}`, 'query/since', 'event_unknown'],
      ['?since=evt_1', 'query/since', 'format'],
      ['?since=2026-02-30T00:00:00Z', 'query/since', 'format'],
      ['?since=yesterday', 'query/since', 'format'],
      ['?since=', 'query/since', 'empty'],
      [`?since=${'x'.repeat(65)}`, 'query/since', 'max_length'],
      ['?since=a&since=b', 'query/since', 'type'],
      ['?limit=0', 'query/limit', 'minimum'],
      ['?limit=1001', 'query/limit', 'maximum'],
      ['?limit=ten', 'query/limit', 'type'],
      ['?after=x', 'query/after', 'unknown'],
    ];
    for (const [query, pointer, code] of wrong) {
      const { body } = await ask(testApp, client, query).expect(400);
      expect(body.errors).toEqual([{ pointer, code, message: expect.any(String) }]);
    }
    await testApp.api.get('/events').expect(401);
    const appKey = Buffer.from(`${client.client_id}:${client.client_app_key}`).toString('base64');
    await testApp.api.get('/events').set('Authorization', `Basic ${appKey}`).expect(401);
  });
});

describe('A tenant’s server that follows its events', () => {
  test('is told each once and in order, whichever process recorded it and whichever it listens to', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    await record(testApp, client, ...range(1, 3));
    const bases = [await listen(testApp), await listen(testApp)] as const;
    const streams = await Promise.all(bases.map((base) => open(base, client, `?since=${event(client, 1).id}`)));
    await record(testApp, client, ...range(4, 6));
    for (const stream of streams) {
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      for (const n of range(2, 6)) {
        const { id } = event(client, n);
        expect(await stream.next()).toEqual({ type: 'event', id, data: event(client, n) });
      }
    }
  });

  test('goes on after the last one that it has, at another process, when its own was restarted', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    const draining = new AbortController();
    const first = await open(await listen(testApp, { draining: draining.signal }), client);
    await record(testApp, client, 1, 2);
    const heard = await first.next();
    expect(heard?.data).toEqual(event(client, 1));
    draining.abort();
    await first.rest();
    await record(testApp, client, 3);
    const resumed = { 'last-event-id': String(heard?.id) };
    const second = await open(await listen(testApp), client, '?since=2026-11-01T00:00:00Z', resumed);
    for (const n of [2, 3]) expect((await second.next())?.data).toEqual(event(client, n));
  });

  test('is told what comes from now on where it names no beginning, and can resume before its first event', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    await record(testApp, client, 1);
    const base = await listen(testApp);
    const answer = await fetch(`${base}/events`, {
      headers: { authorization: basic(client), accept: 'text/event-stream' },
    });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const opening = Buffer.from((await reader.read()).value as Uint8Array).toString();
    await reader.cancel();
    expect(opening).toBe(`id: ${event(client, 1).id}\n\n`);
    await record(testApp, client, 2);
    const stream = await open(base, client, '', { 'last-event-id': opening.slice(4).trim() });
    expect((await stream.next())?.data).toEqual(event(client, 2));
  });

  test('is told thousands that it has missed, however slowly it reads, and holds no memory for them', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    await record(testApp, client, ...range(1, 1_200));
    const stream = await open(await listen(testApp), client, '?since=2026-11-01T00:00:00Z');
    for (const n of range(1, 1_200)) expect((await stream.next())?.id).toBe(event(client, n).id);
    await record(testApp, client, 1_201);
    expect((await stream.next())?.data).toEqual(event(client, 1_201));
  });

  test('costs the store one read for what is new, however many streams there are', async () => {
    const testApp = openTestApp();
    const client = testApp.tenant();
    const base = await listen(testApp);
    const streams = await Promise.all(range(1, 20).map(() => open(base, client)));
    const reads = jest.spyOn(testApp.deps.store.events, 'after');
    await record(testApp, client, 1);
    for (const stream of streams) expect((await stream.next())?.id).toBe(event(client, 1).id);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(2);
  });

  test('leaves half of a process’s streams to other tenants, and is refused more with Retry-After', async () => {
    const testApp = openTestApp();
    const [client, other] = [testApp.tenant(), testApp.tenant()];
    const settings = { ...testApp.deps.settings, event_streams: 4 };
    const base = await listen(testApp, { settings });
    for (const _ of range(1, 2)) expect((await open(base, client)).status).toBe(200);
    const refused = await open(base, client);
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await open(base, other)).status).toBe(200);
  });
});
