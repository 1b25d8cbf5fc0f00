import { EventEmitter, once } from 'node:events';
import { tenantEventId } from '../../../security/ids';
import { DEPOSIT, openTestApp, startSession } from '../support/test-app';
import { listen, raw, type Subscription } from './streams';
import { headersOf, pairOf, type TestApp } from './support';

afterEach(() => jest.restoreAllMocks());

/** An API process that can be told to end, as a SIGTERM tells it. */
async function ending(testApp: TestApp) {
  const draining = new AbortController();
  const url = await listen(testApp, { draining: draining.signal });
  return { url, end: () => draining.abort() };
}

/** What is left of a stream up to its end, which comes without anybody cutting it. */
const restOf = (stream: Subscription) => stream.until('never said');

const idOf = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';

test('a process that ends closes a tenant’s events, and the next goes on with those that came in between', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const record = (n: number) =>
    testApp.deps.events.record(client.client_id, [
      {
        id: tenantEventId(client.client_id, `session/${n}/1`),
        type: 'session.created',
        at: `2026-11-01T00:0${n}:00.000Z`,
        data: { session_id: `s-${n}`, skill: DEPOSIT, status: 'SESSION_CREATED' },
      },
    ]);
  await record(1);
  const body = {
    query: 'subscription ($since: String) { events(since: $since) { data { sessionId } } }',
    variables: { since: '2026-11-01T00:00:00Z' },
  };
  const { url, end } = await ending(testApp);
  const first = await raw(url, client, body);
  const id = idOf(await first.until('"s-1"'));
  end();
  expect(await restOf(first)).not.toContain('complete');
  await record(2);
  const second = await raw(await listen(testApp), client, body, { 'last-event-id': id });
  const text = await second.until('"s-2"');
  expect(text).not.toContain('"s-1"');
  await second.leave();
});

test('a process that ends closes a session’s states, and `lastEventId` goes on with the next one', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const { session_id, nonce } = await startSession(testApp, client, DEPOSIT);
  const query =
    'subscription ($id: ID!, $last: String) { session(sessionId: $id, lastEventId: $last) { session { status } } }';
  const { url, end } = await ending(testApp);
  const first = await raw(url, client, { query, variables: { id: session_id } });
  const last = idOf(await first.until('SESSION_CREATED'));
  end();
  expect(await restOf(first)).not.toContain('complete');
  await testApp.api.delete(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  const second = await raw(await listen(testApp), client, { query, variables: { id: session_id, last } });
  const text = await second.until('event: complete');
  expect(text).toContain('CANCELLED');
  expect(text).not.toContain('SESSION_CREATED');
});

test('a process that ends waits for no bank, and an account’s bookings are told by the next one', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const pair = await pairOf(testApp, client);
  const bank = testApp.deps.data('any', 'sandbox');
  if (!bank) throw new Error('no bank');
  const booked = ['t-2', 't-1'].map((transaction_id) => ({
    transaction_id,
    booking_status: 'booked' as const,
    amount: '-1.00',
    currency: 'EUR',
  }));
  const bankDoor = new EventEmitter();
  const asked = once(bankDoor, 'asked');
  jest.spyOn(bank, 'history').mockImplementation(async () => {
    const answered = once(bankDoor, 'answer');
    bankDoor.emit('asked');
    await answered;
    return { data: booked, warnings: [] };
  });
  const body = { query: 'subscription { transactions(accountId: "a-1") { transactionId } }' };
  const { url, end } = await ending(testApp);
  const first = await raw(url, client, body, headersOf(pair));
  await asked;
  end();
  expect(await restOf(first)).not.toContain('event:');
  bankDoor.emit('answer');
  const second = await raw(await listen(testApp), client, body, { ...headersOf(pair), 'last-event-id': 't-1' });
  expect(await second.until('"t-2"')).not.toContain('"t-1"');
  await second.leave();
});

test('a subscription that comes while the process ends is closed at once, not complete', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const { url, end } = await ending(testApp);
  end();
  const stream = await raw(url, client, { query: 'subscription { events { id } }' });
  expect(stream.status).toBe(200);
  expect(await restOf(stream)).not.toContain('complete');
});
