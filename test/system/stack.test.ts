import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { App } from '../../cli/tour/app';
import { LockedError } from '../../local/servers/lock';
import { missingSearchAttributes, registerSearchAttributes } from '../../local/servers/search-attributes';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';
import { SANDBOX_SKILLS } from '../support/sandbox-skills';
import { freshTenant, stack, startOwnStack, temporalClient } from '../support/stack';

const text = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // It has ended while we looked.
    return '';
  }
};
/** The names of all threads in a process group. */
const threadsOf = (group: number): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(text(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[2]) === group)
    .flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => text(`/proc/${pid}/task/${thread}/comm`)));

describe('What npm start starts', () => {
  test('tells where everything runs in a file for its owner only', async () => {
    const { demo, home } = stack();
    expect(statSync(path.join(home, 'demo.json')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(home, 'secret')).mode & 0o777).toBe(0o600);
    for (const url of [demo.docs_url, demo.temporal_ui_url, demo.bank_url, demo.verifier_url])
      expect((await fetch(String(url))).status).toBe(200);
    expect(demo.skills).toEqual(SANDBOX_SKILLS);
  });

  test('has every search attribute registered, and may register them again', async () => {
    const client = await temporalClient();
    try {
      const { connection, options } = client;
      expect(await missingSearchAttributes(connection as never, options.namespace)).toEqual([]);
      await registerSearchAttributes(connection as never, options.namespace);
    } finally {
      await client.connection.close();
    }
  });

  test('does not wait for search attributes where the server can’t tell of them', async () => {
    const fault = Object.assign(new Error('no'), { code: 7, details: 'no', metadata: {} });
    const connection = {
      operatorService: { listSearchAttributes: async () => ({ customAttributes: SEARCH_ATTRIBUTES }) },
      workflowService: { countWorkflowExecutions: () => Promise.reject(fault) },
    };
    await expect(registerSearchAttributes(connection as never, 'default')).rejects.toBe(fault);
  });

  test('serves a tenant that was made while it ran', async () => {
    const { client_id, client_app_key, skills } = await freshTenant();
    const body = JSON.stringify({ client_id, client_app_key, skill: skills[0] });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${stack().demo.api_url}/sessions`, { method: 'POST', headers, body })).status).toBe(201);
  });

  test('stays on its ports and keys over restarts, goes on to the next port if one is taken, and leaves nothing', async () => {
    const first = await startOwnStack();
    const { port } = new URL(first.demo.api_url);
    await expect(startOwnStack({ home: first.home })).rejects.toThrow(LockedError);
    await first.stop();
    expect(existsSync(path.join(first.home, 'demo.json'))).toBe(false);

    const second = await startOwnStack({ home: first.home });
    expect(second.demo).toEqual(first.demo);
    await second.stop();

    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(port), '127.0.0.1', resolve));
    const told: string[] = [];
    const third = await startOwnStack({
      home: first.home,
      report: (part, _state, text) => told.push(`${part}: ${text}`),
    });
    try {
      expect(third.demo.api_url).not.toBe(first.demo.api_url);
      expect(told).toContainEqual(expect.stringMatching(new RegExp(`^api: port ${port} is in use, taking \\d+$`)));
    } finally {
      await third.dispose();
      await new Promise((resolve) => squatter.close(resolve));
    }
    for (const url of [third.demo.api_url, third.demo.bank_url]) await expect(fetch(url)).rejects.toThrow();
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('gives the engine’s native part one thread in API and worker', async () => {
    const own = await startOwnStack();
    try {
      for (const { pid } of [own.api, own.worker])
        expect(threadsOf(Number(pid)).filter((name) => name.startsWith('tokio'))).toHaveLength(1);
    } finally {
      await own.dispose();
    }
  });

  test('keeps finished sessions for 30 days, also on a home that kept them for one', async () => {
    const own = await startOwnStack({ api: false, worker: false });
    const client = await temporalClient(own.env);
    const { namespace } = client.options;
    const keptFor = async (): Promise<number> => {
      const { config } = await client.workflowService.describeNamespace({ namespace });
      return Number(config?.workflowExecutionRetentionTtl?.seconds);
    };
    try {
      expect(await keptFor()).toBe(30 * 24 * 3600);
      const aDay = { workflowExecutionRetentionTtl: { seconds: 24 * 3600 } as never };
      await client.workflowService.updateNamespace({ namespace, config: aDay });
      const [temporal] = own.servers.filter(({ name }) => name === 'temporal');
      await temporal?.restart();
      expect(await keptFor()).toBe(30 * 24 * 3600);
    } finally {
      await client.connection.close();
      await own.dispose();
    }
  });

  test('starts each part again that dies, says so, and its sessions go on', async () => {
    const told: string[] = [];
    const own = await startOwnStack({
      keepRunning: true,
      report: (part, state, text) => told.push(`${part} ${state} ${text}`),
    });
    try {
      const session = await new App(own.demo).start('xyz_sbx_#3.0');
      for (const part of [own.worker, own.api, ...own.servers]) {
        const said = () => told.filter((line) => line.startsWith(`${part.name} ready runs again`)).length;
        process.kill(-Number(part.pid), 'SIGKILL');
        while (said() === 0) await new Promise(setImmediate);
        expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${part.name} restarting .*ended with SIGKILL`)));
      }
      await session.submit({ value: '100000', currency: 'EUR', period: '12' }, { wait: 0 });
      await session.until(session.isAt('confirm'));
    } finally {
      await own.dispose();
    }
  }, 180_000);

  test('says which of its processes died, with the last lines of its log', async () => {
    const own = await startOwnStack({ api: false });
    try {
      process.kill(-Number(own.sandbox.pid), 'SIGKILL');
      expect((await own.failed).message).toMatch(/^sandbox ended with SIGKILL; the end of .*sandbox\.log:\n/);
    } finally {
      await own.dispose();
    }
  });
});
