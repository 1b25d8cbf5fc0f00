import { createClient } from 'graphql-sse';
import { tenantEventId } from '../../../security/ids';
import { basic, type Client, DEPOSIT, openTestApp, startSession } from '../support/test-app';
import { listen, raw } from './streams';
import type { TestApp } from './support';

const event = ({ client_id }: Client, n: number) => ({
  id: tenantEventId(client_id, `session/${n}/1`),
  type: 'session.created' as const,
  at: new Date(Date.parse('2026-11-01T00:00:00Z') + n * 60_000).toISOString(),
  data: { session_id: `s-${n}`, skill: DEPOSIT, status: 'SESSION_CREATED' },
});
const record = ({ deps }: TestApp, client: Client, ...numbers: number[]) =>
  deps.events.record(
    client.client_id,
    numbers.map((n) => event(client, n)),
  );
const EVENTS = 'subscription ($since: String) { events(since: $since) { id type data { sessionId } } }';
const subscriber = (url: string, headers: Record<string, string>) =>
  createClient({ url, headers, retryAttempts: 0, fetchFn: fetch });
test('the client graphql-sse follows a tenant’s events, from the one that it names', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  await record(testApp, client, 1, 2);
  const sse = subscriber(await listen(testApp), { authorization: basic(client) });
  const items = sse.iterate({ query: EVENTS, variables: { since: event(client, 1).id } });
  const told = async () => (await items.next()).value?.data;
  expect(await told()).toEqual({
    events: { id: event(client, 2).id, type: 'session.created', data: { sessionId: 's-2' } },
  });
  await record(testApp, client, 3);
  expect(await told()).toMatchObject({ events: { id: event(client, 3).id } });
  await items.return?.();
});

test('an item has an id, and Last-Event-ID goes on after it at another process', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  await record(testApp, client, 1, 2, 3);
  const body = { query: EVENTS, variables: { since: '2026-11-01T00:00:00Z' } };
  const first = await raw(await listen(testApp), client, body);
  expect(await first.until(event(client, 3).id)).toContain(`event: next\nid: ${event(client, 1).id}\ndata: {"data":`);
  await first.leave();
  const second = await raw(await listen(testApp), client, body, { 'last-event-id': event(client, 2).id });
  const text = await second.until('data: {');
  expect(text).toContain(event(client, 3).id);
  expect(text).not.toContain(event(client, 1).id);
  await second.leave();
});

test('a session’s states are told until it is over, to its tenant and to the bearer of its nonce', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const session = await startSession(testApp, client, DEPOSIT);
  const url = await listen(testApp);
  const query = 'subscription ($id: ID!) { session(sessionId: $id) { id session { status } } }';
  const variables = { id: session.session_id };
  const followers = [basic(client), `Bearer ${session.nonce}`].map((authorization) =>
    subscriber(url, { authorization }).iterate({ query, variables }),
  );
  for (const items of followers)
    expect((await items.next()).value?.data).toMatchObject({ session: { session: { status: 'SESSION_CREATED' } } });
  const cancel =
    'mutation ($input: CancelSessionInput!) { cancelSession(input: $input) { settled session { status } } }';
  const { body } = await testApp.api
    .post('/graphql')
    .set('Authorization', `Bearer ${session.nonce}`)
    .send({ query: cancel, variables: { input: { sessionId: session.session_id } } });
  expect(body.data.cancelSession).toEqual({ settled: true, session: { status: 'CANCELLED' } });
  for (const items of followers) {
    const last = await items.next();
    expect(last.value?.data).toMatchObject({ session: { session: { status: 'CANCELLED' } } });
    expect((await items.next()).done).toBe(true);
  }
});

test('what can’t be followed is said in the stream’s only item', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const stream = await raw(await listen(testApp), client, { query: 'subscription { session(sessionId: "x") { id } }' });
  const text = await stream.until('event: complete');
  expect(text).toContain('"code":"session_not_found"');
});

test('subscriptions count as event streams: a tenant has half of a process’s, and is refused more', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const settings = { ...testApp.deps.settings, event_streams: 2 };
  const url = await listen(testApp, { settings });
  const first = await raw(url, client, { query: EVENTS });
  expect([first.status, (await raw(url, client, { query: EVENTS })).status]).toEqual([200, 429]);
  await first.leave();
});
