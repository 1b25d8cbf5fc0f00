import { AISP, basic, DEPOSIT, openTestApp, startSession } from './support/test-app';

const testApp = openTestApp();
const { api, engine } = testApp;
const keysOf = ({ client_id, client_app_key }: { client_id: string; client_app_key: string }) => ({
  client_id,
  client_app_key,
});

test('a session starts with one call to the engine, and its answer is the documented one', async () => {
  const client = testApp.tenant();
  engine.calls.length = 0;
  const response = await api
    .post('/sessions')
    .send({ ...keysOf(client), skill: DEPOSIT, reference: 'r-1', locale: 'en-GB' })
    .expect(201);
  expect(engine.calls).toEqual(['start']);
  expect(response.headers.location).toBe(`/sessions/${response.body.session_id}`);
  expect(response.body.session_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(response.body).toMatchObject({
    skill: DEPOSIT,
    status: 'SESSION_CREATED',
    next: {
      kind: 'form',
      step: 'product_form',
      title: 'Choose your terms',
      schema: { required: ['value', 'currency', 'period'] },
    },
    phases: [{ status: 'SESSION_CREATED', step: 'product_form' }],
  });
  expect(response.body).not.toHaveProperty('step_id');
  expect(Date.parse(response.body.nonce_expires_at) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
});

test('an unknown client and a wrong key are refused in the same words', async () => {
  const client = testApp.tenant();
  const wrong = await api
    .post('/sessions')
    .send({ client_id: client.client_id, client_app_key: 'x', skill: DEPOSIT })
    .expect(401);
  const unknown = await api
    .post('/sessions')
    .send({ client_id: 'nobody', client_app_key: 'x', skill: DEPOSIT })
    .expect(401);
  expect(wrong.body.code).toBe('client_unauthorized');
  expect(unknown.body.detail).toBe(wrong.body.detail);
});

test('a skill that is unknown, not registered, or a production one for a sandbox tenant is not found', async () => {
  const client = testApp.tenant({ skills: [AISP, 'xyz_#3.0'] });
  for (const skill of ['nope', DEPOSIT, 'xyz_#3.0', 'constructor']) {
    const { body } = await api
      .post('/sessions')
      .send({ ...keysOf(client), skill })
      .expect(404);
    expect(body.code).toBe('skill_not_found');
  }
});

test('a return URL must be registered to the letter', async () => {
  const client = testApp.tenant();
  const start = (return_url: string) => api.post('/sessions').send({ ...keysOf(client), skill: DEPOSIT, return_url });
  await start('https://shop.example/back?x=1').expect(201);
  const { body } = await start('https://shop.example/back').expect(400);
  expect(body).toMatchObject({ code: 'return_url_not_registered', errors: [{ pointer: '/return_url' }] });
});

test('an idempotency key replays the first answer and refuses another body; after a refusal it is free', async () => {
  const client = testApp.tenant();
  const start = (skill: string, key: string) =>
    api
      .post('/sessions')
      .set('Idempotency-Key', key)
      .send({ ...keysOf(client), skill });
  const first = await start(DEPOSIT, 'k1').expect(201);
  const again = await start(DEPOSIT, 'k1').expect(201);
  expect(again.body).toEqual(first.body);
  expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.headers.location });
  expect((await start(AISP, 'k1').expect(422)).body.code).toBe('idempotency_key_reused');
  expect((await start('nope', 'k2').expect(404)).headers['content-type']).toMatch('application/problem+json');
  const { headers } = await start('nope', 'k2').expect(404);
  expect(headers['idempotency-replayed']).toBeUndefined();
  await start(DEPOSIT, 'k2').expect(201);
  expect((await start(DEPOSIT, 'no spaces').expect(400)).body.errors[0].pointer).toBe('header/Idempotency-Key');
});

test('while the first request with a key is at work, another is refused; a fault frees the key', async () => {
  const client = testApp.tenant();
  const start = () =>
    api
      .post('/sessions')
      .set('Idempotency-Key', 'k3')
      .send({ ...keysOf(client), skill: DEPOSIT });
  let release: () => void = () => undefined;
  const begun = new Promise<void>((begins) => {
    jest.spyOn(engine, 'start').mockImplementationOnce(() => {
      begins();
      return new Promise((_resolve, reject) => {
        release = () => reject(new Error('lost'));
      });
    });
  });
  const first = start().then((response) => response);
  await begun;
  expect((await start().expect(409)).body.code).toBe('idempotency_in_flight');
  release();
  expect((await first).status).toBe(500);
  await start().expect(201);
});

test('after a fault the same key starts the same session', async () => {
  const client = testApp.tenant();
  const start = () =>
    api
      .post('/sessions')
      .set('Idempotency-Key', 'k4')
      .send({ ...keysOf(client), skill: DEPOSIT });
  const started = jest.spyOn(engine, 'start').mockRejectedValueOnce(new Error('lost on the way back'));
  await start().expect(500);
  await start().expect(201);
  const ids = started.mock.calls.slice(-2).map(([{ session_id }]) => session_id);
  expect(new Set(ids).size).toBe(1);
  started.mockRestore();
});

