import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import type { DemoKeys } from '../../local/stack/home';
import { projectRoot } from '../../runtime/paths';
import { createServer } from '../../sdk/src/server';
import { blocks, read } from '../docs/support/page';
import { buildSdk, run } from '../support/built-sdk';
import { ownApp, stack } from '../support/stack';
import { until } from '../support/until';
import { receiver } from '../webhooks/support/receiver';

const { demo } = stack();
const examples = blocks(read('sdk/README.md')).map(({ info, text }) => ({ name: info.replace(/^js /, ''), text }));
const SECRET = `whsec_${Buffer.from('a secret for the README, 32 long').toString('base64')}`;

/** What the page leaves to its reader: keys, and a session that has come to the place. */
const given = (keys: DemoKeys) => `
import * as sdk from '@vestibule/sdk';
const API = ${JSON.stringify(demo.api_url)};
const CLIENT_ID = ${JSON.stringify(keys.client_id)};
const CLIENT_SECRET = ${JSON.stringify(keys.client_secret)};
const CLIENT_APP_KEY = ${JSON.stringify(keys.client_app_key)};
const SECRET = ${JSON.stringify(SECRET)};
const passport = ${JSON.stringify(path.join(projectRoot(), 'sandbox', 'documents', 'passport.pdf'))};
const sendUserTo = async (url) => {
  const body = new URLSearchParams({ psu_id: 'user_redirect', password: 'sandbox', decision: 'approve' });
  const { headers } = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  await fetch(headers.get('location'), { redirect: 'manual' });
};
const startDeposit = () =>
  sdk.createClient({ apiUrl: API, clientId: CLIENT_ID, appKey: CLIENT_APP_KEY }).start('xyz_sbx_#3.0');
`;
const DEPOSIT = 'const session = await startDeposit();';
const AT_DOCUMENTS = `${DEPOSIT}
await session.submit({ value: '100000', currency: 'EUR', period: '12' });
await session.untilSettled();
await session.submit({ action: 'accept' });
await session.untilSettled();`;

let built: Awaited<ReturnType<typeof buildSdk>>;
beforeAll(async () => {
  built = await buildSdk();
  symlinkSync(path.join(projectRoot(), 'node_modules', 'express'), path.join(built.home, 'node_modules', 'express'));
});
afterAll(() => built.remove());

/** Writes an example as a program, and returns its file. */
function program(name: string, before = '', after = '', keys: DemoKeys = demo): string {
  const text = examples.find((example) => example.name === name)?.text;
  if (text === undefined) throw new Error(`sdk/README.md has no example '${name}'`);
  const file = path.join(built.home, `${name}.mjs`);
  writeFileSync(file, [given(keys), before, text, after].join('\n'));
  return file;
}
const said = async (...args: Parameters<typeof program>) =>
  (await run(process.execPath, [program(...args)])).stdout.trim().split('\n');

describe('The README of the SDK', () => {
  test('has no example that is not tried', () => {
    const tried = ['quick-start', 'browser', 'uploads', 'errors', 'abort', 'express', 'deliveries'];
    expect(examples.map(({ name }) => name)).toEqual(tried);
  });

  test('starts a tenant in 20 lines: from a session to its transactions', async () => {
    const text = examples[0]?.text ?? '';
    expect(text.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(20);
    const lines = await said('quick-start');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\d -?\d+\.\d\d EUR$/);
  });

  test('uploads a stream, tells its progress, and takes it back', async () => {
    expect((await said('uploads', AT_DOCUMENTS, 'console.log(session.state.next.uploads[0].received);')).at(-1)).toBe(
      '0',
    );
  });

  test('tells the faults of what was typed', async () => {
    expect(await said('errors', DEPOSIT)).toEqual([expect.stringMatching(/^\/data\/value ./)]);
  });

  test('waits no longer than it is told to', async () => {
    expect(await said('abort', DEPOSIT)).toEqual(['SESSION_CREATED']);
  });

  test('takes webhooks with Express, and only such as are signed', async () => {
    const listen = "app.listen(0, '127.0.0.1', function () { console.log(this.address().port); });";
    const server = spawn(process.execPath, [program('express', '', listen)], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
      const url = `http://127.0.0.1:${(await lines.next()).value}/webhooks`;
      const body = JSON.stringify({ id: 'evt_1', type: 'session.completed', data: { session_id: 's-1' } });
      const now = new Date();
      const headers = {
        'content-type': 'application/json',
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(SECRET).sign('evt_1', now, body),
      };
      expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(204);
      expect((await lines.next()).value).toBe('session.completed s-1');
      const forged = await fetch(url, { method: 'POST', body: body.replace('s-1', 's-2'), headers });
      expect([forged.status, await forged.text()]).toEqual([401, 'No signature is of any of these secrets.']);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });

  test('finds an endpoint that takes nothing, why, and what waits, and has it sent again', async () => {
    let isWell = false;
    const hooks = await receiver((res) => void res.writeHead(isWell ? 204 : 503).end());
    try {
      const app = await ownApp();
      const { client_id: clientId, client_secret: clientSecret } = app.demo;
      const { webhooks } = createServer({ apiUrl: demo.api_url, clientId, clientSecret });
      const { endpoint_id } = await webhooks.create({ url: hooks.url, events: ['session.created'] });
      await app.start('xyz_sbx_#3.0');
      const status = await until(async () => {
        const now = (await webhooks.get(endpoint_id)).status;
        return now.state === 'failing' && now;
      });
      const { id } = JSON.parse(String(hooks.received[0]?.body));
      expect(await said('deliveries', '', '', app.demo)).toEqual([
        `${endpoint_id} failing ${status.failing_since}`,
        `${id} rejected`,
      ]);
      isWell = true;
      await webhooks.replay(endpoint_id, { failed: true });
      const delivered = webhooks.deliveries(endpoint_id, { state: 'delivered' });
      const page = await until(async () => {
        const { value } = await delivered.pages().next();
        return value?.data.length === 1 && value;
      });
      expect(page).toMatchObject({ data: [{ event_id: id, state: 'delivered' }], next_cursor: null });
    } finally {
      await hooks.close();
    }
  }, 90_000);
});
