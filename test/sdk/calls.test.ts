import { Readable } from 'node:stream';
import { NetworkError, TimeoutError, VestibuleError } from '../../sdk/src/client';
import { type Act, answer, half, lost, never, peer, refusal, STATE, state } from './peer';

let open: Awaited<ReturnType<typeof peer>> | undefined;
const api = async (...acts: Act[]) => {
  open = await peer(...acts);
  return open;
};
afterEach(() => open?.close());

const NOW = { 'retry-after': '0' };
const created = answer(201, STATE);

describe('A call of the SDK', () => {
  test.each([
    ['the answer is lost', lost],
    ['half of the answer is lost', half],
    ['there is too much to do', refusal(429, 'rate_limited', true, NOW)],
    ['the engine is away', refusal(503, 'engine_unavailable', true, NOW)],
    ['a proxy has lost the API', answer(502, 'Bad gateway', NOW)],
    ['the first call with its key is at work', refusal(409, 'idempotency_in_flight', true)],
  ])('starts one session under one key where %s', async (_name, act) => {
    const { client, calls } = await api(act, created);
    expect((await client.start('a#1', { returnUrl: 'https://shop.example/' })).id).toBe('s-1');
    const keys = calls.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(calls.map(({ body }) => JSON.parse(body))).toEqual([
      { client_id: 'shop', client_app_key: 'key', skill: 'a#1', return_url: 'https://shop.example/' },
      { client_id: 'shop', client_app_key: 'key', skill: 'a#1', return_url: 'https://shop.example/' },
    ]);
  });

  test('has another key each time', async () => {
    const { client, calls } = await api(created);
    await client.start('a#1');
    await client.start('a#1');
    expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  test('exchanges a temp token under the key that it is given', async () => {
    const { server, calls } = await api(lost, answer(200, { access_token: 'a', credentials_id: 'c' }));
    await server.exchangeToken('t', { idempotencyKey: 'mine' });
    expect(calls.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine']);
    expect(calls[0]?.headers.authorization).toBe(`Basic ${Buffer.from('shop:secrét').toString('base64')}`);
  });

  test('makes a webhook endpoint once, whose secret is shown once', async () => {
    const { server, calls } = await api(lost, answer(201, { endpoint_id: 'we_1', secret: 'whsec_' }));
    const { secret } = await server.webhooks.create({ url: 'https://shop.example/hooks', events: ['*'] });
    expect(secret).toBe('whsec_');
    expect(calls[0]?.headers['idempotency-key']).toBe(calls[1]?.headers['idempotency-key']);
    expect(calls.map(({ body }) => JSON.parse(body).events)).toEqual([['*'], ['*']]);
  });

  test.each([
    ['no repeat mends it', refusal(502, 'bank_refused', false), 'bank_refused'],
    [
      'the bank’s quota is used up until tomorrow',
      refusal(429, 'bank_rate_limited', true, { 'retry-after': '40000' }),
      'bank_rate_limited',
    ],
    ['it is at fault itself', refusal(400, 'request_invalid', false), 'request_invalid'],
  ])('is made once where %s', async (_name, act, code) => {
    const { server, calls } = await api(act);
    const error = await server.accounts({ credentials_id: 'c', access_token: 'a' }).catch((one) => one);
    expect(VestibuleError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, requestId: 'r-1', detail: `It is ${code}.` });
    expect(calls).toHaveLength(1);
  });

  test('that isn’t idempotent is not made again where its answer is lost', async () => {
    const { server, calls } = await api(lost);
    await expect(server.sandbox.report('s-1', 'review', {})).rejects.toThrow(NetworkError);
    expect(calls).toHaveLength(1);
  });

  test('gives up after the attempts that it may make', async () => {
    const { client, calls } = await api(refusal(503, 'engine_unavailable', true, NOW));
    await expect(client.start('a#1', { maxRetries: 2 })).rejects.toMatchObject({ status: 503, retryAfter: 0 });
    expect(calls).toHaveLength(3);
  });

  test('ends after its time, and says so', async () => {
    const { client } = await api(never);
    await expect(client.skill('a#1', { timeout: 50, maxRetries: 0 })).rejects.toThrow(TimeoutError);
  });

  test.each([
    ['while it waits for the answer', never],
    ['while it waits to try again', refusal(503, 'engine_unavailable', true, { 'retry-after': '20' })],
  ])('ends with its signal %s', async (_name, act) => {
    const controller = new AbortController();
    const { client, calls } = await api((res, call, req) => {
      act(res, call, req);
      controller.abort(new Error('enough'));
    });
    await expect(client.start('a#1', { signal: controller.signal })).rejects.toThrow('enough');
    expect(calls).toHaveLength(1);
  });

  test('calls a proxy’s page by its status, not by its text', async () => {
    const { client } = await api(answer(404, '<h1>nginx</h1>'));
    await expect(client.skill('a#1')).rejects.toMatchObject({ code: 'unexpected_answer', status: 404 });
  });
});

describe('A submission', () => {
  const begun = async (...acts: Act[]) => {
    const { client, calls } = await api(created, ...acts);
    return { session: await client.start('a#1'), calls };
  };

  test('is repeated under its nonce where the answer is lost', async () => {
    const { session, calls } = await begun(lost, answer(200, state({ nonce: 'n-2' })));
    await session.submit({ name: 'Ada' });
    expect(calls[1]?.body).toBe(calls[2]?.body);
    expect(JSON.parse(String(calls[1]?.body))).toEqual({
      client_id: 'shop',
      nonce: 'n-1',
      skill: 'a#1',
      step: 'who',
      data: { name: 'Ada' },
    });
    expect(session.nonce).toBe('n-2');
  });

  test('gets a fresh nonce where its own has expired, and the step is the same', async () => {
    const { session, calls } = await begun(
      refusal(401, 'nonce_expired', false),
      answer(200, state({ nonce: 'n-9' })),
      answer(200, state({ status: 'PROCESSING' })),
    );
    expect((await session.submit({ name: 'Ada' })).status).toBe('PROCESSING');
    expect(calls[2]?.headers.authorization).toBe('Bearer n-1');
    expect(JSON.parse(String(calls[3]?.body)).nonce).toBe('n-9');
  });

  test('is not made for another step than the one that its user saw', async () => {
    const { session, calls } = await begun(
      refusal(401, 'nonce_expired', false),
      answer(200, state({ next: { kind: 'form', step: 'who', step_id: 'v-2' } })),
    );
    await expect(session.submit({ name: 'Ada' })).rejects.toMatchObject({ code: 'nonce_expired' });
    expect(calls).toHaveLength(3);
    expect(session.state.next.step_id).toBe('v-2');
  });

  test('hears of the session as it is now from `step_changed`', async () => {
    const fresh = state({ nonce: 'n-5', next: { kind: 'form', step: 'other', step_id: 'v-3' } });
    const { session } = await begun(answer(409, { code: 'step_changed', retryable: false, session: fresh }));
    await expect(session.submit({})).rejects.toMatchObject({ code: 'step_changed' });
    expect([session.state.next.step, session.nonce]).toEqual(['other', 'n-5']);
  });
});

describe('An upload', () => {
  const uploading = async (...acts: Act[]) => {
    const { client, calls } = await api(created, ...acts);
    return { session: await client.start('a#1'), calls };
  };
  const taken = answer(200, { ...STATE, uploads: [] });

  test('of a file is made again where the answer is lost', async () => {
    const { session, calls } = await uploading(lost, taken);
    await session.upload('scan', new Blob(['one']));
    expect(calls).toHaveLength(3);
  });

  test.each([
    ['the answer is lost', lost],
    ['the engine is away', refusal(503, 'engine_unavailable', true, NOW)],
  ])('of a stream is made once where %s', async (_name, act) => {
    const { session, calls } = await uploading(act);
    await expect(session.upload('scan', { content: Readable.from([Buffer.from('one')]) })).rejects.toThrow();
    expect(calls).toHaveLength(2);
  });

  test('of a file with progress is made again, and progress starts anew', async () => {
    const { session } = await uploading(lost, taken);
    const told: number[] = [];
    const file = { content: Buffer.alloc(200_000), filename: 'a.bin' };
    await session.upload('scan', file, { onProgress: ({ loaded }) => told.push(loaded) });
    expect(told.filter((one) => one === told[0])).toHaveLength(2);
  });

  test('has its fields before its files, and names that can’t break out of the form', async () => {
    const { session, calls } = await uploading(taken);
    const filename = 'a"b\r\nX-Evil: 1.pdf';
    await session.upload('scan', [{ content: Readable.from([Buffer.from('one')]), filename }, Buffer.from('two')]);
    const { body = '', headers } = calls[1] ?? {};
    const [, boundary = ''] = /boundary=(.*)$/.exec(String(headers?.['content-type'])) ?? [];
    const parts = body.split(`--${boundary}`).slice(1, -1);
    expect(parts.map((part) => /name="([^"]*)"/.exec(part)?.[1])).toEqual(['client_id', 'nonce', 'scan', 'scan']);
    expect(parts[2]).toContain('filename="a%22b%0D%0AX-Evil: 1.pdf"');
    expect(parts.slice(2).map((part) => part.split('\r\n\r\n')[1]?.trim())).toEqual(['one', 'two']);
  });

  test('whose stream fails is an error of the stream', async () => {
    const { session } = await uploading(taken);
    async function* broken() {
      yield Buffer.from('one');
      throw new Error('disk');
    }
    const error = await session.upload('scan', { content: broken() }).catch((one) => one);
    expect(error).toBeInstanceOf(NetworkError);
    expect(String(error.cause?.message) + String(error.cause?.cause?.message)).toContain('disk');
  });
});
