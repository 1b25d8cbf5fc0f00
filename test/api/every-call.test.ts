import { ERRORS } from '../../domain/errors';
import { AISP, openTestApp, startSession } from './support/test-app';

const testApp = openTestApp();
const { api } = testApp;

const PATHS: [method: 'get' | 'post' | 'patch' | 'delete', path: string][] = [
  ['get', '/catalog'],
  ['get', '/catalog/x'],
  ['post', '/catalog'],
  ['get', '/catalog/published'],
  ['post', '/catalog/x/promote'],
  ['post', '/catalog/x/retire'],
  ['post', '/sessions'],
  ['get', '/sessions/x'],
  ['delete', '/sessions/x'],
  ['get', '/sessions/x/events'],
  ['post', '/sessions/x/steps'],
  ['post', '/sessions/x/steps/y/upload'],
  ['delete', '/sessions/x/steps/y/upload/z'],
  ['get', '/callbacks/x/ok'],
  ['get', '/callbacks/x/nok'],
  ['post', '/callbacks/x'],
  ['post', '/token'],
  ['get', '/accounts'],
  ['get', '/accounts/x'],
  ['get', '/transactions'],
  ['get', '/credentials/x'],
  ['delete', '/credentials/x'],
  ['get', '/events'],
  ['get', '/webhooks'],
  ['post', '/webhooks'],
  ['get', '/webhooks/x'],
  ['patch', '/webhooks/x'],
  ['delete', '/webhooks/x'],
  ['post', '/webhooks/x/secret'],
  ['post', '/webhooks/x/test'],
  ['post', '/webhooks/x/replay'],
  ['get', '/webhooks/x/deliveries'],
  ['post', '/graphql'],
];
const JSON_PATHS = PATHS.filter(([method, path]) => method === 'post' && !/upload$|test$/.test(path));

const expectProblem = (
  response: { body: Record<string, unknown>; headers: Record<string, string>; status: number },
  code: keyof typeof ERRORS,
) => {
  expect(response.headers['content-type']).toMatch('application/problem+json');
  expect(response.body).toMatchObject({
    code,
    status: ERRORS[code].status,
    retryable: ERRORS[code].retryable,
    title: ERRORS[code].title,
  });
  expect(response.body.request_id).toBe(response.headers['x-request-id']);
  expect(response.status).toBe(ERRORS[code].status);
};

test.each(PATHS)('%s %s refuses an Accept that rules its answers out, whatever else is wrong', async (method, path) => {
  expectProblem(await api[method](path).set('Accept', 'application/xml'), 'not_acceptable');
});

test.each(PATHS)('%s %s says with 405 which methods its path has', async (_method, path) => {
  const response = await api.put(path).set('Accept', 'application/json');
  expectProblem(response, 'method_not_allowed');
  expect(response.headers.allow).toMatch(/GET|POST|DELETE/);
});

test.each(JSON_PATHS)(
  '%s %s refuses another content type, a body that is too large, and what is no JSON',
  async (_method, path) => {
    expectProblem(await api.post(path).type('text/plain').send('x'), 'content_type_unsupported');
    expectProblem(
      await api
        .post(path)
        .type('json')
        .send(`{"a":"${'x'.repeat(path === '/catalog' ? 1_100_000 : 70_000)}"}`),
      'body_too_large',
    );
    expectProblem(await api.post(path).type('json').send('{"a":'), 'json_malformed');
  },
);

test('an upload takes a multipart form and nothing else', async () => {
  expectProblem(await api.post('/sessions/x/steps/y/upload').send({ a: 1 }), 'content_type_unsupported');
});

test('a chunked body that turns out too large is refused too', async () => {
  const call = api.post('/sessions').type('json').set('Transfer-Encoding', 'chunked');
  call.write(`{"a":"${'x'.repeat(40_000)}`);
  call.write(`${'x'.repeat(40_000)}"}`);
  expectProblem(await call, 'body_too_large');
});

test('a path that does not exist is a problem document', async () => {
  expectProblem(await api.get('/nowhere'), 'not_found');
});

