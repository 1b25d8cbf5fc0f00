import { AISP, basic, type Client, type openTestApp, startSession, submit } from '../support/test-app';

export type TestApp = ReturnType<typeof openTestApp>;

/** A call of a tenant’s server. */
export const ask = (
  { api }: TestApp,
  client: Client,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
) =>
  api
    .post('/graphql')
    .set({ Authorization: basic(client), ...headers })
    .send({ query, variables });

/** A consent that was given, and what its temp token was exchanged for. */
export async function holding(testApp: TestApp, client: Client) {
  const session = await startSession(testApp, client, AISP);
  await submit(testApp, client, session, session.nonce, 'identify', { psu_id: 'user_redirect' }, AISP).expect(200);
  const { session_id } = session;
  const callback = { session_id, client_id: client.client_id, step: 'authorise', visit: 1 };
  await testApp.api.get(`/callbacks/${testApp.tokens.callback.issue(callback).token}/ok`).expect(200);
  const { body: state } = await testApp.api.get(`/sessions/${session_id}`).set('Authorization', basic(client));
  const { temp_token } = state as { temp_token: string };
  return { session_id, temp_token, nonce: session.nonce };
}

/** A pair, as the tenant’s server keeps it. */
export async function pairOf(testApp: TestApp, client: Client) {
  const { temp_token, session_id } = await holding(testApp, client);
  const { body } = await testApp.api
    .post('/token')
    .set('Authorization', basic(client))
    .send({ temp_token })
    .expect(200);
  const { credentials_id, access_token } = body as { credentials_id: string; access_token: string };
  return { credentials_id, access_token, session_id };
}
export type Pair = Awaited<ReturnType<typeof pairOf>>;

export const headersOf = ({ credentials_id, access_token }: Pair) => ({
  'X-Credentials-Id': credentials_id,
  'X-Access-Token': access_token,
});
