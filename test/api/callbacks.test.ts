import { Webhook } from 'standardwebhooks';
import { AISP, OLD_WEBHOOK_SECRET, openTestApp, startSession, submit, TERMS, WEBHOOK_SECRET } from './support/test-app';

const testApp = openTestApp();
const { api, engine, tokens } = testApp;
const client = testApp.tenant();

/** An AISP session whose user is at the bank. */
async function atBank(return_url?: string) {
  const session = await startSession(testApp, client, AISP, return_url === undefined ? {} : { return_url });
  const { body } = await submit(
    testApp,
    client,
    session,
    session.nonce,
    'identify',
    { psu_id: 'user_redirect' },
    AISP,
  ).expect(200);
  expect(body).toMatchObject({
    status: 'AWAITING_USER',
    next: { kind: 'redirect', url: 'https://bank.example/login' },
  });
  return { ...session, nonce: body.nonce as string, handle: handleFor(session.session_id, 'authorise', 1) };
}
const handleFor = (session_id: string, step: string, visit: number) =>
  tokens.callback.issue({ session_id, client_id: client.client_id, step, visit }).token;

test('back from the bank the user is sent on to the tenant, with the session and its status', async () => {
  const { handle, session_id } = await atBank('https://shop.example/back?x=1');
  const { headers } = await api.get(`/callbacks/${handle}/ok`).query({ code: 'from-the-bank' }).expect(302);
  const target = new URL(String(headers.location));
  expect(`${target.origin}${target.pathname}`).toBe('https://shop.example/back');
  expect(Object.fromEntries(target.searchParams)).toEqual({ x: '1', session_id, status: 'COMPLETED' });
  const again = await api.get(`/callbacks/${handle}/ok`).expect(302);
  expect(again.headers.location).toBe(headers.location);
});

test('without a return URL there is a small page that loads nothing, and JSON for who asks for it', async () => {
  const { handle, session_id } = await atBank();
  const page = await api.get(`/callbacks/${handle}/ok`).set('Accept', 'text/html,*/*;q=0.8').expect(200);
  expect(page.text).toContain('You may close this window');
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
  const json = await api.get(`/callbacks/${handle}/nok`).set('Accept', 'application/json').expect(200);
  expect(json.body).toEqual({ session_id, status: 'COMPLETED' });
});

test.each([
  ['HEAD', (handle: string, way: string) => api.head(`/callbacks/${handle}/${way}`)],
  [
    'a prefetch',
    (handle: string, way: string) => api.get(`/callbacks/${handle}/${way}`).set('Sec-Purpose', 'prefetch'),
  ],
])('%s of the way back, by either way, has no effect: the user is still at the bank', async (_what, look) => {
  const { handle, session_id } = await atBank('https://shop.example/back?x=1');
  for (const way of ['ok', 'nok']) {
    const { headers } = await look(handle, way).expect(302);
    expect(headers.location).toContain('status=AWAITING_USER');
  }
  expect(engine.session(session_id)).toMatchObject({ status: 'AWAITING_USER', running: [] });
  await look('nonsense', 'ok').expect(404);
});

describe('A client that reads its session while the user is at the bank', () => {
  const read = (session_id: string, nonce: string) =>
    api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  const looks = () => engine.calls.filter((call) => call === 'callback').length;
  afterEach(() => {
    testApp.time.ahead = 0;
  });

  test('has the bank looked at, and learns of a user who approved and closed the page', async () => {
    const { session_id, nonce } = await atBank();
    testApp.time.ahead += 11_000;
    expect((await read(session_id, nonce)).body.status).toBe('AWAITING_USER');
    const { body } = await api
      .get(`/sessions/${session_id}?wait=5`)
      .set('Authorization', `Bearer ${nonce}`)
      .expect(200);
    expect(body.status).toBe('COMPLETED');
  });

  test('has it looked at once in ten seconds, however often it reads, and not in the first ten', async () => {
    const { session_id, nonce } = await atBank();
    const before = looks();
    for (let reads = 0; reads < 5; reads++) await read(session_id, nonce);
    expect(looks()).toBe(before);
    testApp.time.ahead += 11_000;
    engine.workerIsDown = false;
    const many = await Promise.all(Array.from({ length: 5 }, () => read(session_id, nonce)));
    expect(many).toHaveLength(5);
    expect(looks()).toBe(before + 1);
  });

  test('reads it all the same where the engine takes no message', async () => {
    const { session_id, nonce } = await atBank();
    testApp.time.ahead += 11_000;
    const { callback } = engine;
    engine.callback = () => Promise.reject(new Error('away'));
    await read(session_id, nonce);
    engine.callback = callback;
  });
});

