import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import { projectRoot } from '../../runtime/paths';
import { createClient } from '../../sdk/src/client';
import { openHook } from '../cli/support/events-command';
import { freshTenant, stack } from '../support/stack';

const { demo } = stack();

test('A session’s events reach a server on this machine, until Ctrl-C', async () => {
  const tenant = await freshTenant();
  const hook = await openHook();
  const config = mkdtempSync(path.join(tmpdir(), 'vestibule-listen-'));
  const bin = path.join(projectRoot(), 'cli', 'bin.mjs');
  const child = spawn(process.execPath, [bin, 'listen', '--forward-to', hook.url, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      XDG_CONFIG_HOME: config,
      VESTIBULE_API_URL: demo.api_url,
      VESTIBULE_CLIENT_ID: tenant.client_id,
      VESTIBULE_CLIENT_SECRET: tenant.client_secret,
    },
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => JSON.parse(String((await lines.next()).value));
    const { listening } = await next();
    const client = createClient({ apiUrl: demo.api_url, clientId: tenant.client_id, appKey: tenant.client_app_key });
    const session = await client.start('xyz_aisp_sbx_#1.0', { reference: 'order-1' });
    await session.cancel();
    const types: string[] = [];
    while (types.at(-1) !== 'session.cancelled') {
      const { event, delivery } = await next();
      expect(event.data).toMatchObject({ session_id: session.id, reference: 'order-1' });
      expect(delivery.status).toBe(204);
      types.push(event.type);
    }
    expect(types).toEqual(['session.created', 'session.cancelled']);
    for (const { headers, body } of hook.got)
      new Webhook(listening.secret).verify(body, headers as Record<string, string>);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await hook.close();
    rmSync(config, { recursive: true, force: true });
  }
});
