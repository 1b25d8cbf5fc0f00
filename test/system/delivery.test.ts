import { createPublicKey, verify } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { Webhook } from 'standardwebhooks';
import { App, type Body } from '../../cli/tour/app';
import type { Stack } from '../../local/stack/stack';
import { deliveryId } from '../../workflows/messages';
import { freshTenant, startOwnStack, temporalClient } from '../support/stack';
import { until, untilThere } from '../support/until';
import { type Receiver, receiver } from '../webhooks/support/receiver';

const SESSIONS = 500;
const AT_ONCE = 10;

describe('Webhooks', () => {
  let stack: Stack & { dispose(): Promise<void> };
  let client: Client;
  const servers: Receiver[] = [];
  beforeAll(async () => {
    // A server that is slow here is one all the test long, however busy the machine is.
    stack = await startOwnStack({ env: { WEBHOOK_TIMEOUT_MS: '30000' } });
    client = await temporalClient(stack.env);
  }, 180_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await client.connection.close();
    await stack.dispose();
  }, 60_000);

  const listening = async (answer?: Parameters<typeof receiver>[0]) => {
    const server = await receiver(answer);
    servers.push(server);
    return server;
  };
  const shop = async () => new App({ ...stack.demo, ...(await freshTenant({}, stack)) });
  const call = async (app: App, method: string, path: string, body?: Body): Promise<Body> =>
    (await app.call(method, path, { headers: app.basic, ...(body ? { body } : {}) })).body;
  const endpoint = (app: App, url: string, more: Body = {}) =>
    call(app, 'POST', '/webhooks', { url, events: ['*'], ...more });
  const listed = async (app: App): Promise<Body[]> => {
    const all: Body[] = [];
    for (let since = ''; ; ) {
      const page = await call(app, 'GET', `/events?limit=1000${since && `&since=${since}`}`);
      all.push(...page.data);
      if (!page.has_more) return all;
      since = page.next_since;
    }
  };
  const got = (server: Receiver): Body[] => server.received.map(({ body }) => JSON.parse(body) as Body);
  const ids = (events: Body[]) => events.map(({ id }) => String(id));
  /** Sessions that begin and are cancelled: two events each. */
  const start = (app: App, count: number) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        for (let made = n; made < count; made += AT_ONCE) await (await app.start('xyz_sbx_#3.0')).cancel();
      }),
    );

  test('tell a tenant’s server what happens at a session, signed, within moments', async () => {
    const app = await shop();
    const server = await listening();
    const { secret, public_key } = await endpoint(app, server.url, { ordered: true });
    const session = await app.start('xyz_sbx_#3.0');
    await session.cancel();
    await until(async () => got(server).some(({ type }) => type === 'session.cancelled'));
    expect(got(server).map(({ type }) => type)).toEqual(['session.created', 'session.cancelled']);
    expect(got(server)).toEqual(await listed(app));
    const raw = Buffer.from(String(public_key).replace('whpk_', ''), 'base64');
    const key = createPublicKey({ key: Buffer.concat([ED25519_PREFIX, raw]), format: 'der', type: 'spki' });
    for (const { body, headers } of server.received) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const v1a = String(headers['webhook-signature'])
        .split(' ')
        .find((one) => one.startsWith('v1a,'));
      expect(verify(null, Buffer.from(signed), key, Buffer.from(String(v1a).slice(4), 'base64'))).toBe(true);
    }
  }, 60_000);

  test('come to a server that was away under 500 sessions, with a worker killed meanwhile: all, in order, none twice', async () => {
    const app = await shop();
    let server = await listening();
    const { port } = server;
    const { endpoint_id } = await endpoint(app, server.url, { ordered: true });
    await start(app, 1);
    await until(async () => server.received.length === 2);
    const before = got(server);
    await server.close();
    await start(app, SESSIONS / 2);
    await stack.worker.kill();
    await stack.worker.start();
    await start(app, SESSIONS / 2);
    const failing = await until(async () => {
      const { status } = await call(app, 'GET', `/webhooks/${endpoint_id}`);
      return status.state === 'failing' && status;
    });
    expect(failing).toMatchObject({ failing_since: expect.any(String), next_attempt_at: expect.any(String) });
    server = await receiver(undefined, false, port);
    servers.push(server);
    // Its people say that it is well again; else it is tried after five minutes at the latest.
    await call(app, 'POST', `/webhooks/${endpoint_id}/replay`, { failed: true });
    const all = await until(async () => {
      const events = await listed(app);
      const seen = new Set(ids([...before, ...got(server)]));
      const own = events.filter(({ data }) => data.endpoint_id === undefined);
      return own.length >= 2 * (SESSIONS + 1) && own.every(({ id }) => seen.has(String(id))) && own;
    });
    const seen = [...new Set(ids([...before, ...got(server)]))];
    const sessionOf = new Map(all.map(({ id, data }) => [String(id), data.session_id]));
    const bySession = (list: string[]) => {
      const groups = new Map<unknown, string[]>();
      for (const id of list) groups.set(sessionOf.get(id), [...(groups.get(sessionOf.get(id)) ?? []), id]);
      return groups;
    };
    expect([...seen].sort()).toEqual(ids(all).sort());
    expect(bySession(seen)).toEqual(bySession(ids(all)));
    const { status } = await until(async () => {
      const shown = await call(app, 'GET', `/webhooks/${endpoint_id}`);
      return shown.status.waiting === 0 && shown;
    });
    expect(status.state).toBe('working');
  }, 300_000);

  test('of a slow server and of a dead one hold up nobody else', async () => {
    const [slow, dead, quick] = [await shop(), await shop(), await shop()];
    const held: (() => void)[] = [];
    const sleepy = await listening((res) => void held.push(() => void res.writeHead(204).end()));
    const gone = await listening();
    const server = await listening();
    await gone.close();
    for (const [app, { url }] of [
      [slow, sleepy],
      [dead, gone],
      [quick, server],
    ] as const)
      await endpoint(app, url);
    await Promise.all([start(slow, 40), start(dead, 40)]);
    await until(async () => sleepy.received.length >= 16);
    await start(quick, 20);
    await until(async () => got(server).length >= 40);
    // Nothing was answered by the slow one meanwhile, and no more than sixteen events were tried at it.
    expect(sleepy.received).toHaveLength(16);
    for (const answer of held) answer();
  }, 120_000);

  test('show what became of each event, and send one again that the tenant wants again', async () => {
    const app = await shop();
    let isWell = false;
    const server = await listening((res) => void res.writeHead(isWell ? 200 : 503).end());
    const { endpoint_id } = await endpoint(app, server.url, { events: ['session.created'] });
    await app.start('xyz_sbx_#3.0');
    const [failed] = await until(async () => {
      const { data } = await call(app, 'GET', `/webhooks/${endpoint_id}/deliveries`);
      return data.length > 0 && data;
    });
    expect(failed).toMatchObject({
      type: 'session.created',
      state: 'pending',
      attempts: [{ status: 503, error: 'rejected' }],
      next_attempt_at: expect.any(String),
    });
    isWell = true;
    await call(app, 'POST', `/webhooks/${endpoint_id}/replay`, { event_id: failed.event_id });
    const delivered = await until(async () => {
      const { data } = await call(app, 'GET', `/webhooks/${endpoint_id}/deliveries?state=delivered`);
      return data.length > 0 && data;
    });
    expect(delivered).toMatchObject([{ event_id: failed.event_id, state: 'delivered' }]);
    expect(new Set(ids(got(server)))).toEqual(new Set([failed.event_id]));
  }, 60_000);

  test('are no more once the endpoint is removed: its workflow ends', async () => {
    const app = await shop();
    const server = await listening();
    const { endpoint_id } = await endpoint(app, server.url);
    await start(app, 1);
    await until(async () => server.received.length === 2);
    await app.call('DELETE', `/webhooks/${endpoint_id}`, { headers: app.basic });
    await client.workflow.getHandle(deliveryId({ client_id: app.demo.client_id, endpoint_id })).result();
    const { status } = await app.call('GET', `/webhooks/${endpoint_id}`, { headers: app.basic });
    expect([status, server.received.length]).toEqual([404, 2]);
  }, 60_000);

  test('whose workflow somebody has terminated go on within a minute', async () => {
    const app = await shop();
    const server = await listening();
    const { endpoint_id } = await endpoint(app, server.url);
    const handle = client.workflow.getHandle(deliveryId({ client_id: app.demo.client_id, endpoint_id }));
    // Its workflow begins soon after the endpoint.
    await untilThere(() => handle.describe());
    await handle.terminate('by hand');
    const session = await app.start('xyz_sbx_#3.0');
    await session.cancel();
    await until(async () => got(server).some(({ type }) => type === 'session.cancelled'));
  }, 120_000);
});

/** What stands before a raw Ed25519 key in DER. */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