test('the small page is in the session’s language', async () => {
  const session = await startSession(testApp, client, AISP, { locale: 'ro_RO' });
  const data = { psu_id: 'user_redirect' };
  await submit(testApp, client, session, session.nonce, 'identify', data, AISP).expect(200);
  const handle = handleFor(session.session_id, 'authorise', 1);
  const page = await api.get(`/callbacks/${handle}/ok`).set('Accept', 'text/html').expect(200);
  expect(page.text).toContain('<html lang="ro">');
  expect(page.text).toContain('Poți închide această fereastră');
});

test('a user who comes back while no worker runs is sent on all the same', async () => {
  const { handle } = await atBank('https://shop.example/back?x=1');
  engine.workerIsDown = true;
  const { headers } = await api.get(`/callbacks/${handle}/ok`).expect(302);
  expect(headers.location).toContain('status=PROCESSING');
  engine.workerIsDown = false;
});

test('a forged handle, and one of a session that never was, is not found', async () => {
  for (const handle of ['nonsense', handleFor('7b1c8e2a-0d57-4c3e-9f6a-1b2c3d4e5f60', 'authorise', 1)]) {
    const { body } = await api.get(`/callbacks/${handle}/ok`).set('Accept', 'application/json').expect(404);
    expect(body).toMatchObject({ code: 'not_found', instance: '/callbacks/{state}/ok' });
  }
});

/** A deposit that was begun: its review is still to come. */
async function begun() {
  const session = await startSession(testApp, client);
  await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  return { ...session, handle: handleFor(session.session_id, 'review', 1) };
}
function report(handle: string, payload: object, { id = 'msg_1', at = new Date(), secret = WEBHOOK_SECRET } = {}) {
  const body = JSON.stringify(payload);
  return api
    .post(`/callbacks/${handle}`)
    .type('json')
    .set({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    })
    .send(body);
}

test('a report that comes before the session waits for it is kept; a repeat has no effect', async () => {
  const { handle, session_id } = await begun();
  await report(handle, { decision: 'approved' }).expect(200);
  await report(handle, { decision: 'declined' }).expect(200);
  expect(engine.session(session_id)?.early).toMatchObject({
    'review/1': { id: 'msg_1', payload: { decision: 'approved' } },
  });
});

test('a forged signature, a stale one, one over another body and none at all are refused', async () => {
  const { handle } = await begun();
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const refused = [
    report(handle, { decision: 'approved' }, { secret: other }),
    report(handle, { decision: 'approved' }, { at: new Date(Date.now() - 10 * 60_000) }),
    api.post(`/callbacks/${handle}`).send({ decision: 'approved' }),
  ];
  for (const call of refused) expect((await call.expect(401)).body.code).toBe('signature_invalid');
});

test('a report of another shape than agreed is refused, and so is one for a step that awaits none', async () => {
  const { handle, session_id } = await begun();
  const { body } = await report(handle, { decision: 'perhaps' }).expect(400);
  expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/decision' }] });
  await report(handleFor(session_id, 'product_form', 1), { decision: 'approved' }).expect(404);
});

test('members that a partner adds are ignored, and go no further', async () => {
  const { handle, session_id } = await begun();
  await report(handle, { decision: 'approved', score: 0.93, person: { name: 'Ana Pop' } }).expect(200);
  expect(engine.session(session_id)?.early['review/1']?.payload).toEqual({ decision: 'approved' });
  const { body } = await report(handle, { score: 0.93 }).expect(400);
  expect(body.errors).toMatchObject([{ pointer: '/decision', code: 'required' }]);
});

test('while a partner’s secret is rotated, the new and the old one verify', async () => {
  const { handle } = await begun();
  for (const secret of [WEBHOOK_SECRET, OLD_WEBHOOK_SECRET])
    await report(handle, { decision: 'approved' }, { secret }).expect(200);
});

test('a report for a session that is over is answered as late, noted, and has no effect', async () => {
  const { handle, session_id, nonce } = await begun();
  await api.delete(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  const { body } = await report(handle, { decision: 'approved' }).expect(200);
  expect(body).toEqual({ received: true, late: true });
  const noted = testApp.lines.map((line) => JSON.parse(line)).find((line) => line.session_id === session_id);
  expect(noted).toMatchObject({ msg: 'a report came too late to count' });
});

test('a report whose step was left while its session goes on is answered as late; a repeat of the one taken is not', async () => {
  const { handle, session_id } = await begun();
  const first = await report(handle, { decision: 'retake' }).expect(200);
  expect(first.body).toEqual({ received: true });
  const session = engine.session(session_id);
  if (!session) throw new Error('no session');
  // As after a review: its step has been entered and left.
  Object.assign(session, { visits: { ...session.visits, review: 1 }, early: {}, heard: { 'review/1': 'msg_1' } });
  expect((await report(handle, { decision: 'retake' }).expect(200)).body).toEqual({ received: true });
  const late = await report(handle, { decision: 'approved' }, { id: 'msg_2' }).expect(200);
  expect(late.body).toEqual({ received: true, late: true });
  expect(engine.session(session_id)?.dropped).toEqual({ late: 1 });
});
