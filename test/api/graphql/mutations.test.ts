import { basic, DEPOSIT, openTestApp, TERMS } from '../support/test-app';
import { ask, headersOf, pairOf } from './support';

const testApp = openTestApp();
const client = testApp.tenant();
const CREATE = `mutation ($input: CreateSessionInput!) {
  createSession(input: $input) { id sessionId nonce status next { kind step uploadUrl } }
}`;
const create = (more: object = {}) =>
  ask(testApp, client, CREATE, { input: { clientAppKey: client.client_app_key, skill: DEPOSIT, ...more } });

test('a session is created once for an idempotency key, and its user submits under its nonce', async () => {
  const { body } = await create({ idempotencyKey: 'order-1' }).expect(200);
  const { sessionId, nonce, next } = body.data.createSession;
  expect((await create({ idempotencyKey: 'order-1' })).body.data.createSession.sessionId).toBe(sessionId);
  expect(next.uploadUrl).toBeNull();
  const submitted = await testApp.api
    .post('/graphql')
    .set('Authorization', `Bearer ${nonce}`)
    .send({
      query: `mutation ($input: SubmitStepInput!) { submitStep(input: $input) { settled session { next { step } } } }`,
      variables: { input: { sessionId, nonce, skill: DEPOSIT, step: next.step, data: TERMS } },
    })
    .expect(200);
  expect(submitted.body.errors).toBeUndefined();
  expect(submitted.body.data.submitStep).toMatchObject({ settled: true, session: { next: { step: 'confirm' } } });
});

test('a session is a node: its id finds it, for its own tenant only', async () => {
  const { id, sessionId } = (await create()).body.data.createSession;
  const query = 'query ($id: ID!) { node(id: $id) { id ... on Session { sessionId } } }';
  expect((await ask(testApp, client, query, { id })).body.data.node).toEqual({ id, sessionId });
  const { body } = await ask(testApp, testApp.tenant(), query, { id });
  expect(body.errors[0].extensions.code).toBe('session_not_found');
});

test('credentials are revoked by their pair, and are so over REST', async () => {
  const pair = await pairOf(testApp, client);
  const { body } = await ask(
    testApp,
    client,
    'mutation ($input: RevokeCredentialsInput) { revokeCredentials(input: $input) { status } }',
    { input: { credentialsId: pair.credentials_id, accessToken: pair.access_token } },
  );
  expect(body.data.revokeCredentials).toEqual({ status: 'revoked' });
  const rest = await testApp.api
    .get(`/credentials/${pair.credentials_id}`)
    .set({ Authorization: basic(client), ...headersOf(pair) });
  expect(rest.body.status).toBe('revoked');
});

test('a wrong app key and a skill that is not there are refused as over REST', async () => {
  for (const [input, code] of [
    [{ clientAppKey: 'vak_wrong' }, 'client_unauthorized'],
    [{ skill: 'nothing_sbx_#1.0' }, 'skill_not_found'],
  ] as const)
    expect((await create(input)).body.errors[0].extensions.code).toBe(code);
});
