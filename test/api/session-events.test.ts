import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import { type EventReader, readEvents } from '../support/event-stream';
import { type Client, openTestApp, startSession, submit, TERMS } from './support/test-app';

type TestApp = ReturnType<typeof openTestApp>;
type Session = Awaited<ReturnType<typeof startSession>>;

const servers: Server[] = [];
const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** One more API process over the same engine and store. */
const listen = async (testApp: Pick<TestApp, 'deps'>): Promise<string> => {
  const server = createApp(testApp.deps).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const open = async (url: string, headers: Record<string, string> = {}) => {
  const reader = await readEvents(url, headers);
  readers.push(reader);
  return reader;
};
const bearer = ({ nonce }: { nonce: string }) => ({ authorization: `Bearer ${nonce}` });
const cancel = (testApp: TestApp, session: Session) =>
  testApp.api.delete(`/sessions/${session.session_id}`).set(bearer(session)).expect(200);

async function begin(operations = {}) {
  const testApp = openTestApp(operations);
  const client = testApp.tenant();
  const session = await startSession(testApp, client);
  const at = (base: string, query = '') => `${base}/sessions/${session.session_id}/events${query}`;
  return { testApp, client, session, at, base: await listen(testApp) };
}
const toConfirm = (testApp: TestApp, client: Client, session: Session) =>
  submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);

describe('Whoever listens to a session', () => {
  test('is told its state at once, each change once, its end, and then nothing more for good', async () => {
    const { testApp, client, session, at, base } = await begin();
    const stream = await open(at(base), bearer(session));
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect((await stream.next())?.data.status).toBe('SESSION_CREATED');
    await toConfirm(testApp, client, session);
    await cancel(testApp, session);
    const rest = await stream.rest();
    const last = rest.at(-1);
    expect(last?.data.status).toBe('CANCELLED');
    expect(new Set(rest.map(({ id }) => id)).size).toBe(rest.length);
    for (const more of [{}, { 'last-event-id': String(last?.id) }])
      expect((await open(at(base), { ...bearer(session), ...more })).status).toBe(204);
  });

  test('is told that a step was entered again with another offer, by ?wait= and by the stream', async () => {
    let rate = 2;
    const quote = () => ({ quote_id: `q-${rate++}`, rate: `${rate}.00`, interest: '1', maturity_date: '2027-01-31' });
    const { testApp, client, session, at, base } = await begin({ 'deposit.quote': quote });
    const { body } = await toConfirm(testApp, client, session);
    const stream = await open(at(base), bearer(body));
    expect((await stream.next())?.data.next).toMatchObject({ step: 'confirm', show: { rate: '3.00' } });
    const waiting = testApp.api.get(`/sessions/${session.session_id}?wait=20`).set(bearer(body));
    const waited = waiting.then((answer) => answer);
    while (testApp.engine.calls.filter((call) => call === 'query').length < 3) await new Promise(setImmediate);
    testApp.engine.due(session.session_id, Date.parse(body.next.expires_at));
    const renewed = { step: 'confirm', show: { rate: '4.00' } };
    let heard = await stream.next();
    while (heard?.data.status === 'PROCESSING') heard = await stream.next();
    expect(heard?.data.next).toMatchObject(renewed);
    expect((await waited).body).not.toMatchObject({ next: { show: { rate: '3.00' } } });
  });

  test('goes on after its last event, at another process too: nothing is repeated, nothing left out', async () => {
    const { testApp, client, session, at, base } = await begin();
    const first = await open(at(base), bearer(session));
    const start = await first.next();
    first.leave();
    const resume = { ...bearer(session), 'last-event-id': String(start?.id) };
    const other = await open(at(await listen(testApp)), resume);
    await toConfirm(testApp, client, session);
    const next = await other.next();
    expect(next?.data.status).not.toBe('SESSION_CREATED');
    other.leave();
    // Away while the session ends: the end is told, once.
    await cancel(testApp, session);
    const late = await open(at(await listen(testApp)), { ...bearer(session), 'last-event-id': String(next?.id) });
    const [end, ...more] = await late.rest();
    expect(end?.data.status).toBe('CANCELLED');
    expect(more).toEqual([]);
    const over = { ...bearer(session), 'last-event-id': String(end?.id) };
    expect((await open(at(base), over)).status).toBe(204);
  });

  test('is told the state where the id that it shows is none of this session’s', async () => {
    const { testApp, client, session, at, base } = await begin();
    const other = await startSession(testApp, client);
    const stranger = await open(`${base}/sessions/${other.session_id}/events`, bearer(other));
    const foreign = String((await stranger.next())?.id);
    for (const id of [foreign, 'x', `${'x'.repeat(22)}.${'x'.repeat(22)}`]) {
      const stream = await open(at(base), { ...bearer(session), 'last-event-id': id });
      expect((await stream.next())?.data.status).toBe('SESSION_CREATED');
    }
  });

  test('costs the engine no query while nothing happens, and one for each change, however many listen', async () => {
    const { testApp, client, session, at, base } = await begin();
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(at(base), bearer(session))));
    for (const stream of streams) await stream.next();
    const queries = () => testApp.engine.calls.filter((call) => call === 'query').length;
    const before = queries();
    await testApp.engine.cancel({ client_id: client.client_id, session_id: session.session_id });
    for (const stream of streams) await stream.next();
    expect(queries() - before).toBeLessThanOrEqual(3);
  });

  test('is one of ten of its session; the next one is refused until one has left', async () => {
    const { session, at, base } = await begin();
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(at(base), bearer(session))));
    for (const stream of streams) await stream.next();
    const refused = await fetch(at(base), { headers: bearer(session) });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    streams[0]?.leave();
    let again = await open(at(base), bearer(session));
    while (again.status === 429) again = await open(at(base), bearer(session));
    expect(again.status).toBe(200);
  });

  test('is not cut off by the deadline of other answers', async () => {
    const short = openTestApp();
    const deps = { ...short.deps, settings: { ...short.deps.settings, answer_deadline: 200 } };
    const session = await startSession(short, short.tenant());
    const base = await listen({ deps });
    const stream = await open(`${base}/sessions/${session.session_id}/events`, bearer(session));
    await stream.next();
    // Held longer than the deadline that the stream must outlive, and so refused.
    expect((await fetch(`${base}/sessions/${session.session_id}?wait=2`, { headers: bearer(session) })).status).toBe(
      503,
    );
    await cancel(short, session);
    expect((await stream.rest()).at(-1)?.data.status).toBe('CANCELLED');
  });
});