test('a sane request id is echoed, in the answer and in the log; another is replaced', async () => {
  const echoed = await api.get('/nowhere').set('X-Request-Id', 'my-id.1');
  expect(echoed.headers['x-request-id']).toBe('my-id.1');
  expect(testApp.lines.some((line) => JSON.parse(line).request_id === 'my-id.1')).toBe(true);
  const replaced = await api.get('/nowhere').set('X-Request-Id', '<script>');
  expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('every fault of a request is listed, unknown query parameters among them, in document order', async () => {
  const query = await api.get('/catalog?limit=abc&y=1&type=');
  expect(query.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(
    expect.arrayContaining(['query/client_id', 'query/limit', 'query/type', 'query/y']),
  );
  const body = await api.post('/sessions').send({ zoo: 1, skill: 5, client_app_key: '' });
  expect(body.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/zoo',
    '/skill',
    '/client_app_key',
    '/client_id',
  ]);
});

test('what parses as JSON and is no I-JSON is refused: too deep, no Unicode, beyond a number, __proto__', async () => {
  const bodies = [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, '{"a":"\\ud800"}', '{"a":1e999}', '{"__proto__":{"a":1}}'];
  for (const body of bodies) expectProblem(await api.post('/sessions').type('json').send(body), 'request_invalid');
});

test('no answer, and no log line, has a stack, a nonce or a key', async () => {
  const client = testApp.tenant();
  const session = await startSession(testApp, client, AISP);
  await api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
  await api.get(`/callbacks/${session.nonce}/ok`).expect(404);
  const log = testApp.lines.join('\n');
  expect(log).not.toContain(session.nonce);
  expect(log).not.toContain(client.client_app_key);
  expect(log).toContain('/callbacks/{state}/ok');
});

test('a browser of a registered origin may read the answer, refusals too; one of another may not', async () => {
  const { client_id } = testApp.tenant();
  const allowed = await api.get(`/catalog?client_id=${client_id}`).set('Origin', 'https://shop.example').expect(200);
  expect(allowed.headers['access-control-allow-origin']).toBe('https://shop.example');
  const refusal = await api.post('/sessions').set('Origin', 'https://shop.example').send({ client_id }).expect(400);
  expect(refusal.headers['access-control-allow-origin']).toBe('https://shop.example');
  const other = await api.get(`/catalog?client_id=${client_id}`).set('Origin', 'https://evil.example').expect(200);
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
  expect(other.headers.vary).toContain('Origin');
});

test('localhost may call for a sandbox tenant, and not for a production one', async () => {
  const sandbox = testApp.tenant();
  const production = testApp.tenant({ flavour: 'production' });
  const ask = (id: string) => api.get(`/catalog?client_id=${id}`).set('Origin', 'http://localhost:5173');
  expect((await ask(sandbox.client_id)).headers['access-control-allow-origin']).toBe('http://localhost:5173');
  expect((await ask(production.client_id)).headers['access-control-allow-origin']).toBeUndefined();
});

test('a pre-flight is answered for an origin that some tenant registered, and refused for others', async () => {
  testApp.tenant();
  const ask = (origin: string) =>
    api.options('/sessions').set('Origin', origin).set('Access-Control-Request-Method', 'POST');
  const allowed = await ask('https://shop.example').expect(204);
  expect(allowed.headers['access-control-allow-headers']).toContain('Idempotency-Key');
  expectProblem(await ask('https://evil.example'), 'origin_not_allowed');
});

test('the engine away is 503 with Retry-After, and not ready; the process is still live', async () => {
  const away = openTestApp();
  const { client_id, client_app_key } = away.tenant();
  away.engine.isDown = true;
  const response = await away.api.post('/sessions').send({ client_id, client_app_key, skill: AISP });
  expectProblem(response, 'engine_unavailable');
  expect(response.headers['retry-after']).toBe('2');
  expectProblem(await away.api.get('/readyz'), 'engine_unavailable');
  await away.api.get('/livez').expect(200);
});

test('what sessions need and is not there is named by /readyz, in words, all of it', async () => {
  const bare = openTestApp();
  bare.engine.missingAttributes = ['WaitingFor', 'Step'];
  bare.engine.workerIsDown = true;
  jest.spyOn(bare.deps.store, 'ping').mockRejectedValueOnce(new Error('secret driver message'));
  const named = await bare.api.get('/readyz');
  expectProblem(named, 'database_unavailable');
  expect(named.body.missing.map(({ what, name = '' }: { what: string; name?: string }) => `${what} ${name}`)).toEqual([
    'database ',
    'search_attribute WaitingFor',
    'search_attribute Step',
    'worker ',
  ]);
  expect(named.body.detail).toMatch(/search attribute WaitingFor,.*No worker/);
  expect(named.body.detail).not.toContain('secret');
  bare.engine.missingAttributes = [];
  const workers = await bare.api.get('/readyz');
  expectProblem(workers, 'engine_not_ready');
  expect(workers.body.missing).toEqual([{ what: 'worker', message: expect.stringMatching(/No worker/) }]);
  bare.engine.workerIsDown = false;
  await bare.api.get('/readyz').expect(200);
});

test('a session that the engine can’t list is told as that, not as an engine that is away', async () => {
  const bare = openTestApp();
  const { client_id, client_app_key } = bare.tenant();
  bare.engine.missingAttributes = ['Step'];
  expectProblem(await bare.api.post('/sessions').send({ client_id, client_app_key, skill: AISP }), 'engine_not_ready');
});

test('an answer that takes too long is a 503', async () => {
  const settings = { ...testApp.deps.settings, answer_deadline: 50 };
  const slow = openTestApp({}, { settings });
  jest.spyOn(slow.deps.store.tenants, 'byClientId').mockImplementation(() => new Promise(() => undefined));
  expectProblem(await slow.api.get('/catalog?client_id=x'), 'internal_timeout');
});

test('a fault of ours is a 500 that shows nothing of it', async () => {
  const broken = openTestApp();
  jest.spyOn(broken.deps.store.tenants, 'byClientId').mockRejectedValue(new Error('secret driver message'));
  const response = await broken.api.get('/catalog?client_id=x');
  expectProblem(response, 'internal_error');
  expect(JSON.stringify(response.body)).not.toContain('secret driver message');
});
