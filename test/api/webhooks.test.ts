import { Webhook } from 'standardwebhooks';
import { receiver } from '../webhooks/support/receiver';
import { AISP, basic, type Client, openTestApp, startSession } from './support/test-app';

const URL = 'https://shop.example/hooks';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One for all tests, for it takes its time to open; each test has a tenant of its own. */
const testApp = openTestApp();

function opened() {
  const client = testApp.tenant();
  const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object, by: Client = client) => {
    const request = testApp.api[method](path).set('Authorization', basic(by));
    return body === undefined ? request : request.send(body);
  };
  const create = async (body: object = {}) =>
    (await call('post', '/webhooks', { url: URL, events: ['session.*'], ...body }).expect(201)).body;
  return { ...testApp, client, call, create };
}

describe('A webhook endpoint', () => {
  test('is created, and its secret shown only then', async () => {
    const { call, create, lines } = opened();
    const made = await create({ description: 'Shop', ordered: true, temp_token: true, events: ['*', '*'] });
    expect(made).toEqual({
      endpoint_id: expect.stringMatching(/^we_[0-9a-f]{32}$/),
      url: URL,
      events: ['*'],
      description: 'Shop',
      ordered: true,
      temp_token: true,
      enabled: true,
      public_key: expect.stringMatching(/^whpk_/),
      secrets: 1,
      created_at: expect.any(String),
      status: { state: 'working', waiting: 0 },
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{44}$/),
    });
    const { secret, ...rest } = made;
    const at = `/webhooks/${made.endpoint_id}`;
    expect((await call('get', at).expect(200)).body).toEqual(rest);
    expect((await call('patch', at, { ordered: false }).expect(200)).body).toEqual({ ...rest, ordered: false });
    expect(JSON.stringify((await call('get', '/webhooks').expect(200)).body)).not.toContain(secret);
    expect(lines.join('')).not.toContain(secret);
  });

  test('is sealed in the store', async () => {
    const { create, deps, client } = opened();
    const { secret } = await create();
    expect(JSON.stringify(await deps.store.endpoints.list(client.client_id))).not.toContain(secret);
  });

  test('is sent the events from its creation on', async () => {
    const { create, deps, client } = opened();
    const event = { id: 'evt_1', type: 'session.created', at: new Date().toISOString(), data: {} } as const;
    await deps.events.record(client.client_id, [event]);
    const { endpoint_id } = await create();
    expect((await deps.store.endpoints.find(endpoint_id))?.from).toBe(await deps.store.events.end(client.client_id));
  });

  test('is created once under an idempotency key, and the repeat shows the same secret', async () => {
    const { call } = opened();
    const body = { url: URL, events: ['*'] };
    const first = await call('post', '/webhooks', body).set('Idempotency-Key', 'k').expect(201);
    const again = await call('post', '/webhooks', body).set('Idempotency-Key', 'k').expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await call('post', '/webhooks', { ...body, events: ['session.*'] }).set('Idempotency-Key', 'k');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await call('get', '/webhooks')).body.data).toHaveLength(1);
  });

  test('is changed in what is given, and keeps the rest', async () => {
    const { call, create } = opened();
    const { endpoint_id, secret: _secret, ...made } = await create({ description: 'Shop' });
    const at = `/webhooks/${endpoint_id}`;
    const { body } = await call('patch', at, { enabled: false, events: ['payment.settled'], description: null });
    const { description: _description, ...rest } = made;
    const status = { ...rest.status, state: 'paused' };
    expect(body).toEqual({ ...rest, endpoint_id, enabled: false, events: ['payment.settled'], status });
    expect((await call('patch', at, { url: `${URL}/2` })).body).toEqual({ ...body, url: `${URL}/2` });
  });

  test('is made, changed, replayed to and removed without a wait for the engine', async () => {
    const { call, create, deps } = opened();
    const { changed } = deps.deliveries;
    try {
      const never: unknown = () => new Promise(() => undefined);
      deps.deliveries.changed = never as typeof changed;
      const at = `/webhooks/${(await create()).endpoint_id}`;
      await call('patch', at, { ordered: true }).expect(200);
      await call('post', `${at}/replay`, { failed: true }).expect(202);
      await call('delete', at).expect(204);
    } finally {
      deps.deliveries.changed = changed;
    }
  });

  test('is removed', async () => {
    const { call, create } = opened();
    const { endpoint_id } = await create();
    await call('delete', `/webhooks/${endpoint_id}`).expect(204);
    for (const method of ['get', 'delete'] as const)
      expect((await call(method, `/webhooks/${endpoint_id}`).expect(404)).body.code).toBe('endpoint_not_found');
  });
});

