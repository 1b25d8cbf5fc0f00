import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { runEvents } from '../../cli/events';
import { runListen } from '../../cli/listen';
import type { EventType, TenantEvent } from '../../domain/tenant-event';
import { tenantEventId } from '../../security/ids';
import { openTestApp } from '../api/support/test-app';
import { type Hook, openHook, Running } from './support/events-command';

const testApp = openTestApp();
const config = mkdtempSync(path.join(tmpdir(), 'vestibule-listen-'));
const hooks: Hook[] = [];
const running: Running[] = [];
let api: Server;
let apiUrl: string;

async function serve(port = 0): Promise<void> {
  api = testApp.app.listen(port, '127.0.0.1');
  await once(api, 'listening');
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
}
async function stopApi(): Promise<void> {
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
}
beforeAll(() => serve());
afterEach(async () => {
  for (const each of running.splice(0)) await each.end();
  for (const hook of hooks.splice(0)) await hook.close();
});
afterAll(async () => {
  await stopApi();
  rmSync(config, { recursive: true, force: true });
});

/** A tenant with events, and its developer's terminal. */
function tenant() {
  const client = testApp.tenant();
  let last = 0;
  const env = {
    XDG_CONFIG_HOME: config,
    VESTIBULE_API_URL: apiUrl,
    VESTIBULE_CLIENT_ID: client.client_id,
    VESTIBULE_CLIENT_SECRET: client.client_secret,
  };
  return {
    env,
    /** Records the next event. */
    async record(type: EventType = 'session.created'): Promise<TenantEvent> {
      last += 1;
      const id = tenantEventId(client.client_id, `session/s-${last}/1`);
      const event = {
        id,
        type,
        at: new Date().toISOString(),
        data: { session_id: `s-${last}`, status: 'SESSION_CREATED' },
      };
      await testApp.deps.events.record(client.client_id, [event]);
      return event;
    },
    listen(...argv: string[]): Running {
      const command = new Running(runListen, argv, env);
      running.push(command);
      return command;
    },
    events: (...argv: string[]) => new Running(runEvents, argv, env),
  };
}
async function hookOf(port = 0): Promise<Hook> {
  const hook = await openHook(port);
  hooks.push(hook);
  return hook;
}
const secretOf = (command: Running) => String(/whsec_[A-Za-z0-9+/]+/.exec(command.complained.join('\n'))?.[0]);

