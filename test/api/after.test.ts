import { VestibuleError } from '../../domain/errors';
import { AISP, basic, type Client, DEPOSIT, openTestApp, startSession, submit } from './support/test-app';

const testApp = openTestApp();
const { api, memory, tokens } = testApp;
const client = testApp.tenant();

/** A consent that was given: its temp token. */
async function completed(by: Client = client) {
  const session = await startSession(testApp, by, AISP);
  await submit(testApp, by, session, session.nonce, 'identify', { psu_id: 'user_redirect' }, AISP).expect(200);
  const handle = tokens.callback.issue({
    session_id: session.session_id,
    client_id: by.client_id,
    step: 'authorise',
    visit: 1,
  }).token;
  await api.get(`/callbacks/${handle}/ok`).expect(200);
  const { body } = await api
    .get(`/sessions/${session.session_id}`)
    .set('Authorization', `Bearer ${session.nonce}`)
    .expect(200);
  return { session_id: session.session_id, nonce: session.nonce, temp_token: body.temp_token as string };
}
const exchange = (temp_token: string, by: Client = client) =>
  api.post('/token').send({ client_id: by.client_id, client_secret: by.client_secret, temp_token });
async function holding() {
  const { temp_token } = await completed();
  const { body } = await exchange(temp_token).expect(200);
  return { id: body.credentials_id as string, token: body.access_token as string };
}
const ask = (path: string, { id, token }: { id: string; token: string }, by: Client = client) =>
  api.get(path).set({ Authorization: basic(by), 'X-Credentials-Id': id, 'X-Access-Token': token });

test('a temp token is exchanged once, and then the session offers none any more', async () => {
  const { temp_token, session_id, nonce } = await completed();
  const { body, headers } = await exchange(temp_token).expect(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^vat_/),
    token_type: 'Bearer',
    credentials_id: expect.any(String),
    skill: AISP,
    session_id,
  });
  expect(headers['cache-control']).toBe('no-store');
  expect((await exchange(temp_token).expect(410)).body.code).toBe('temp_token_used');
  const after = await api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
  expect(after.body).not.toHaveProperty('temp_token');
});

test('Basic will do for client id and secret; both ways at odds will not', async () => {
  const { temp_token } = await completed();
  await api.post('/token').set('Authorization', basic(client)).send({ temp_token, client_id: 'other' }).expect(401);
  await api.post('/token').send({ temp_token }).expect(401);
  await api.post('/token').set('Authorization', basic(client)).send({ temp_token }).expect(200);
});

test('a temp token of another tenant, a forged one and an expired one are refused', async () => {
  const stranger = testApp.tenant();
  const { temp_token } = await completed();
  expect((await exchange(temp_token, stranger).expect(401)).body.code).toBe('temp_token_invalid');
  expect((await exchange('forged').expect(401)).body.code).toBe('temp_token_invalid');
  testApp.time.ahead = 11 * 60_000;
  expect((await exchange(temp_token).expect(410)).body.code).toBe('temp_token_expired');
  testApp.time.ahead = 0;
});

test('an exchange whose answer was lost gives the same token to the same idempotency key', async () => {
  const { temp_token } = await completed();
  const call = () =>
    api
      .post('/token')
      .set('Idempotency-Key', 'e1')
      .send({ client_id: client.client_id, client_secret: client.client_secret, temp_token });
  jest.spyOn(testApp.deps.store.idempotency, 'complete').mockRejectedValueOnce(new Error('the process died'));
  await call().expect(500);
  await testApp.deps.store.idempotency.abandon(`token/${client.client_id}/e1`, '');
  const { body } = await call().expect(200);
  await ask('/accounts', { id: body.credentials_id, token: body.access_token }).expect(200);
});