test('Endpoints are listed oldest first, in pages, and a tenant has twenty at most', async () => {
  const { call, create } = opened();
  const made: string[] = [];
  for (let n = 0; n < 20; n += 1) made.push((await create({ url: `${URL}/${n}` })).endpoint_id);
  const one = await call('post', '/webhooks', { url: URL, events: ['*'] });
  expect([one.status, one.body.code]).toEqual([409, 'endpoints_full']);
  const first = (await call('get', '/webhooks?limit=12')).body;
  const second = (await call('get', `/webhooks?limit=12&cursor=${first.next_cursor}`)).body;
  expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null]);
  const ids = [...first.data, ...second.data].map(({ endpoint_id }: { endpoint_id: string }) => endpoint_id);
  expect(ids).toEqual(made);
});

test('The list goes on where the last endpoint of a page was removed, and refuses a cursor that is none', async () => {
  const { call, create } = opened();
  const made: string[] = [];
  for (let n = 0; n < 4; n += 1) made.push((await create({ url: `${URL}/${n}` })).endpoint_id);
  const all = (await call('get', '/webhooks')).body.data.map(({ endpoint_id }: { endpoint_id: string }) => endpoint_id);
  expect([...all].sort()).toEqual([...made].sort());
  const { next_cursor } = (await call('get', '/webhooks?limit=2')).body;
  await call('delete', `/webhooks/${all[1]}`).expect(204);
  const { data } = (await call('get', `/webhooks?limit=2&cursor=${next_cursor}`)).body;
  expect(data.map(({ endpoint_id }: { endpoint_id: string }) => endpoint_id)).toEqual(all.slice(2));
  const { body } = await call('get', '/webhooks?cursor=we_1').expect(400);
  expect(body.errors).toMatchObject([{ pointer: 'query/cursor', code: 'cursor' }]);
});

describe('Who may', () => {
  const CALLS = [
    ['get', '/webhooks'],
    ['post', '/webhooks'],
    ['get', '/webhooks/ID'],
    ['patch', '/webhooks/ID'],
    ['delete', '/webhooks/ID'],
    ['post', '/webhooks/ID/secret'],
    ['post', '/webhooks/ID/test'],
  ] as const;
  const bodyOf = (method: string, path: string) => {
    if (path === '/webhooks' && method === 'post') return { url: URL, events: ['*'] };
    if (path.endsWith('/secret')) return {};
    return method === 'patch' ? { enabled: false } : undefined;
  };

  test.each(CALLS)('%s %s: the tenant’s server alone, not its app, nor who has a nonce', async (method, path) => {
    const { api, client, create } = opened();
    const at = path.replace('ID', (await create()).endpoint_id);
    const { nonce } = await startSession(testApp, client, AISP);
    const app = basic({ ...client, client_secret: client.client_app_key });
    for (const authorization of [undefined, `Bearer ${nonce}`, app, 'Basic x']) {
      const request = authorization ? api[method](at).set('Authorization', authorization) : api[method](at);
      const { status, body } = await request.send(bodyOf(method, path));
      expect([status, body.code]).toEqual([401, 'client_unauthorized']);
    }
  });

  test.each(CALLS.slice(2))('%s %s: not another tenant, to whom it is not there', async (method, path) => {
    const { call, create, tenant, deps } = opened();
    const { endpoint_id } = await create();
    const before = await deps.store.endpoints.find(endpoint_id);
    const at = path.replace('ID', endpoint_id);
    const { status, body } = await call(method, at, bodyOf(method, path), tenant({ name: 'other' }));
    expect([status, body.code]).toEqual([404, 'endpoint_not_found']);
    expect(await deps.store.endpoints.find(endpoint_id)).toEqual(before);
  });
});

