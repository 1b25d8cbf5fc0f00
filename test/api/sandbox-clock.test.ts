import { basic, openTestApp, startSession, submit, TERMS } from './support/test-app';

const testApp = openTestApp();
const { api, engine } = testApp;
const advance = (session_id: string, by: unknown, authorization: string) =>
  api.post(`/sandbox/sessions/${session_id}/advance`).set('Authorization', authorization).send({ by });

describe('Time that a tenant has pass for its sandbox session', () => {
  test('brings a form to the end of its time, and starts what follows', async () => {
    const client = testApp.tenant();
    const session = await startSession(testApp, client);
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
    const before = engine.calls.length;
    const { body } = await advance(session.session_id, 'PT16M', basic(client)).expect(200);
    expect(engine.calls.slice(before)).toContain('skipTime');
    // The offer has run out, and a new one was made.
    expect(body).toMatchObject({ status: 'AWAITING_STEP', next: { step: 'confirm' } });
    expect(body.phases.map(({ step }: { step: string }) => step)).toEqual([
      'product_form',
      'quote',
      'confirm',
      'quote',
      'confirm',
    ]);
    expect(Date.parse(body.next.expires_at)).toBeGreaterThan(Date.now());
  });

  test('leaves the nonce good that was given out', async () => {
    const client = testApp.tenant();
    const session = await startSession(testApp, client);
    await advance(session.session_id, 'P1D', basic(client)).expect(200);
    await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  });

  test('ends it as expired, and there is none for a session that is over', async () => {
    const client = testApp.tenant();
    const { session_id } = await startSession(testApp, client);
    expect((await advance(session_id, 'P14D', basic(client)).expect(200)).body.status).toBe('EXPIRED');
    expect((await advance(session_id, 'P1D', basic(client)).expect(410)).body.code).toBe('session_expired');
  });

  test('is refused while no worker runs, for nobody could say what came of it', async () => {
    const client = testApp.tenant();
    const session = await startSession(testApp, client);
    engine.workerIsDown = true;
    expect((await advance(session.session_id, 'P1D', basic(client)).expect(503)).body.code).toBe('engine_unavailable');
    engine.workerIsDown = false;
  });

  test.each(['P1M', 'PT0S', 'P401D', '14', 'P-1D', ''])('can’t be %p', async (by) => {
    const client = testApp.tenant();
    const { session_id } = await startSession(testApp, client);
    const { body } = await advance(session_id, by, basic(client)).expect(400);
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/by' }] });
  });

  test.each([14, null, ['P1D'], undefined])('is a text, not %p', async (by) => {
    const client = testApp.tenant();
    const { session_id } = await startSession(testApp, client);
    expect((await advance(session_id, by, basic(client)).expect(400)).body.code).toBe('request_invalid');
  });

  test('takes the server’s key: a nonce will not do, and another tenant’s session is not there', async () => {
    const [client, other] = [testApp.tenant(), testApp.tenant()];
    const { session_id, nonce } = await startSession(testApp, client);
    expect((await advance(session_id, 'P1D', `Bearer ${nonce}`).expect(401)).body.code).toBe('client_unauthorized');
    expect((await advance(session_id, 'P1D', basic(other)).expect(404)).body.code).toBe('session_not_found');
  });

  test('is refused in production', async () => {
    const client = testApp.tenant({ flavour: 'production' });
    const { body } = await advance('any', 'P1D', basic(client)).expect(403);
    expect(body.code).toBe('sandbox_only');
  });
});
