import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, type Body, Conversation, expectStatus } from '../../cli/tour/app';
import { TERMS } from '../../cli/tour/journeys';
import { Child } from '../../local/servers/child';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import { projectRoot } from '../../runtime/paths';
import { ResumingReader } from '../support/resuming-reader';
import { freshTenant, stack } from '../support/stack';
import { untilThere } from '../support/until';

/** Two API processes of the test's own, on the stack that all tests share. */
describe('Who follows events at an API process that ends', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-resume-'));
  const readers: ResumingReader[] = [];
  /** The processes by their address; one that has ended is started again at the same one. */
  const apis = new Map<string, Child>();
  let app: App;
  let other: App;

  async function start(url: string): Promise<void> {
    const { host, port } = new URL(url);
    apis.set(
      url,
      new Child({
        name: host,
        command: process.execPath,
        args: [path.join(projectRoot(), 'dist', 'api', 'server.js')],
        env: { ...stack().env, HOST: LOOPBACK, PORT: port },
        log: path.join(folder, `api-${port}.log`),
      }),
    );
    await untilThere(async () => (await fetch(`${url}/readyz`)).ok);
  }
  const urls = () => [...apis.keys()] as [string, string];

  beforeAll(async () => {
    for (const _process of [1, 2]) await start(`http://${LOOPBACK}:${await freePort(0)}`);
    const tenant = await freshTenant();
    const [first, second] = urls();
    app = new App({ ...stack().demo, ...tenant, api_url: first });
    other = new App({ ...stack().demo, ...tenant, api_url: second });
  }, 120_000);
  afterAll(async () => {
    for (const reader of readers) reader.leave();
    await Promise.all([...apis.values()].map((child) => child.stop()));
    rmSync(folder, { recursive: true });
  }, 60_000);

  function follow(reader: ResumingReader): ResumingReader {
    readers.push(reader);
    return reader;
  }
  const listed = async (): Promise<Body[]> =>
    expectStatus(await other.call('GET', '/events?limit=1000', { headers: other.basic }), 200).body.data;
  const tenantEvents = (url: string) => follow(new ResumingReader(`${url}/events`, { headers: app.basic }));
  const subscription = (url: string) => {
    const query = 'subscription { events { id type } }';
    const headers = { ...app.basic, 'content-type': 'application/json' };
    return follow(new ResumingReader(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) }));
  };
  /** A session, taken through its first form at the other process. */
  async function goOn(): Promise<Conversation> {
    const session = await other.start('xyz_sbx_#3.0');
    expectStatus(await session.submit(TERMS), 200, 202);
    await session.until(session.isAt('confirm'));
    return session;
  }

  test('an event that is recorded through one process reaches readers at the other', async () => {
    const [first] = urls();
    const readers = [tenantEvents(first), subscription(first)];
    for (const reader of readers) await reader.opened();
    const { id } = await goOn();
    const ids = (await listed()).filter(({ data }) => data.session_id === id).map((event) => event.id);
    expect(ids).toHaveLength(3);
    for (const reader of readers) {
      await untilThere(() => reader.ids.length === ids.length);
      expect(reader.ids).toEqual(ids);
      reader.leave();
    }
  }, 60_000);

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'resumes after %s by Last-Event-ID: each event once and in order, those of meanwhile too',
    async (signal) => {
      const [first] = urls();
      const before = (await listed()).length;
      const readers = [tenantEvents(first), tenantEvents(first), subscription(first), subscription(first)];
      for (const reader of readers) await reader.opened();
      const followed = await app.start('xyz_sbx_#3.0');
      const ofSession = follow(
        new ResumingReader(`${first}/sessions/${followed.id}/events`, {
          headers: { authorization: `Bearer ${followed.state.nonce}` },
        }),
      );
      await untilThere(() => [...readers, ofSession].every(({ items }) => items.length === 1));

      const child = apis.get(first) as Child;
      // While it ends, and while nobody is there, sessions go on through the other process.
      const meanwhile = goOn();
      await (signal === 'SIGTERM' ? child.stop() : child.kill());
      await meanwhile;
      expectStatus(await new Conversation(other, followed.state).submit(TERMS), 200, 202);
      await goOn();
      await start(first);
      await goOn();

      const ids = (await listed()).slice(before).map(({ id }) => id);
      expect(ids.length).toBeGreaterThanOrEqual(12);
      for (const reader of readers) {
        await untilThere(() => reader.ids.length >= ids.length);
        expect(reader.ids).toEqual(ids);
        expect(reader.lines).toBeGreaterThan(1);
        reader.leave();
      }
      await untilThere(() => ofSession.items.at(-1)?.next?.step === 'confirm');
      // A state is whole: of those of meanwhile the last one is enough, and none comes twice.
      expect(new Set(ofSession.ids).size).toBe(ofSession.ids.length);
      expect(ofSession.items.map(({ next }) => next.step)[0]).toBe('product_form');
      ofSession.leave();
    },
    120_000,
  );
});