test('accounts and transactions are shown to the holder of the pair', async () => {
  const pair = await holding();
  expect((await ask('/accounts', pair).expect(200)).body.data).toMatchObject([
    { account_id: 'a-1', balances: [{ amount: '10.00' }] },
  ]);
  expect((await ask('/accounts/a-1', pair).expect(200)).body.data).toHaveLength(1);
  const { body } = await ask(
    '/transactions?account_id=a-1&limit=10&booking_status=both&date_from=2026-01-01',
    pair,
  ).expect(200);
  expect(body).toMatchObject({
    data: [{ transaction_id: 't-1', amount: '-1.00' }],
    has_more: false,
    next_cursor: null,
  });
  expect(
    (await ask('/transactions?account_id=a-1&date_from=2026-02-01&date_to=2026-01-01', pair).expect(400)).body.errors[0]
      .pointer,
  ).toBe('query/date_from');
});

test('days that no calendar has are refused before the bank is asked', async () => {
  const pair = await holding();
  for (const day of ['2026-02-30', '2026-13-01', '1900-02-29', '0000-00-00']) {
    for (const name of ['date_from', 'date_to']) {
      const { body } = await ask(`/transactions?account_id=a-1&${name}=${day}`, pair).expect(400);
      expect(body.errors).toMatchObject([{ pointer: `query/${name}`, code: 'format' }]);
    }
  }
});

test('a wrong pair, a missing half and another tenant’s pair are refused alike', async () => {
  const [pair, other] = [await holding(), await holding()];
  const stranger = testApp.tenant();
  const wrong = [
    { ...pair, token: other.token },
    { ...pair, id: other.id },
    { id: '', token: '' },
  ];
  for (const given of wrong) expect((await ask('/accounts', given).expect(401)).body.code).toBe('credentials_invalid');
  expect((await ask('/accounts', pair, stranger).expect(401)).body.code).toBe('credentials_invalid');
  expect((await ask('/accounts', pair, { ...client, client_secret: 'x' }).expect(401)).body.code).toBe(
    'client_unauthorized',
  );
});

test('credentials show what they point to, and are revoked at the bank; data calls are 410 from then on', async () => {
  const pair = await holding();
  const { body } = await ask(`/credentials/${pair.id}`, pair).expect(200);
  expect(body).toMatchObject({
    credentials_id: pair.id,
    skill: AISP,
    status: 'active',
    points_to: { consent_id: 'c-1', accounts: ['a-1'] },
  });
  const revoke = () =>
    api.delete(`/credentials/${pair.id}`).set({ Authorization: basic(client), 'X-Access-Token': pair.token });
  expect((await revoke().expect(200)).body.status).toBe('revoked');
  expect((await revoke().expect(200)).body.status).toBe('revoked');
  expect((await ask('/accounts', pair).expect(410)).body.code).toBe('consent_revoked');
  expect((await ask(`/credentials/${pair.id}`, pair).expect(200)).body.status).toBe('revoked');
});

test('credentials tell their bank, until when they are confirmed, and what is left of the day’s reads', async () => {
  const pair = await holding();
  const told = async () => (await ask(`/credentials/${pair.id}`, pair).expect(200)).body;
  expect(await told()).toMatchObject({
    bank: 'generic',
    reconfirm_by: expect.stringMatching(/^\d{4}-/),
    quota: { limit: 4, left: 4, resets_at: expect.stringMatching(/T00:00:00/) },
  });
  await ask('/accounts', pair).expect(200);
  expect((await told()).quota.left).toBe(3);
});

test('the user is present where address and browser are given; what is no address is refused', async () => {
  const pair = await holding();
  const port = testApp.deps.data('xyz', 'sandbox') as NonNullable<ReturnType<typeof testApp.deps.data>>;
  const asked = jest.spyOn(port, 'accounts');
  const from = (headers: Record<string, string>) => ask('/accounts', pair).set(headers);
  await from({ 'X-PSU-IP-Address': '192.0.2.7', 'X-PSU-User-Agent': 'App/1.0' }).expect(200);
  await from({ 'X-PSU-IP-Address': '192.0.2.7' }).expect(200);
  expect(asked.mock.calls.map(([, { psu }]) => psu)).toEqual([
    { ip_address: '192.0.2.7', user_agent: 'App/1.0' },
    undefined,
  ]);
  const { body } = await from({ 'X-PSU-IP-Address': 'here', 'X-PSU-User-Agent': 'App/1.0' }).expect(400);
  expect(body.errors).toMatchObject([{ pointer: 'header/X-PSU-IP-Address' }]);
  await from({ 'X-PSU-IP-Address': '2001:db8::7', 'X-PSU-User-Agent': 'App/1.0' }).expect(200);
  asked.mockRestore();
});

