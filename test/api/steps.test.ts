import { AISP, basic, openTestApp, startSession, submit, TERMS } from './support/test-app';

const testApp = openTestApp();
const { api, engine, memory } = testApp;
const client = testApp.tenant();

test('a submission costs two calls to the engine and no read of the database', async () => {
  const session = await startSession(testApp, client);
  engine.calls.length = 0;
  memory.reads = 0;
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).set('Prefer', 'wait=0');
  expect(engine.calls).toEqual(['submit', 'query']);
  expect(memory.reads).toBe(0);
  expect(body.step_id).toBe(session.next.step_id);
});

test('the answer has the verdict, the next step and its nonce together', async () => {
  const session = await startSession(testApp, client);
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  expect(body).toMatchObject({
    status: 'AWAITING_STEP',
    next: { kind: 'form', step: 'confirm', show: { rate: '2.60' } },
  });
  expect(body.step_id).toBe(session.next.step_id);
  const next = await submit(testApp, client, session, body.nonce, 'confirm', { action: 'accept' }).expect(200);
  expect(next.body).toMatchObject({
    step_id: body.next.step_id,
    next: { step: 'documents', uploads: [{ field: 'id_scan', received: 0 }, { field: 'selfie' }] },
  });
});

test('the same submission again gets the same outcome; other data under a used nonce is refused', async () => {
  const session = await startSession(testApp, client);
  const first = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  const again = await submit(testApp, client, session, session.nonce, 'product_form', { ...TERMS }).expect(200);
  expect(again.body).toMatchObject({ status: first.body.status, step_id: first.body.step_id, next: first.body.next });
  const other = await submit(testApp, client, session, session.nonce, 'product_form', { ...TERMS, period: '3' }).expect(
    409,
  );
  expect(other.body.code).toBe('nonce_used');
});

test('of fifty different submissions under a nonce one is accepted; fifty same ones all get its outcome', async () => {
  const [one, other] = [await startSession(testApp, client), await startSession(testApp, client)];
  const values = Array.from({ length: 50 }, (_, i) => ({ ...TERMS, value: String(1000 + i) }));
  const different = await Promise.all(
    values.map((data) => submit(testApp, client, one, one.nonce, 'product_form', data)),
  );
  expect(different.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(different.filter(({ body }) => body.code === 'nonce_used')).toHaveLength(49);
  const same = await Promise.all(values.map(() => submit(testApp, client, other, other.nonce, 'product_form', TERMS)));
  expect(same.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(engine.session(other.session_id)?.seq).toBe(2);
});

test('bad data are refused with every violation in document order, and the nonce stays good', async () => {
  const session = await startSession(testApp, client);
  engine.calls.length = 0;
  const bad = { zzz: 'secret value', currency: 'USD', value: '1' };
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', bad).expect(422);
  expect(body.code).toBe('step_data_invalid');
  expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)).toEqual([
    '/data/zzz unknown',
    '/data/currency enum',
    '/data/value pattern',
    '/data/period required',
  ]);
  expect(JSON.stringify(body)).not.toContain('secret value');
  expect(engine.calls).toEqual([]);
  await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
});

test('the platform’s own words may not come in by the user’s data', async () => {
  const session = await startSession(testApp, client, AISP);
  const { body } = await submit(
    testApp,
    client,
    session,
    session.nonce,
    'identify',
    { psu_id: { $sealed: 'v1.x' } },
    AISP,
  ).expect(422);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('/data/psu_id/$sealed');
});

test('another step than the current one is refused with the current one’s name', async () => {
  const session = await startSession(testApp, client);
  for (const step of ['confirm', 'quote', 'nothing', 'constructor']) {
    const { body } = await submit(testApp, client, session, session.nonce, step, {}).expect(409);
    expect(body).toMatchObject({ code: 'step_not_current', current_step: 'product_form' });
  }
});

test('another skill than the session’s is refused', async () => {
  const session = await startSession(testApp, client);
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS, AISP).expect(409);
  expect(body.code).toBe('skill_mismatch');
});

test('a nonce is of one session and tenant, and lives for thirty minutes', async () => {
  const stranger = testApp.tenant();
  const [session, other] = [await startSession(testApp, client), await startSession(testApp, client)];
  const refused = async (call: ReturnType<typeof submit>, code: string) =>
    expect((await call.expect(401)).body.code).toBe(code);
  await refused(submit(testApp, client, other, session.nonce, 'product_form', TERMS), 'nonce_invalid');
  await refused(submit(testApp, stranger, session, session.nonce, 'product_form', TERMS), 'nonce_invalid');
  await refused(submit(testApp, client, session, `${session.nonce}x`, 'product_form', TERMS), 'nonce_invalid');
  await refused(
    submit(testApp, { ...client, client_id: 'nobody' }, session, session.nonce, 'product_form', TERMS),
    'client_unauthorized',
  );
  testApp.time.ahead = 31 * 60_000;
  await refused(submit(testApp, client, session, session.nonce, 'product_form', TERMS), 'nonce_expired');
  testApp.time.ahead = 0;
});

test('what is personal is sealed before it leaves this process', async () => {
  const session = await startSession(testApp, client, AISP);
  const submitted = jest.spyOn(engine, 'submit');
  await submit(testApp, client, session, session.nonce, 'identify', { psu_id: 'user_redirect' }, AISP)
    .set('User-Agent', 'a-browser')
    .expect(200);
  const sent = JSON.stringify(submitted.mock.calls.at(-1));
  expect(sent).not.toContain('user_redirect');
  expect(sent).not.toContain('a-browser');
  submitted.mockRestore();
});