describe('A ticket, for a browser’s EventSource', () => {
  const ticketFor = async (base: string, session: Session): Promise<string> => {
    const url = `${base}/sessions/${session.session_id}/events/ticket`;
    const answer = await fetch(url, { method: 'POST', headers: bearer(session) });
    expect(answer.status).toBe(200);
    const { ticket, expires_at } = (await answer.json()) as { ticket: string; expires_at: string };
    const left = Date.parse(expires_at) - Date.now();
    expect(left > 50_000 && left <= 60_000).toBe(true);
    return ticket;
  };

  test('opens the stream once, over all processes; with the id of an event it opens it again', async () => {
    const { testApp, client, session, at, base } = await begin();
    const ticket = `?ticket=${await ticketFor(base, session)}`;
    const stream = await open(at(base, ticket));
    const first = await stream.next();
    expect(first?.data.status).toBe('SESSION_CREATED');
    const other = await listen(testApp);
    const refused = await fetch(at(other, ticket));
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([401, 'ticket_invalid']);
    // A challenge for a password would make the browser ask its user for one.
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    stream.leave();
    const again = await open(at(other, ticket), { 'last-event-id': String(first?.id) });
    await toConfirm(testApp, client, session);
    expect((await again.next())?.data.status).not.toBe('SESSION_CREATED');
  });

  test('is good for libraries too that send the last id in the address, where a header counts more', async () => {
    const { testApp, client, session, at, base } = await begin();
    const ticket = `?ticket=${await ticketFor(base, session)}`;
    const stream = await open(at(base, ticket));
    const first = String((await stream.next())?.id);
    stream.leave();
    const inAddress = `${ticket}&lastEventId=${encodeURIComponent(first)}`;
    const again = await open(at(base, inAddress));
    await toConfirm(testApp, client, session);
    const next = await again.next();
    expect(next?.data.status).not.toBe('SESSION_CREATED');
    await cancel(testApp, session);
    const last = (await again.rest()).at(-1);
    expect((await open(at(base, inAddress), { 'last-event-id': String(last?.id) })).status).toBe(204);
    expect((await open(at(base, inAddress))).status).toBe(200);
    expect((await fetch(at(base, `${inAddress}${'x'.repeat(128)}`))).status).toBe(400);
  });

  test('is of one session, and good for a minute', async () => {
    const { testApp, client, session, at, base } = await begin();
    const other = await startSession(testApp, client);
    const foreign = await ticketFor(base, other);
    expect((await fetch(at(base, `?ticket=${foreign}`))).status).toBe(401);
    const ticket = await ticketFor(base, session);
    testApp.time.ahead = 61_000;
    expect((await fetch(at(base, `?ticket=${ticket}`))).status).toBe(401);
    for (const wrong of ['x', session.nonce]) expect((await fetch(at(base, `?ticket=${wrong}`))).status).toBe(401);
  });

  test('lets a page of the tenant’s origin read the stream, and stands in no log', async () => {
    const { testApp, session, at, base } = await begin();
    const ticket = await ticketFor(base, session);
    const stream = await open(at(base, `?ticket=${ticket}`), { origin: 'https://shop.example' });
    expect(stream.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    await cancel(testApp, session);
    await stream.rest();
    await fetch(at(base, `?ticket=${ticket}`));
    expect(testApp.lines.join('\n')).toContain('/sessions/{session_id}/events');
    expect(testApp.lines.join('\n')).not.toContain(ticket.slice(0, 40));
  });

  test('is given only to who holds the session', async () => {
    const { at, base } = await begin();
    expect((await fetch(at(base, '/ticket'), { method: 'POST' })).status).toBe(401);
  });
});
