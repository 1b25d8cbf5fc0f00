import { VestibuleError } from '../../../domain/errors';
import { basic, DEPOSIT, openTestApp, startSession } from '../support/test-app';
import { ask, headersOf, pairOf } from './support';

const testApp = openTestApp();
const client = testApp.tenant();
const { deps } = testApp;
const closed = openTestApp({}, { settings: { ...deps.settings, graphql_explorer: false } });
const closedClient = closed.tenant();
const codes = (body: { errors: { extensions: { code: string } }[] }) =>
  body.errors.map(({ extensions }) => extensions.code);

test.each([
  ['no GraphQL', 'what?'],
  ['an unknown field', '{ nothing }'],
  ['a secret in the text', '{ credentials(credentialsId: "c", accessToken: "vat_secret_text") { status } }'],
  ['two operations and no name', 'query A { __typename } query B { __typename }'],
])('a document that is %s is refused with 400, and nothing secret is repeated', async (_what, query) => {
  const response = await ask(testApp, client, query).expect(400);
  expect(response.headers['content-type']).toContain('application/graphql-response+json');
  expect(codes(response.body)).toContain('request_invalid');
  expect(response.body.errors[0].extensions.request_id).toBe(response.headers['x-request-id']);
  expect(response.text).not.toContain('vat_secret_text');
  expect(response.text).not.toContain('node_modules');
});

test('who accepts plain JSON is answered 200, as the specification has it for old clients', async () => {
  const response = await ask(testApp, client, '{ nothing }', {}, { Accept: 'application/json' }).expect(200);
  expect(response.headers['content-type']).toContain('application/json');
});

test('a list of operations, GET and a wrong key are refused by the frame', async () => {
  const post = (body: object) => testApp.api.post('/graphql').set('Authorization', basic(client)).send(body);
  expect((await post([{ query: '{ __typename }' }]).expect(400)).body.code).toBe('request_invalid');
  expect((await post({}).expect(400)).body.errors[0].pointer).toBe('/query');
  await testApp.api.get('/graphql?query={__typename}').expect(405);
  await testApp.api.post('/graphql').send({ query: '{ __typename }' }).expect(401);
  const wrong = { ...client, client_secret: client.client_app_key };
  await testApp.api.post('/graphql').set('Authorization', basic(wrong)).send({ query: '{ __typename }' }).expect(401);
});

test('arguments are judged as REST judges them, each fault with a pointer', async () => {
  const pair = await pairOf(testApp, client);
  const query =
    '{ credentials { status accounts { nodes { transactions(first: 0, dateFrom: "2026-02-30") { nodes { amount } } } } } }';
  const { body } = await ask(testApp, client, query, {}, headersOf(pair)).expect(200);
  expect(body.data.credentials.status).toBe('active');
  expect(body.errors[0].extensions.errors).toMatchObject([
    { pointer: '/dateFrom', code: 'format' },
    { pointer: '/first', code: 'minimum' },
  ]);
});

test('a bank that is down fails its accounts only, and is answered in the bank’s code', async () => {
  const pair = await pairOf(testApp, client);
  const bank = deps.data('any', 'sandbox');
  if (!bank) throw new Error('no bank');
  const down = jest
    .spyOn(bank, 'accounts')
    .mockRejectedValueOnce(new VestibuleError('bank_unavailable', 'The bank is down.', { retryAfter: 60 }));
  const query = '{ credentials { status accounts { nodes { iban } } } }';
  const { body } = await ask(testApp, client, query, {}, headersOf(pair)).expect(200);
  down.mockRestore();
  expect(body.data).toEqual({ credentials: { status: 'active', accounts: null } });
  expect(body.errors[0].extensions).toMatchObject({ code: 'bank_unavailable', retryable: true, retry_after: 60 });
});

test('a wrong pair is refused, and so is another tenant’s', async () => {
  const pair = await pairOf(testApp, client);
  const query = '{ credentials { status } }';
  const wrong = { ...headersOf(pair), 'X-Access-Token': 'vat_wrong' };
  expect(codes((await ask(testApp, client, query, {}, wrong)).body)).toEqual(['credentials_invalid']);
  const other = await ask(testApp, testApp.tenant(), query, {}, headersOf(pair));
  expect(codes(other.body)).toEqual(['credentials_not_found']);
});

test('another tenant’s session is answered as one that does not exist', async () => {
  const session = await startSession(testApp, testApp.tenant(), DEPOSIT);
  const { body } = await ask(testApp, client, 'query ($id: ID!) { session(sessionId: $id) { status } }', {
    id: session.session_id,
  });
  expect(codes(body)).toEqual(['session_not_found']);
});

test('a nonce reads its own session, and nothing else of the tenant’s', async () => {
  const session = await startSession(testApp, client, DEPOSIT);
  const query = '{ a: session(sessionId: "other") { status } events { nodes { id } } credentials { status } }';
  const { body } = await testApp.api.post('/graphql').set('Authorization', `Bearer ${session.nonce}`).send({ query });
  expect(codes(body).sort()).toEqual(['client_unauthorized', 'client_unauthorized', 'nonce_invalid']);
});

test('in production introspection is refused and nothing is suggested', async () => {
  const introspection = await ask(closed, closedClient, '{ __schema { types { name } } }').expect(400);
  expect(introspection.body.errors[0].message).toContain('introspection');
  const { body } = await ask(closed, closedClient, '{ skil { nodes { skill } } }').expect(400);
  expect(body.errors[0].message).not.toContain('skills');
});

test('a list of more than twenty pairs is refused, and none of it is read', async () => {
  const query = 'query ($pairs: [CredentialsPair!]!) { credentialsList(pairs: $pairs) { status } }';
  const found = jest.spyOn(deps.store.credentials, 'find');
  const pairs = Array.from({ length: 21 }, (_, n) => ({ credentialsId: `c-${n}`, accessToken: 'vat_x' }));
  const { body } = await ask(testApp, client, query, { pairs }).expect(200);
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0].extensions.errors).toMatchObject([{ pointer: '/pairs', code: 'max_items' }]);
  expect(found).not.toHaveBeenCalled();
});