describe('What an endpoint can’t be is refused', () => {
  test.each([
    ['http://shop.example/', 'url_scheme'],
    ['https://shop.example:8080/', 'url_port'],
    ['https://user:pass@shop.example/', 'url_credentials'],
    ['https://169.254.169.254/', 'address_refused'],
    ['https://[::ffff:10.0.0.1]/', 'address_refused'],
    ['https://0xa.1/', 'address_refused'],
    ['no url', 'url_malformed'],
  ])('at creation and at change: the URL %s (%s), in words, with a pointer', async (url, code) => {
    const { call, create } = opened();
    const { endpoint_id } = await create();
    for (const answer of [
      await call('post', '/webhooks', { url, events: ['*'] }),
      await call('patch', `/webhooks/${endpoint_id}`, { url }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([422, 'endpoint_invalid']);
      expect(answer.body.errors).toEqual([{ pointer: '/url', code, message: answer.body.detail }]);
      expect(JSON.stringify(answer.body)).not.toContain('user:pass');
    }
  });

  test('all at once: a URL and types that there are not, with what was probably meant', async () => {
    const { call } = opened();
    const events = ['session.complete', 'sessions.*', '*', 'webhook.test', 'weather'];
    const { status, body } = await call('post', '/webhooks', { url: 'http://shop.example/', events });
    expect([status, body.code]).toEqual([422, 'endpoint_invalid']);
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).toEqual([
      '/url url_scheme',
      '/events/0 event_unknown',
      '/events/1 event_unknown',
      '/events/3 event_unknown',
      '/events/4 event_unknown',
    ]);
    expect(body.errors[1].message).toBe("There are no events 'session.complete'. Did you mean 'session.completed'?");
    expect(body.errors[2].message).toBe("There are no events 'sessions.*'. Did you mean 'session.*'?");
  });

  test.each([
    [{}, ''],
    [{ url: URL }, ''],
    [{ url: URL, events: [] }, '/events'],
    [{ url: URL, events: 'session.*' }, '/events'],
    [{ url: URL, events: [7] }, '/events/0'],
    [{ url: URL, events: Array(51).fill('*') }, '/events'],
    [{ url: URL, events: ['x'.repeat(65)] }, '/events/0'],
    [{ url: 7, events: ['*'] }, '/url'],
    [{ url: `${URL}/${'x'.repeat(2_048)}`, events: ['*'] }, '/url'],
    [{ url: URL, events: ['*'], ordered: 'yes' }, '/ordered'],
    [{ url: URL, events: ['*'], description: 'x'.repeat(201) }, '/description'],
    [{ url: URL, events: ['*'], secret: 'whsec_mine' }, '/secret'],
    [{ url: URL, events: ['*'], enabled: false }, '/enabled'],
  ])('by its shape: %j, at %j', async (body, pointer) => {
    const { call } = opened();
    const answer = await call('post', '/webhooks', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request_invalid']);
    expect(answer.body.errors[0].pointer).toContain(pointer);
    expect((await call('get', '/webhooks')).body.data).toEqual([]);
  });

  test.each([{}, { url: null }, { events: [] }, { client_id: 'vci_other' }, { endpoint_id: 'we_1' }, []])(
    'in a change: %j',
    async (body) => {
      const { call, create } = opened();
      const { endpoint_id, secret: _secret, ...made } = await create();
      const answer = await call('patch', `/webhooks/${endpoint_id}`, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'request_invalid']);
      expect((await call('get', `/webhooks/${endpoint_id}`)).body).toEqual({ endpoint_id, ...made });
    },
  );

  test('of a production tenant: this machine, also where the process allows it', async () => {
    const { call, tenant } = opened();
    const production = tenant({ name: 'real', flavour: 'production' });
    const body = { url: 'https://localhost/', events: ['*'] };
    expect((await call('post', '/webhooks', body)).status).toBe(201);
    const refused = await call('post', '/webhooks', body, production);
    expect([refused.status, refused.body.errors[0].code]).toEqual([422, 'address_refused']);
  });

  test('an id in the path that is none', async () => {
    const { call } = opened();
    for (const id of ['we_1', '..%2Fx', '%00', 'x'.repeat(64), `we_${'F'.repeat(32)}`])
      expect((await call('get', `/webhooks/${id}`)).status).toBe(404);
    expect((await call('get', `/webhooks/${'x'.repeat(65)}`)).status).toBe(400);
  });
});

describe('A rotation of the secret', () => {
  test('shows a new one, and lets the old one sign for a day', async () => {
    const { call, create, deps } = opened();
    const { endpoint_id, secret, public_key } = await create();
    const { body } = await call('post', `/webhooks/${endpoint_id}/secret`, {}).expect(200);
    expect(body).toMatchObject({ secrets: 2, public_key, secret: expect.stringMatching(/^whsec_/) });
    expect(body.secret).not.toBe(secret);
    const until = Date.parse(body.old_secrets_until) - deps.clock();
    expect(until).toBeGreaterThan(24 * HOUR - MINUTE);
    expect(until).toBeLessThanOrEqual(24 * HOUR);
  });

  test('ends the old one at once where it has leaked', async () => {
    const { call, create } = opened();
    const { url, received, close } = await receiver();
    try {
      const { endpoint_id, secret } = await create({ url });
      const { body } = await call('post', `/webhooks/${endpoint_id}/secret`, { overlap: 'PT0S' }).expect(200);
      expect([body.secrets, body.old_secrets_until]).toEqual([1, undefined]);
      await call('post', `/webhooks/${endpoint_id}/test`).expect(200);
      const [{ body: sent = '', headers = {} } = {}] = received;
      expect(() => new Webhook(secret).verify(sent, headers as Record<string, string>)).toThrow();
      new Webhook(body.secret).verify(sent, headers as Record<string, string>);
    } finally {
      await close();
    }
  });

  test('is answered again under its idempotency key, so that a lost answer loses no secret', async () => {
    const { call, create } = opened();
    const { endpoint_id } = await create();
    const rotate = () => call('post', `/webhooks/${endpoint_id}/secret`, {}).set('Idempotency-Key', 'k').expect(200);
    const first = (await rotate()).body;
    expect((await rotate()).body).toEqual(first);
    expect((await call('get', `/webhooks/${endpoint_id}`)).body.secrets).toBe(2);
  });

  test('is refused while three secrets sign, unless the older ones are to end now', async () => {
    const { call, create } = opened();
    const at = `/webhooks/${(await create()).endpoint_id}/secret`;
    await call('post', at, { overlap: 'P7D' }).expect(200);
    await call('post', at, { overlap: 'PT1H' }).expect(200);
    const { status, body } = await call('post', at, {});
    expect([status, body.code]).toEqual([409, 'secrets_full']);
    expect((await call('post', at, { overlap: 'PT0S' }).expect(200)).body.secrets).toBe(1);
  });

  test.each(['P8D', 'P1M', '24h', '-PT1H', 'P', ''])('takes no overlap of %j', async (overlap) => {
    const { call, create } = opened();
    const { endpoint_id } = await create();
    const { status, body } = await call('post', `/webhooks/${endpoint_id}/secret`, { overlap });
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'request_invalid', '/overlap']);
    expect((await call('get', `/webhooks/${endpoint_id}`)).body.secrets).toBe(1);
  });
});