describe('vestibule listen', () => {
  test('posts each event as a webhook, signed by the secret that it has shown', async () => {
    const { listen, record } = tenant();
    const hook = await hookOf();
    const command = listen('--forward-to', hook.url.replace('http://', ''), '--since', new Date().toISOString());
    const events = [await record(), await record('session.completed')];
    await command.until(() => command.printed.length === 2);
    expect(hook.got.map(({ body }) => JSON.parse(body))).toEqual(events);
    const webhook = new Webhook(secretOf(command));
    for (const { headers, body } of hook.got)
      expect(webhook.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
    expect(hook.got[0]?.headers).toMatchObject({
      'webhook-id': events[0]?.id,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(command.printed[0]).toMatch(
      new RegExp(`^\\S+Z session.created ${events[0]?.id} session_id=s-1 .* → 204 in \\d+ ms$`),
    );
    expect(await command.end()).toBe(0);
  });

  test('has one secret a tenant and machine, in a file that only its owner reads', async () => {
    const [one, other] = [tenant(), tenant()];
    const shown = async ({ listen }: typeof one) => {
      const command = listen('--print-secret');
      expect(await command.code).toBe(0);
      return command.printed.join();
    };
    expect(await shown(one)).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(await shown(one)).toBe(await shown(one));
    expect(await shown(other)).not.toBe(await shown(one));
    const folder = path.join(config, 'vestibule', 'listen');
    for (const file of readdirSync(folder)) expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('goes on where it has stopped: what came meanwhile is forwarded, and nothing twice', async () => {
    const { listen, record } = tenant();
    const hook = await hookOf();
    const first = listen('--forward-to', hook.url);
    await first.until(() => first.complained.length > 0);
    await record();
    await first.until(() => first.printed.length === 1);
    await first.end();
    const missed = [await record(), await record()];
    const second = listen('--forward-to', hook.url);
    await second.until(() => second.printed.length === 2);
    expect(hook.got.map(({ headers }) => headers['webhook-id']).slice(1)).toEqual(missed.map(({ id }) => id));
    await second.end();
    const fresh = listen('--forward-to', hook.url, '--from-now');
    await fresh.until(() => fresh.complained.some((line) => line.includes('from now on')));
  });

  test('begins after an event, or at a time, and takes the types that were asked for', async () => {
    const { listen, record } = tenant();
    const [first] = [await record(), await record(), await record('credentials.created')];
    const command = listen('--since', first.id, '--events', 'credentials.*', 'session.failed');
    await record('session.failed');
    await command.until(() => command.printed.length === 2);
    expect(command.printed.map((line) => line.split(' ')[1])).toEqual(['credentials.created', 'session.failed']);
  });

  test('waits for a server that is away, and then delivers', async () => {
    const { listen, record } = tenant();
    const gone = await openHook();
    await gone.close();
    const command = listen('--forward-to', gone.url, '--since', new Date().toISOString());
    const { id } = await record();
    await command.until(() => command.complained.some((line) => line.includes(`${id}: nobody listens there`)));
    const hook = await hookOf(gone.port);
    await command.until(() => command.printed.length === 1);
    expect(command.printed[0]).toContain('→ 204');
    expect(hook.got).toHaveLength(1);
  });

  test('shows what the server answers, and follows no redirect', async () => {
    const { listen, record } = tenant();
    const hook = await hookOf();
    const command = listen('--forward-to', hook.url, '--json', '--since', new Date().toISOString());
    for (const status of [500, 302, 200]) {
      const before = command.printed.length;
      hook.answer = status;
      await record();
      await command.until(() => command.printed.length > Math.max(before, 1));
    }
    const [greeting, ...lines] = command.printed.map((line) => JSON.parse(line));
    expect(greeting.listening).toMatchObject({ url: hook.url, secret: expect.stringMatching(/^whsec_/) });
    expect(lines.map(({ delivery }) => [delivery.status, delivery.attempts])).toEqual([
      [500, 1],
      [302, 1],
      [200, 1],
    ]);
    expect(lines[0].event.type).toBe('session.created');
  });

  test('outlives an API that is restarted', async () => {
    const { listen, record } = tenant();
    const command = listen('--since', new Date().toISOString());
    await record();
    await command.until(() => command.printed.length === 1);
    const { port } = api.address() as AddressInfo;
    await stopApi();
    await command.until(() => command.complained.includes('The API does not answer; trying again …'));
    await record();
    await serve(port);
    await command.until(() => command.printed.length === 2);
    expect(command.complained).toContain('The API answers again.');
  });

  test('asks for lists where it is told to', async () => {
    const { listen, record } = tenant();
    const command = listen('--poll', '--since', new Date().toISOString());
    await record();
    await command.until(() => command.printed.length === 1);
    await record();
    await command.until(() => command.printed.length === 2);
    expect(await command.end()).toBe(0);
  });

  test('asks for lists where what stands before the API has no streams', async () => {
    const { env, record } = tenant();
    const listed = async (url: string, authorization: string) =>
      (await fetch(apiUrl + url, { headers: { authorization, accept: 'application/json' } })).text();
    const proxy = createServer(({ url = '', headers: { authorization = '' } }, res) => {
      void listed(url, authorization).then((text) => res.setHeader('content-type', 'application/json').end(text));
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const through = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const since = new Date().toISOString();
    const command = new Running(runListen, ['--since', since], { ...env, VESTIBULE_API_URL: through });
    try {
      const { id } = await record();
      await command.until(() => command.printed.length === 1);
      expect(command.printed[0]).toContain(id);
    } finally {
      await command.end();
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  test('prints bodies where it is asked to', async () => {
    const { listen, record } = tenant();
    const command = listen('--print', '--since', new Date().toISOString());
    const event = await record();
    await command.until(() => command.printed.length === 2);
    expect(JSON.parse(String(command.printed[1]))).toEqual(event);
  });
});

describe('What listen and events can’t do', () => {
  test.each([
    [['--events', 'sesion.*'], 'There are no events'],
    [['--forward-to', 'http://'], 'not an address'],
    [['--forward-to', 'ftp://x'], 'not an address'],
    [['--forward-to', 'http://me:pw@localhost/'], 'no user or password'],
    [['--since', 'yesterday'], '--since takes an id or a time'],
    [['--since', `evt_${'0'.repeat(32)}`], 'No event of this tenant has this id'],
    [['--sinc', 'x'], "unknown option '--sinc'"],
  ])('listen %j ends with 2 and says why', async (argv, words) => {
    const command = tenant().listen(...argv);
    expect(await command.code).toBe(2);
    expect(command.complained.join('\n')).toContain(words);
  });

  test('keys that are wrong end it with 1, and are not repeated', async () => {
    const { env } = tenant();
    const command = new Running(runListen, [], { ...env, VESTIBULE_CLIENT_SECRET: 'vcs_wrong' });
    expect(await command.code).toBe(1);
    expect(command.complained.join('\n')).toContain('client_unauthorized');
    expect(command.complained.join('\n')).not.toContain('vcs_wrong');
  });

  test.each([
    [{}, 'run npm start in another terminal, or set VESTIBULE_API_URL'],
    [{ VESTIBULE_API_URL: 'nonsense' }, 'not an address'],
    [{ VESTIBULE_API_URL: 'http://api.example.com' }, 'begin with https'],
    [{ VESTIBULE_API_URL: 'https://api.example.com' }, 'Set VESTIBULE_CLIENT_ID and VESTIBULE_CLIENT_SECRET'],
    [{ VESTIBULE_API_URL: 'https://api.example.com', VESTIBULE_CLIENT_ID: 'vci_1' }, 'Set VESTIBULE_CLIENT_SECRET'],
  ])('settings %j are said to be missing or wrong', async (env, words) => {
    const command = new Running(runEvents, [], { ...env, VESTIBULE_HOME: path.join(config, 'empty') });
    expect(await command.code).toBe(2);
    expect(command.complained.join('\n')).toContain(words);
  });
});

describe('vestibule events', () => {
  test('lists events by type and number, and says how to go on', async () => {
    const { record, events } = tenant();
    const recorded = [await record(), await record('credentials.created'), await record(), await record()];
    const all = events();
    expect(await all.code).toBe(0);
    expect(all.printed.map((line) => line.split(' ')[2])).toEqual(recorded.map(({ id }) => id));
    const some = events('--events', 'session.*', '--limit', '2', '--json');
    await some.code;
    expect(some.printed.map((line) => JSON.parse(line))).toEqual([recorded[0], recorded[2]]);
    expect(some.complained).toEqual([`There are more: --since ${recorded[2]?.id}`]);
    expect(await events('--limit', '0').code).toBe(2);
  });
});
