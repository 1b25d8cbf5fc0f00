import type { Test } from 'supertest';
import { pdf } from '../support/samples';
import { AISP, basic, DEPOSIT, openTestApp, startSession, submit, TERMS } from './support/test-app';

const testApp = openTestApp();
const { api, deps, memory } = testApp;
const client = testApp.tenant();
const { client_id, client_secret, client_app_key } = client;
const authorization = basic(client);
const ORIGIN = 'https://shop.example';

const lookUps = jest.spyOn(deps.store.tenants, 'byClientId');
/** Called whenever CORS is decided for this tenant. */
const decisions = jest.fn((origin: string) => origin === ORIGIN);
Object.assign(memory.tenants.get(client_id)?.origins ?? [], { includes: decisions });

let session: Awaited<ReturnType<typeof startSession>>;
beforeAll(async () => {
  session = await startSession(testApp, client);
});
beforeEach(() => jest.clearAllMocks());

const post = (path: string, body: object) => api.post(path).send(body);
const upload = () =>
  api
    .post(`/sessions/${session.session_id}/steps/${session.next.step_id}/upload`)
    .field('client_id', client_id)
    .field('nonce', session.nonce)
    .attach('selfie', pdf(), 'a.pdf');

const CALLS: [call: string, send: () => Test][] = [
  ['reads the catalog', () => api.get(`/catalog?client_id=${client_id}`)],
  ['reads a skill', () => api.get(`/catalog/${encodeURIComponent(DEPOSIT)}?client_id=${client_id}`)],
  ['starts a session', () => post('/sessions', { client_id, client_app_key, skill: DEPOSIT })],
  ['starts one again', () => post('/sessions', { client_id, client_app_key, skill: AISP }).set('Idempotency-Key', 'k')],
  ['has a wrong key', () => post('/sessions', { client_id, client_app_key: 'x', skill: DEPOSIT })],
  ['is not as documented', () => post('/sessions', { client_id })],
  ['submits a step', () => submit(testApp, client, session, session.nonce, 'product_form', TERMS)],
  ['submits wrong data', () => submit(testApp, client, session, session.nonce, 'product_form', {})],
  ['uploads a file', upload],
  ['reads a session', () => api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`)],
  ['reads one by Basic', () => api.get(`/sessions/${session.session_id}`).set('Authorization', authorization)],
  ['exchanges a token', () => post('/token', { client_id, client_secret, temp_token: 'x' })],
  ['exchanges one by Basic', () => post('/token', { temp_token: 'x' }).set('Authorization', authorization)],
  ['reads accounts', () => api.get('/accounts').set('Authorization', authorization)],
  ['reads credentials', () => api.get('/credentials/x').set('Authorization', authorization)],
];

test.each(CALLS)(
  'for a browser’s call that %s, the tenant is looked up once and CORS decided once',
  async (_call, send) => {
    const { headers } = await send().set('Origin', ORIGIN);
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(lookUps).toHaveBeenCalledTimes(1);
    expect(decisions).toHaveBeenCalledTimes(1);
  },
);

test('a client that is unknown is looked up once too', async () => {
  await api.get('/catalog?client_id=nobody').set('Origin', ORIGIN).expect(401);
  expect(lookUps).toHaveBeenCalledTimes(1);
});

test('a call of no browser costs no look-up that its endpoint doesn’t need', async () => {
  await api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
  await post('/sessions', { client_id }).expect(400);
  expect(lookUps).not.toHaveBeenCalled();
  expect(decisions).not.toHaveBeenCalled();
});