describe('A test', () => {
  test('is sent at once, signed, to this endpoint alone, and is in no log', async () => {
    const { call, create, deps, client } = opened();
    const { url, received, close } = await receiver();
    const other = await receiver();
    try {
      const { endpoint_id, secret } = await create({ url, events: ['payment.settled'] });
      await create({ url: other.url, events: ['*'] });
      await call('patch', `/webhooks/${endpoint_id}`, { enabled: false });
      const { body } = await call('post', `/webhooks/${endpoint_id}/test`).expect(200);
      expect(body).toEqual({
        event_id: expect.stringMatching(/^evt_/),
        at: expect.any(String),
        ms: expect.any(Number),
        status: 204,
      });
      const [one] = received;
      expect(new Webhook(secret).verify(String(one?.body), one?.headers as Record<string, string>)).toEqual({
        id: body.event_id,
        type: 'webhook.test',
        at: expect.any(String),
        data: { endpoint_id },
      });
      expect([received.length, other.received.length]).toEqual([1, 0]);
      expect(await deps.store.events.end(client.client_id)).toBe('');
      const again = (await call('post', `/webhooks/${endpoint_id}/test`)).body;
      expect(again.event_id).not.toBe(body.event_id);
    } finally {
      await close();
      await other.close();
    }
  });

  test('says in words why it was not taken', async () => {
    const { call, create, lines } = opened();
    const { url, close } = await receiver((res) => void res.writeHead(302, { Location: 'http://10.0.0.1/' }).end());
    const { endpoint_id } = await create({ url });
    const test = async () => (await call('post', `/webhooks/${endpoint_id}/test`).expect(200)).body;
    expect(await test()).toMatchObject({ status: 302, error: 'redirected', message: expect.any(String) });
    await close();
    expect(await test()).toMatchObject({ error: 'connect_failed', message: expect.any(String) });
    // A path may hold a secret of the tenant's.
    expect(lines.join('')).not.toContain('/hook');
  });
});

