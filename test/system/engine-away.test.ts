import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, expectStatus } from '../../cli/tour/app';
import { Child } from '../../local/servers/child';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import { projectRoot } from '../../runtime/paths';
import { engineClient } from '../../service/engine/temporal';
import { Line } from '../support/line';
import { stack } from '../support/stack';

describe('An API that can’t reach the engine', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-away-'));
  let line: Line;
  let api: Child;
  let app: App;

  beforeAll(async () => {
    const { env, demo } = stack();
    line = new Line(await freePort(0), String(env.TEMPORAL_ADDRESS));
    const port = await freePort(0);
    const args = [path.join(projectRoot(), 'dist', 'api', 'server.js')];
    const own = { ...env, TEMPORAL_ADDRESS: line.address, HOST: LOOPBACK, PORT: String(port) };
    api = new Child({ name: 'api', command: process.execPath, args, env: own, log: path.join(home, 'api.log') });
    app = new App({ ...demo, api_url: `http://${LOOPBACK}:${port}` });
    await Promise.race([answering(), api.died.then((error) => Promise.reject(error))]);
  });
  afterAll(async () => {
    await api.stop();
    await line.cut();
    rmSync(home, { recursive: true });
  });

  async function answering(): Promise<void> {
    while (!(await app.call('GET', '/livez').catch(() => undefined)))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const create = () => {
    const { client_id, client_app_key } = app.demo;
    return app.call('POST', '/sessions', { body: { client_id, client_app_key, skill: 'xyz_sbx_#3.0' } });
  };

  it('says so, works once the engine is there, and again after the line was cut', async () => {
    const away = { status: 503, body: { code: 'engine_unavailable', retryable: true } };
    expect(await create()).toMatchObject(away);
    expect(await app.call('GET', '/readyz')).toMatchObject(away);

    await line.join();
    const session = await app.start('xyz_sbx_#3.0');
    expectStatus(await app.call('GET', '/readyz'), 200);

    await line.cut();
    expect(await create()).toMatchObject(away);

    await line.join();
    await session.read();
    expect(session.state.status).toBe('SESSION_CREATED');
  });

  it('takes webhook endpoints, their changes and wishes for replays all the same', async () => {
    await line.cut();
    const call = (method: string, path: string, body?: object) =>
      app.call(method, path, { headers: app.basic, ...(body ? { body } : {}) });
    const made = await call('POST', '/webhooks', { url: 'https://shop.example/hooks', events: ['*'] });
    const at = `/webhooks/${made.body.endpoint_id}`;
    const answers = [
      made,
      await call('PATCH', at, { events: ['session.*'] }),
      await call('POST', `${at}/replay`, { failed: true }),
      await call('DELETE', at),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 202, 204]);
  });
});

describe('The API’s client of the engine', () => {
  it.each([1_000, 2_000])(
    'gives up a call when its %i ms are over where the engine falls silent, not before',
    async (limit) => {
      const line = new Line(await freePort(0), String(stack().env.TEMPORAL_ADDRESS));
      await line.join();
      const client = engineClient({ address: line.address }, 'default', limit);
      try {
        const { connection } = await client.get();
        await connection.workflowService.getSystemInfo({});
        line.silence();
        const begun = Date.now();
        await expect(connection.workflowService.getSystemInfo({})).rejects.toThrow(/timeout/i);
        const took = Date.now() - begun;
        // The SDK's own limit is 30 s.
        expect(took).toBeGreaterThanOrEqual(limit - 10);
        expect(took).toBeLessThan(limit + 5_000);
      } finally {
        await line.cut();
        await client.close();
      }
    },
  );
});
