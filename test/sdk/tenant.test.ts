import { answer, lost, peer, refusal } from './peer';

let open: Awaited<ReturnType<typeof peer>> | undefined;
afterEach(() => open?.close());
const api = async (...acts: Parameters<typeof peer>) => {
  open = await peer(...acts);
  return open;
};
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};
const event = (number: number) => ({ id: `evt_${number}`, type: 'session.created', at: '', data: {} });
const told = (...numbers: number[]) =>
  numbers.map((one) => `event: event\nid: evt_${one}\ndata: ${JSON.stringify(event(one))}\n\n`);

describe('A tenant’s server', () => {
  test('reads all transactions, page by page, with what was left out', async () => {
    const warning = { pointer: '/data/0', code: 'odd', message: 'Odd.' };
    const { server, calls } = await api(
      answer(200, { data: [1, 2], has_more: true, next_cursor: 'c=1', warnings: [warning] }),
      lost,
      answer(200, { data: [3], has_more: false, next_cursor: null }),
    );
    const rows = server.transactions(
      { credentials_id: 'c', access_token: 'a' },
      { accountId: 'x y', dateFrom: '2026-01-01' },
    );
    expect(await all(rows)).toEqual([1, 2, 3]);
    expect(rows.warnings).toEqual([warning]);
    expect(calls.map(({ url }) => url)).toEqual([
      '/transactions?account_id=x+y&date_from=2026-01-01',
      '/transactions?account_id=x+y&date_from=2026-01-01&cursor=c%3D1',
      '/transactions?account_id=x+y&date_from=2026-01-01&cursor=c%3D1',
    ]);
    expect(calls[0]?.headers).toMatchObject({ 'x-credentials-id': 'c', 'x-access-token': 'a' });
  });

  test('tells the bank of the user who is present', async () => {
    const { server, calls } = await api(answer(200, { data: [] }));
    await server.accounts({ credentials_id: 'c', access_token: 'a' }, { psu: { ip: '192.0.2.1', userAgent: 'Fox' } });
    expect(calls[0]?.headers).toMatchObject({ 'x-psu-ip-address': '192.0.2.1', 'x-psu-user-agent': 'Fox' });
  });

  test('lists its events since the last one that it had', async () => {
    const { server, calls } = await api(
      answer(200, { data: [event(1)], has_more: true, next_since: 'evt_1' }),
      answer(200, { data: [event(2)], has_more: false, next_since: 'evt_2' }),
    );
    expect((await all(server.events.list({ since: 'evt_0' }))).map(({ id }) => id)).toEqual(['evt_1', 'evt_2']);
    expect(calls.map(({ url }) => url)).toEqual(['/events?since=evt_0', '/events?since=evt_1']);
  });

  test('follows its events, and misses none where the stream breaks', async () => {
    const { server, calls } = await api(
      (res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write(told(1, 2).join(''), () => res.destroy());
      },
      refusal(503, 'database_unavailable', true, { 'retry-after': '0' }),
      (res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write(told(3).join(''));
      },
    );
    const ids: string[] = [];
    for await (const { id } of server.events.stream({ since: 'evt_0' })) {
      ids.push(id);
      if (ids.length === 3) break;
    }
    expect(ids).toEqual(['evt_1', 'evt_2', 'evt_3']);
    expect(calls.map(({ url }) => url)).toEqual(['/events?since=evt_0', '/events?since=evt_2', '/events?since=evt_2']);
  });

  test('manages its webhook endpoints', async () => {
    const { server, calls } = await api(answer(200, { data: [{ endpoint_id: 'we_1' }], next_cursor: null }));
    const { webhooks } = server;
    expect(await all(webhooks.list())).toEqual([{ endpoint_id: 'we_1' }]);
    await webhooks.get('we_1');
    await webhooks.update('we_1', { enabled: false });
    await webhooks.rotateSecret('we_1', { overlap: 'PT1H' });
    await webhooks.test('we_1');
    await webhooks.replay('we_1', { since: 'evt_1' });
    await all(webhooks.deliveries('we_1', { state: 'failed', limit: 5 }));
    await webhooks.delete('we_1');
    expect(calls.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/webhooks', ''],
      ['GET', '/webhooks/we_1', ''],
      ['PATCH', '/webhooks/we_1', '{"enabled":false}'],
      ['POST', '/webhooks/we_1/secret', '{"overlap":"PT1H"}'],
      ['POST', '/webhooks/we_1/test', ''],
      ['POST', '/webhooks/we_1/replay', '{"since":"evt_1"}'],
      ['GET', '/webhooks/we_1/deliveries?state=failed&limit=5', ''],
      ['DELETE', '/webhooks/we_1', ''],
    ]);
  });

  test('reads deliveries member by member or page by page, and begins at a page that it had', async () => {
    const delivery = (number: number) => ({ event_id: `evt_${number}`, state: 'failed' });
    const { server, calls } = await api(
      answer(200, { data: [delivery(1), delivery(2)], has_more: true, next_cursor: 'c=1' }),
      answer(200, { data: [delivery(3)], has_more: false, next_cursor: null }),
    );
    const filter = { state: 'failed', limit: 2 } as const;
    const failed = await all(server.webhooks.deliveries('we_1', filter));
    expect(failed.map(({ event_id }) => event_id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
    const pages = await all(server.webhooks.deliveries('we_1', { ...filter, cursor: 'c=1' }).pages());
    expect(pages).toEqual([{ data: [delivery(3)], has_more: false, next_cursor: null }]);
    expect(calls.map(({ url }) => url)).toEqual([
      '/webhooks/we_1/deliveries?state=failed&limit=2',
      '/webhooks/we_1/deliveries?state=failed&limit=2&cursor=c%3D1',
      '/webhooks/we_1/deliveries?state=failed&limit=2&cursor=c%3D1',
    ]);
  });

  test('needs the app’s key to start sessions, and says so', async () => {
    const { server, calls } = await api(answer(201, {}));
    await expect(server.sessions.create('a#1')).rejects.toThrow('appKey');
    expect(calls).toEqual([]);
  });
});