describe('What an endpoint was sent', () => {
  const place = (number: number) => String(number).padStart(16, '0');
  const put = (deps: ReturnType<typeof opened>['deps'], endpoint_id: string, number: number, more = {}) =>
    deps.store.deliveries.put({
      endpoint_id,
      position: place(number),
      event_id: `evt_${number}`,
      type: 'session.created',
      state: 'delivered',
      attempts: [{ at: '2026-11-28T10:00:00.000Z', ms: 3, status: 204 }],
      made: 1,
      ...more,
    });

  test('is listed page by page, the newest first, and by its state', async () => {
    const { call, create, deps } = opened();
    const { endpoint_id } = await create();
    for (const number of [1, 2, 3]) await put(deps, endpoint_id, number);
    const failed = { at: '2026-11-28T10:00:00.000Z', ms: 3, error: 'timeout', message: 'The answer took too long.' };
    await put(deps, endpoint_id, 4, { state: 'pending', attempts: [failed], due: new Date(0), session_id: 's' });
    const at = `/webhooks/${endpoint_id}/deliveries`;
    const first = (await call('get', `${at}?limit=2`).expect(200)).body;
    expect(first.data).toEqual([
      {
        event_id: 'evt_4',
        type: 'session.created',
        session_id: 's',
        state: 'pending',
        attempts: [failed],
        attempts_made: 1,
        next_attempt_at: '1970-01-01T00:00:00.000Z',
      },
      expect.objectContaining({ event_id: 'evt_3' }),
    ]);
    expect(first.has_more).toBe(true);
    const second = (await call('get', `${at}?limit=2&cursor=${first.next_cursor}`).expect(200)).body;
    expect([second.data.length, second.has_more, second.next_cursor]).toEqual([2, false, null]);
    expect((await call('get', `${at}?state=pending`).expect(200)).body.data).toHaveLength(1);
  });

  test.each([['cursor=x'], ['cursor=%24ne'], ['state=lost'], ['limit=0'], ['limit=201'], ['unknown=1']])(
    'is refused in words where %s is asked for',
    async (query) => {
      const { call, create } = opened();
      const { endpoint_id } = await create();
      const { body } = await call('get', `/webhooks/${endpoint_id}/deliveries?${query}`).expect(400);
      expect([body.code, body.errors.length]).toEqual(['request_invalid', 1]);
    },
  );
});

