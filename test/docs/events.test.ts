import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import { createApp } from '../../api/app';
import type { TenantEvent } from '../../domain/tenant-event';
import { basic, openTestApp, startSession } from '../api/support/test-app';
import { blocks, read } from './support/page';

const ofKind = (kind: string) =>
  blocks(read('docs/events.md')).flatMap(({ info, text }) => (info === kind ? [text] : []));
const [poll, follow] = ofKind('js');
const example = JSON.parse(String(ofKind('json')[0])) as TenantEvent;

/** The page's function of this name, as a reader would run it. */
const run = (code: string | undefined, name: string, api: string, authorization: string, handle: unknown) =>
  runInThisContext(`(api, authorization, handle) => { ${code}\nreturn ${name}; }`)(api, authorization, handle);

describe('The page on events', () => {
  let server: Server;
  let api: string;
  const testApp = openTestApp();
  const handled = async (count: number, how: (handle: (event: TenantEvent) => void) => Promise<unknown>) => {
    const events: TenantEvent[] = [];
    let enough = (): void => undefined;
    const all = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const done = how((event) => {
      events.push(event);
      if (events.length === count) enough();
    });
    // A stream ends with the server.
    done.catch(() => undefined);
    await all;
    return events.map(({ data }) => data.session_id);
  };
  beforeAll(async () => {
    server = createApp(testApp.deps).listen(0, '127.0.0.1');
    await once(server, 'listening');
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close().closeAllConnections());

  test('polls by code that runs: it comes by each event, and goes on where it stopped', async () => {
    const client = testApp.tenant();
    const [first, second] = [await startSession(testApp, client), await startSession(testApp, client)];
    let since: string | undefined;
    const pollOnce = async (handle: unknown) => {
      const { next_since } = await run(poll, 'poll', api, basic(client), handle)(since);
      since = next_since;
    };
    expect(await handled(2, pollOnce)).toEqual([first.session_id, second.session_id]);
    const third = await startSession(testApp, client);
    expect(await handled(1, pollOnce)).toEqual([third.session_id]);
  });

  test('follows by code that runs, from the last event on', async () => {
    const client = testApp.tenant();
    const first = await startSession(testApp, client);
    const [event] = await testApp.deps.store.events.after(client.client_id, '', 1);
    const second = await startSession(testApp, client);
    const followed = (last?: string) => (handle: unknown) => run(follow, 'follow', api, basic(client), handle)(last);
    expect(await handled(1, followed(event?.id))).toEqual([second.session_id]);
    expect(event?.data.session_id).toBe(first.session_id);
  });

  test('shows an event with the members that events have', async () => {
    const client = testApp.tenant();
    await startSession(testApp, client, undefined, { reference: 'order 17' });
    const [event] = await testApp.deps.store.events.after(client.client_id, '', 1);
    expect(Object.keys(example.data).sort()).toEqual(Object.keys(event?.data ?? {}).sort());
    expect(example.id).toMatch(/^evt_[0-9a-f]{32}$/);
  });
});