test('what was left out is told beside the list, and a cursor that nobody gave is refused', async () => {
  const pair = await holding();
  const port = testApp.deps.data('xyz', 'sandbox') as NonNullable<ReturnType<typeof testApp.deps.data>>;
  const warnings = [{ pointer: '/data', code: 'row_unreadable', message: 'So it is.' }];
  const history = jest.spyOn(port, 'history').mockResolvedValueOnce({ data: [], warnings });
  expect((await ask('/transactions?account_id=a-1', pair).expect(200)).body.warnings).toEqual(warnings);
  expect((await ask('/transactions?account_id=a-1', pair).expect(200)).body).not.toHaveProperty('warnings');
  const { body } = await ask('/transactions?account_id=a-1&cursor=v1.AAAA', pair).expect(400);
  expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: 'query/cursor' }] });
  history.mockRestore();
});

test('another tenant’s credentials are not found, and the access token must be theirs', async () => {
  const pair = await holding();
  expect((await ask(`/credentials/${pair.id}`, pair, testApp.tenant()).expect(404)).body.code).toBe(
    'credentials_not_found',
  );
  expect((await ask(`/credentials/${pair.id}`, { ...pair, token: 'x' }).expect(401)).body.code).toBe(
    'credentials_invalid',
  );
});

test('a consent that has run out is 410, by its date or by the bank’s word', async () => {
  const [dated, reported] = [await holding(), await holding()];
  const credentials = memory.credentials.get(dated.id);
  Object.assign(credentials ?? {}, { valid_until: '2020-01-01' });
  expect((await ask('/accounts', dated).expect(410)).body.code).toBe('consent_expired');
  const port = testApp.deps.data('xyz', 'sandbox');
  const asked = jest
    .spyOn(port as NonNullable<typeof port>, 'accounts')
    .mockRejectedValueOnce(new VestibuleError('consent_expired', 'It has expired.'));
  expect((await ask('/accounts', reported).expect(410)).body.code).toBe('consent_expired');
  expect(memory.credentials.get(reported.id)?.status).toBe('expired');
  await ask('/accounts', reported).expect(410);
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});

test.each([
  ['bank_rate_limited', 429],
  ['bank_unavailable', 503],
  ['bank_error', 502],
  ['bank_refused', 502],
  ['bank_format_unknown', 502],
  ['account_not_found', 404],
] as const)('what the bank can’t give is answered %s', async (code, status) => {
  const pair = await holding();
  const port = testApp.deps.data('xyz', 'sandbox');
  const asked = jest
    .spyOn(port as NonNullable<typeof port>, 'accounts')
    .mockRejectedValueOnce(new VestibuleError(code, 'So it is.'));
  const { body, headers } = await ask('/accounts/a-1', pair).expect(status);
  expect(body).toMatchObject({
    code,
    retryable: !['bank_refused', 'bank_format_unknown', 'account_not_found'].includes(code),
  });
  expect(headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
  asked.mockRestore();
});

test('the catalog lists only what the tenant registered, page by page', async () => {
  const list = (query: string) => api.get(`/catalog?client_id=${client.client_id}${query}`);
  const first = await list('&limit=1').expect(200);
  expect(first.body).toMatchObject({
    data: [{ skill: AISP, type: 'aisp', provider: 'xyz', flavour: 'sandbox', version: '1.0' }],
    has_more: true,
  });
  const second = await list(`&limit=1&cursor=${first.body.next_cursor}`).expect(200);
  expect(second.body).toMatchObject({ data: [{ skill: DEPOSIT }], has_more: false, next_cursor: null });
  expect((await list('&type=pisp').expect(200)).body.data).toEqual([]);
  expect((await list('&cursor=%21').expect(400)).body.code).toBe('request_invalid');
  await api.get('/catalog?client_id=nobody').expect(401);
  expect((await api.get(`/catalog/xyz_pisp_sbx_%231.0?client_id=${client.client_id}`).expect(404)).body.code).toBe(
    'skill_not_found',
  );
});