test('a start whose answer was lost is told as it began, not as if it began with the repeat', async () => {
  const client = testApp.tenant();
  const start = () =>
    api
      .post('/sessions')
      .set('Idempotency-Key', 'k5')
      .send({ ...keysOf(client), skill: DEPOSIT });
  const { start: begin } = engine;
  const lost = jest.spyOn(engine, 'start').mockImplementationOnce(async (...begun) => {
    await begin(...begun);
    throw new Error('lost on the way back');
  });
  const before = Date.now() + testApp.time.ahead;
  await start().expect(500);
  testApp.time.ahead += 60_000;
  const { body } = await start().expect(201);
  testApp.time.ahead = 0;
  expect(Date.parse(body.phases[0].at)).toBeLessThan(before + 60_000);
  lost.mockRestore();
});

test('any nonce of the session reads it, an expired one too, and a fresh one comes back', async () => {
  const client = testApp.tenant();
  const session = await startSession(testApp, client);
  testApp.time.ahead = 24 * 3_600_000;
  const { body } = await api
    .get(`/sessions/${session.session_id}`)
    .set('Authorization', `Bearer ${session.nonce}`)
    .expect(200);
  expect(body.nonce).not.toBe(session.nonce);
  expect(Date.parse(body.nonce_expires_at)).toBeGreaterThan(Date.now() + testApp.time.ahead);
  testApp.time.ahead = 0;
});

test('a session is not shown without its nonce: 401 for a foreign one, 404 for a foreign tenant', async () => {
  const [mine, theirs] = [testApp.tenant(), testApp.tenant()];
  const session = await startSession(testApp, mine);
  const other = await startSession(testApp, theirs);
  const read = (authorization?: string) => {
    const call = api.get(`/sessions/${session.session_id}`);
    return authorization ? call.set('Authorization', authorization) : call;
  };
  expect((await read().expect(401)).headers['www-authenticate']).toContain('Bearer');
  expect((await read(`Bearer ${other.nonce}`).expect(401)).body.code).toBe('nonce_invalid');
  expect((await read(`Bearer ${session.nonce}x`).expect(401)).body.code).toBe('nonce_invalid');
  expect((await read(basic({ ...mine, client_secret: 'x' })).expect(401)).body.code).toBe('client_unauthorized');
  expect((await read(basic(theirs)).expect(404)).body.code).toBe('session_not_found');
  await read(basic(mine)).expect(200);
});

test('a read is held until the status changes, and no longer than asked', async () => {
  const client = testApp.tenant();
  const session = await startSession(testApp, client);
  const read = (wait: number) =>
    api.get(`/sessions/${session.session_id}?wait=${wait}`).set('Authorization', `Bearer ${session.nonce}`);
  const held = read(20).then(({ body }) => body);
  await api.get(`/sessions/${session.session_id}`).set('Authorization', basic(client));
  await engine.cancel({ client_id: client.client_id, session_id: session.session_id });
  expect(await held).toMatchObject({ status: 'CANCELLED', next: { kind: 'none' } });
  const second = await startSession(testApp, client);
  const unchanged = await api
    .get(`/sessions/${second.session_id}?wait=1`)
    .set('Authorization', `Bearer ${second.nonce}`)
    .expect(200);
  expect(unchanged.body.status).toBe('SESSION_CREATED');
});

test('many who wait for one session cost one query at a time', async () => {
  const client = testApp.tenant();
  const { session_id, nonce } = await startSession(testApp, client);
  engine.calls.length = 0;
  const waiting = Array.from({ length: 10 }, () =>
    api.get(`/sessions/${session_id}?wait=1`).set('Authorization', `Bearer ${nonce}`).then(String),
  );
  await Promise.all(waiting);
  // Ten to begin with, and some twelve by the one watch in a second: not ten times twelve.
  expect(engine.calls.filter((call) => call === 'query').length).toBeLessThan(35);
});

test('cancelling undoes and answers CANCELLED, again too; a completed session can no longer be cancelled', async () => {
  const client = testApp.tenant();
  const { session_id, nonce } = await startSession(testApp, client);
  const cancel = (id: string, token: string) => api.delete(`/sessions/${id}`).set('Authorization', `Bearer ${token}`);
  expect((await cancel(session_id, nonce).expect(200)).body.status).toBe('CANCELLED');
  expect((await cancel(session_id, nonce).expect(200)).body).not.toHaveProperty('nonce');
});

test('an unknown session under Basic is 404 for every call', async () => {
  const client = testApp.tenant();
  const path = '/sessions/7b1c8e2a-0d57-4c3e-9f6a-1b2c3d4e5f60';
  for (const call of [api.get(path), api.delete(path), api.get(`${path}/events`)]) {
    expect((await call.set('Authorization', basic(client)).expect(404)).body.code).toBe('session_not_found');
  }
});

test('without a worker a session is 503 to read, and its cancellation is accepted all the same', async () => {
  const client = testApp.tenant();
  const { session_id, nonce } = await startSession(testApp, client);
  engine.workerIsDown = true;
  const read = await api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(503);
  expect(read.headers['retry-after']).toBeDefined();
  const cancelled = await api.delete(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(202);
  expect(cancelled.body.status).toBe('PROCESSING');
  engine.workerIsDown = false;
  const after = await api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  expect(after.body.status).toBe('CANCELLED');
});

test('a session speaks the language that it was started with, where the skill has texts for it', async () => {
  const { client_id, client_app_key } = testApp.tenant();
  const start = (locale: string) =>
    testApp.api.post('/sessions').send({ client_id, client_app_key, skill: DEPOSIT, locale }).expect(201);
  expect((await start('ro-RO')).body.next).toMatchObject({
    title: 'Alege condițiile',
    schema: { properties: { value: { title: 'Suma' } } },
  });
  expect((await start('fr')).body.next.title).toBe('Choose your terms');
});