test('a session that is over says so, with 410', async () => {
  const session = await startSession(testApp, client);
  await api.delete(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
  const closed = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(410);
  expect(closed.body).toMatchObject({ code: 'session_closed', session_status: 'CANCELLED' });
  const late = await startSession(testApp, client);
  engine.due(late.session_id, Date.now() + 15 * 24 * 3_600_000);
  const expired = await submit(testApp, client, late, late.nonce, 'product_form', TERMS).expect(410);
  expect(expired.body.code).toBe('session_expired');
});

test('with every worker down a submission is 202 PROCESSING, and is there when a worker comes back', async () => {
  const session = await startSession(testApp, client);
  engine.workerIsDown = true;
  const response = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(202);
  expect(response.headers['retry-after']).toBeDefined();
  expect(response.body).toMatchObject({ status: 'PROCESSING', step_id: session.next.step_id, next: { kind: 'wait' } });
  expect(response.body).not.toHaveProperty('nonce');
  engine.workerIsDown = false;
  const { body } = await api
    .get(`/sessions/${session.session_id}`)
    .set('Authorization', `Bearer ${session.nonce}`)
    .expect(200);
  expect(body.next.step).toMatch(/quote|confirm/);
});

test('what takes longer than the caller would wait is 202 with PROCESSING, and Prefer says how long', async () => {
  const slow = openTestApp({ 'ais.consent': () => undefined, '*': () => undefined });
  const tenant = slow.tenant();
  const session = await startSession(slow, tenant, AISP);
  const began = Date.now();
  const { headers, body } = await submit(
    slow,
    tenant,
    session,
    session.nonce,
    'identify',
    { psu_id: 'user_slow' },
    AISP,
  )
    .set('Prefer', 'respond-async, wait=1')
    .expect(202);
  expect(Date.now() - began).toBeLessThan(3_000);
  expect(headers).toMatchObject({ 'preference-applied': 'wait=1', 'retry-after': '2' });
  expect(body).toMatchObject({ status: 'PROCESSING', next: { kind: 'wait', for: 'bank' } });
});

test('the platform’s own form takes a one-time password, sealed, under a nonce that names it', async () => {
  const challenge = { state: 'challenge', kind: 'otp', show: { message: 'Sent' }, handle: {} };
  const bank = openTestApp({
    'ais.authorise': ({ phase }) =>
      phase === 'begin' ? challenge : { state: 'done', result: { consent_status: 'valid' } },
  });
  const tenant = bank.tenant();
  const session = await startSession(bank, tenant, AISP);
  const asked = await submit(
    bank,
    tenant,
    session,
    session.nonce,
    'identify',
    { psu_id: 'user_embedded' },
    AISP,
  ).expect(200);
  expect(asked.body.next).toMatchObject({
    kind: 'form',
    step: 'authorise',
    schema: { required: ['otp'] },
    show: { message: 'Sent' },
  });
  const wrong = await submit(bank, tenant, session, asked.body.nonce, 'authorise', { otp: 7 }, AISP).expect(422);
  expect(wrong.body.errors).toEqual([{ pointer: '/data/otp', code: 'type', message: 'This must be a text.' }]);
  const submitted = jest.spyOn(bank.engine, 'submit');
  const done = await submit(bank, tenant, session, asked.body.nonce, 'authorise', { otp: '123456' }, AISP).expect(200);
  expect(done.body).toMatchObject({ status: 'COMPLETED', next: { kind: 'none' } });
  expect(done.body.temp_token).toBeDefined();
  expect(JSON.stringify(submitted.mock.calls)).not.toContain('123456');
});

test('a method is one of those that the bank offers, whoever asks', async () => {
  const choices = [
    { id: 'sms', title: 'SMS' },
    { id: 'photo', title: 'Photo code' },
  ];
  const challenge = { state: 'challenge', kind: 'method', show: {}, choices, handle: {} };
  const bank = openTestApp({
    'ais.authorise': ({ phase }) =>
      phase === 'begin' ? challenge : { state: 'done', result: { consent_status: 'valid' } },
  });
  const tenant = bank.tenant();
  const session = await startSession(bank, tenant, AISP);
  const { body } = await submit(
    bank,
    tenant,
    session,
    session.nonce,
    'identify',
    { psu_id: 'user_embedded_choice' },
    AISP,
  ).expect(200);
  const pigeon = { authentication_method_id: 'carrier pigeon' };
  const wrong = await submit(bank, tenant, session, body.nonce, 'authorise', pigeon, AISP).expect(422);
  expect(wrong.body.errors).toMatchObject([{ pointer: '/data/authentication_method_id', code: 'one_of' }]);
  const done = await submit(
    bank,
    tenant,
    session,
    body.nonce,
    'authorise',
    { authentication_method_id: 'photo' },
    AISP,
  ).expect(200);
  expect(done.body.status).toBe('COMPLETED');
});

test('a rejected session says why, fit for the end user', async () => {
  const no = openTestApp({
    'ais.authorise': ({ phase }) =>
      phase === 'begin' ? { state: 'failed', message: 'You declined at the bank.' } : {},
  });
  const tenant = no.tenant();
  const session = await startSession(no, tenant, AISP);
  const { body } = await submit(
    no,
    tenant,
    session,
    session.nonce,
    'identify',
    { psu_id: 'user_declined' },
    AISP,
  ).expect(200);
  expect(body).toMatchObject({ status: 'REJECTED', reason: { code: 'sca.failed' } });
  const cancelled = await no.api
    .delete(`/sessions/${session.session_id}`)
    .set('Authorization', basic(tenant))
    .expect(410);
  expect(cancelled.body.code).toBe('session_closed');
});