describe('A replay', () => {
  const at = (endpoint_id: string) => `/webhooks/${endpoint_id}/replay`;

  test('is wished for by event, by place or time, or for all that failed, and wakes the delivery', async () => {
    const { call, create, deps, client, memory } = opened();
    const { endpoint_id } = await create();
    const event = {
      id: `evt_${'1'.repeat(32)}`,
      type: 'session.created',
      at: new Date().toISOString(),
      data: {},
    } as const;
    await deps.events.record(client.client_id, [event]);
    const position = await deps.store.events.end(client.client_id);
    const woken = memory.woken.length;
    for (const body of [
      { event_id: event.id },
      { since: event.id },
      { since: '2020-01-01T00:00:00Z' },
      { failed: true },
    ])
      expect((await call('post', at(endpoint_id), body).expect(202)).body).toMatchObject({ endpoint_id, status: {} });
    expect((await deps.store.replays.list(endpoint_id)).map(({ replay }) => replay)).toEqual([
      { position },
      { after: position },
      { after: '' },
      { failed: true },
    ]);
    expect(memory.woken.slice(woken)).toEqual(Array(4).fill(endpoint_id));
  });

  test.each<[string, object, string]>([
    ['nothing', {}, ''],
    ['two things', { failed: true, since: '2020-01-01T00:00:00Z' }, ''],
    ['failed: false', { failed: false }, '/failed'],
    ['another tenant’s event, or none', { event_id: `evt_${'2'.repeat(32)}` }, '/event_id'],
    ['what is no event’s id', { event_id: 'x' }, '/event_id'],
    ['what is neither event nor time', { since: 'yesterday' }, '/since'],
  ])('of %s is refused, saying where', async (_what, body, pointer) => {
    const { call, create, deps } = opened();
    const { endpoint_id } = await create();
    const answer = await call('post', at(endpoint_id), body).expect(400);
    expect([answer.body.code, answer.body.errors[0].pointer]).toEqual(['request_invalid', pointer]);
    expect(answer.body.errors[0].message).not.toBe('This is not valid.');
    expect(await deps.store.replays.list(endpoint_id)).toEqual([]);
  });

  test('and the log of another tenant’s endpoint are as absent as those of none', async () => {
    const { call, create, tenant } = opened();
    const { endpoint_id } = await create();
    const other = tenant();
    for (const id of [endpoint_id, `we_${'0'.repeat(32)}`]) {
      expect((await call('post', at(id), { failed: true }, other).expect(404)).body.code).toBe('endpoint_not_found');
      expect((await call('get', `/webhooks/${id}/deliveries`, undefined, other).expect(404)).body.code).toBe(
        'endpoint_not_found',
      );
    }
  });
});

describe('The status of an endpoint', () => {
  test('says what waits for it, whether it fails and since when, and when it is tried next', async () => {
    const { call, create, deps, client } = opened();
    const { endpoint_id, status } = await create();
    expect(status).toEqual({ state: 'working', waiting: 0 });
    const event = (id: string, type: 'session.created' | 'payment.settled') =>
      ({ id, type, at: new Date().toISOString(), data: {} }) as const;
    await deps.events.record(client.client_id, [event('evt_a', 'session.created'), event('evt_b', 'payment.settled')]);
    const shown = async () => (await call('get', `/webhooks/${endpoint_id}`)).body.status;
    expect(await shown()).toEqual({ state: 'working', waiting: 1 });
    const since = Date.parse('2026-11-28T10:00:00.000Z');
    const waiting = [
      { place: '1', event_id: 'evt_a', type: 'session.created', subject: 's', failures: 1, due: since + MINUTE },
    ] as const;
    const delivery = { place: '~', furthest: '~', waiting, failures: 1, failing_since: since, bouts: 0 };
    await deps.store.deliveryStates.put(endpoint_id, { delivery, awake_until: new Date(0) });
    expect(await shown()).toMatchObject({
      state: 'failing',
      waiting: 1,
      failing_since: '2026-11-28T10:00:00.000Z',
      next_attempt_at: expect.any(String),
    });
    await call('patch', `/webhooks/${endpoint_id}`, { enabled: false });
    expect(await shown()).toMatchObject({ state: 'paused', waiting: 1 });
  });
});
