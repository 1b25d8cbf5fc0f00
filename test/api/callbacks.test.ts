import { Webhook } from 'standardwebhooks';
import { AISP, openTestApp, startSession, submit, TERMS, WEBHOOK_SECRET } from './support/test-app';

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

test('a report for a session that is over is taken note of and has no effect', async () => {
  const { handle, session_id, nonce } = await begun();
  await api.delete(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  await report(handle, { decision: 'approved' }).expect(200);
});
