import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, type Body, type Conversation, expectStatus } from '../../cli/tour/app';
import { consent, deposit, TERMS } from '../../cli/tour/journeys';
import { Child } from '../../local/servers/child';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import type { Stack } from '../../local/stack/stack';
import { projectRoot } from '../../runtime/paths';
import { type EventReader, readEvents } from '../support/event-stream';
import { Line } from '../support/line';
import { freshTenant, startOwnStack } from '../support/stack';
import { untilThere } from '../support/until';

describe('A tenant’s events, with two API processes and a worker whose database goes away', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-events-'));
  const children: Child[] = [];
  const readers: EventReader[] = [];
  let stack: Stack & { dispose(): Promise<void> };
  let database: Line;
  let second: string;

  const start = (name: string, file: string, more: NodeJS.ProcessEnv) => {
    const args = [path.join(projectRoot(), 'dist', file)];
    const env = { ...stack.env, ...more };
    const child = new Child({ name, command: process.execPath, args, env, log: path.join(folder, `${name}.log`) });
    children.push(child);
  };

  beforeAll(async () => {
    stack = await startOwnStack();
    const store = new URL(String(stack.env.MONGODB_URI));
    database = new Line(await freePort(0), store.host);
    await database.join();
    store.host = database.address;
    const [port, health] = [await freePort(0), await freePort(0)];
    await stack.worker.stop();
    start('worker', 'worker.js', { MONGODB_URI: store.href, WORKER_HOST: LOOPBACK, WORKER_PORT: String(health) });
    start('api-2', 'api/server.js', { HOST: LOOPBACK, PORT: String(port) });
    second = `http://${LOOPBACK}:${port}`;
    for (const url of [`${second}/livez`, `http://${LOOPBACK}:${health}/readyz`])
      await untilThere(async () => (await fetch(url)).ok);
  }, 180_000);
  afterAll(async () => {
    for (const reader of readers) reader.leave();
    await Promise.all(children.map((child) => child.stop()));
    await database.cut();
    await stack.dispose();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const shop = async () => new App({ ...stack.demo, ...(await freshTenant({}, stack)) });
  const listed = async (app: App): Promise<Body[]> =>
    expectStatus(await app.call('GET', '/events?limit=1000', { headers: app.basic }), 200).body.data;
  const ofSession = (events: Body[], { id }: Conversation): Body[] =>
    events.filter(({ data }) => data.session_id === id);
  const said = (events: Body[]) =>
    events.map(({ type, data }) => [type.replace('session.', ''), ...(data.step ? [data.step] : [])].join(' '));
  /** Everything that a session has told, once it is over. */
  async function toldOf(app: App, session: Conversation): Promise<Body[]> {
    const isOver = ({ type }: Body) => /completed$|rejected|cancelled|expired|failed/.test(type.replace('step_', ''));
    await untilThere(async () =>
      ofSession(await listed(app), session).some((event) => isOver(event) && event.type !== 'session.step_completed'),
    );
    return ofSession(await listed(app), session);
  }

  test('tell each way that a session can go, in its order and each step once, to a list and to a stream alike', async () => {
    const app = await shop();
    const stream = await readEvents(`${second}/events`, app.basic);
    readers.push(stream);
    const consented = await consent(app, 'user_redirect');
    const retaken = await deposit(app, 'user_embedded', 'Ana retake');
    const declined = await deposit(app, 'user_embedded', 'Ana declined');
    const cancelled = await app.start('xyz_sbx_#3.0', { reference: 'order 17' });
    await cancelled.cancel();
    const expired = await app.start('xyz_sbx_#3.0');
    expectStatus(
      await app.call('POST', `/sandbox/sessions/${expired.id}/advance`, {
        headers: app.basic,
        body: { by: 'P60D' },
      }),
      200,
      202,
    );

    expect(said(await toldOf(app, consented))).toEqual([
      'created identify',
      'step_completed identify',
      'waiting authorise',
      'step_completed authorise',
      'credentials.created',
      'completed',
    ]);
    const retake = said(await toldOf(app, retaken));
    // Each time for the form, then for the files that it lacks.
    expect(retake.filter((told) => told === 'waiting documents')).toHaveLength(4);
    expect(retake.filter((told) => told === 'step_completed documents')).toHaveLength(2);
    expect(retake.at(-1)).toBe('completed');
    const [end] = (await toldOf(app, declined)).slice(-1);
    expect(end).toMatchObject({ type: 'session.rejected', data: { reason_code: expect.any(String) } });
    const [created, over] = await toldOf(app, cancelled);
    expect(created.data).toEqual({
      session_id: cancelled.id,
      skill: 'xyz_sbx_#3.0',
      status: 'SESSION_CREATED',
      reference: 'order 17',
      step: 'product_form',
    });
    expect(over).toMatchObject({ type: 'session.cancelled', data: { status: 'CANCELLED', reference: 'order 17' } });
    expect(said(await toldOf(app, expired))).toEqual(['created product_form', 'expired']);

    const all = await listed(app);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const event of all) expect((await stream.next())?.data).toEqual(event);
    expect(JSON.stringify(all)).not.toMatch(/Ana|user_|passport/);
  }, 240_000);

  test('are in the list before the answer of the step that they are about', async () => {
    const app = await shop();
    const session = await app.start('xyz_sbx_#3.0');
    expectStatus(await session.submit(TERMS), 200);
    await session.until(session.isAt('confirm'));
    expect(said(await listed(app))).toEqual(['created product_form', 'step_completed product_form', 'waiting confirm']);
  });

  test('come later, whole and in order, where the database was away: meanwhile the session goes on and ends', async () => {
    const app = await shop();
    const session = await app.start('xyz_sbx_#3.0');
    await untilThere(async () => (await listed(app)).length === 1);
    await database.cut();
    expectStatus(await session.submit(TERMS), 200, 202);
    await session.until(session.isAt('confirm'));
    await session.cancel();
    await session.until(session.ended);
    expect(said(await listed(app))).toEqual(['created product_form']);
    await database.join();
    expect(said(await toldOf(app, session))).toEqual([
      'created product_form',
      'step_completed product_form',
      'waiting confirm',
      'cancelled',
    ]);
  }, 120_000);
});
