import { createHash } from 'node:crypto';
import { approve, type Client, pass, sandbox, tppCode } from './client';
import { hrefOf, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const VERIFIER = 'v'.repeat(43);
const ASKED = {
  response_type: 'code',
  client_id: 'tpp',
  redirect_uri: 'http://127.0.0.1:9/callbacks/x/ok',
  state: 's1',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

/** A consent at gateway, and the two endpoints of its authorisation server. */
async function open() {
  const guest = visitor(bank, 'gateway');
  const created = await guest.consent();
  const server = (await (await fetch(hrefOf(created, 'scaOAuth'))).json()) as Record<string, string>;
  const authorize = (more: Record<string, string> = {}, decision = 'approve') => {
    const query = new URLSearchParams({ ...ASKED, scope: `AIS:${created.body.consentId}`, ...more });
    return bank.submit(`${server.authorization_endpoint}?${query}`, { ...approve, decision });
  };
  const back = async (more?: Record<string, string>, decision?: string) =>
    Object.fromEntries(new URL((await authorize(more, decision)).headers.get('Location') ?? '').searchParams);
  const token = (fields: Record<string, string>) =>
    bank.submit(server.token_endpoint ?? '', { client_id: 'tpp', ...fields });
  const redeem = (code = '', more = {}) =>
    token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: ASKED.redirect_uri,
      code_verifier: VERIFIER,
      ...more,
    });
  const list = (access_token: string) =>
    guest.ask('GET', '/banks/gateway/v3/accounts', {
      headers: { 'Consent-ID': created.body.consentId, Authorization: access_token && `Bearer ${access_token}` },
    });
  return { guest, created, server, back, redeem, token, list };
}

test('the configuration names the endpoints and S256', async () => {
  const { server } = await open();
  expect(server).toMatchObject({
    issuer: `${bank.bank_url}/banks/gateway`,
    authorization_endpoint: `${bank.bank_url}/banks/gateway/oauth/authorize`,
    token_endpoint: `${bank.bank_url}/banks/gateway/oauth/token`,
    code_challenge_methods_supported: ['S256'],
  });
});

test('the code that comes back with the state is good for one token, which opens the accounts', async () => {
  const { created, guest, back, redeem, list } = await open();
  const { code, state } = await back();
  expect(state).toBe('s1');
  expect((await guest.ask('GET', hrefOf(created, 'scaStatus'))).body.scaStatus).toBe('finalised');
  const given = await redeem(code);
  expect(given.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  expect((await list(given.body.access_token)).status).toBe(200);
  expect((await redeem(code)).body).toEqual({ error: 'invalid_grant' });
});

test('data without the token, or with that of another consent or an old one, is refused', async () => {
  const [one, other] = [await open(), await open()];
  const mine = await one.redeem((await one.back()).code);
  const theirs = await other.redeem((await other.back()).code);
  expect(tppCode(await other.list(''))).toBe('TOKEN_UNKNOWN');
  expect(tppCode(await other.list(mine.body.access_token))).toBe('TOKEN_INVALID');
  pass(3_601_000);
  expect(tppCode(await other.list(theirs.body.access_token))).toBe('TOKEN_EXPIRED');
});

test('a refresh token is good once, for a new pair', async () => {
  const { back, redeem, token, list } = await open();
  const first = (await redeem((await back()).code)).body;
  const refresh = () => token({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
  const second = await refresh();
  expect((await list(second.body.access_token)).status).toBe(200);
  expect((await refresh()).body).toEqual({ error: 'invalid_grant' });
});

test('what does not fit is refused: the proof, the client, the address, the scope, a missing challenge', async () => {
  const { back, redeem } = await open();
  for (const more of [
    { code_verifier: 'w'.repeat(43) },
    { client_id: 'other' },
    { redirect_uri: 'http://127.0.0.1:9/' },
  ]) {
    expect((await redeem((await back()).code, more)).body).toEqual({ error: 'invalid_grant' });
  }
  const other = await open();
  expect(await other.back({ scope: 'AIS:nothing' })).toEqual({ error: 'invalid_scope', state: 's1' });
  expect(await other.back({ code_challenge: '' })).toEqual({ error: 'invalid_request', state: 's1' });
  expect(await other.back({ response_type: 'token' })).toEqual({ error: 'unsupported_response_type', state: 's1' });
});

test('a user who declines comes back with access_denied, and the consent is rejected', async () => {
  const { guest, created, back } = await open();
  expect(await back({}, 'decline')).toEqual({ error: 'access_denied', state: 's1' });
  expect((await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus).toBe('rejected');
});

test('tollgate creates nothing without the TPP’s own token, and reads oauth-1', async () => {
  const guest = visitor(bank, 'tollgate');
  const { paths } = guest.clothes;
  expect(tppCode(await guest.ask('POST', paths.consents, { body: {} }))).toBe('TOKEN_UNKNOWN');
  const headers = await guest.given();
  expect((await guest.ask('GET', paths.accounts, { headers })).status).toBe(200);
  pass(601_000);
  expect(tppCode(await guest.ask('GET', paths.accounts, { headers }))).toBe('TOKEN_EXPIRED');
});

describe('danube, whose users sign in first', () => {
  const server = () => `${bank.bank_url}/banks/danube/oauth`;
  const signIn = (fields: Record<string, string>, more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...ASKED, scope: 'AISP', ...more });
    return bank.submit(`${server()}/authorize?${query}`, fields);
  };

  test('does nothing for a TPP without a user’s token, and then for that user only', async () => {
    const guest = visitor(bank, 'danube');
    const { paths } = guest.clothes;
    expect(tppCode(await guest.ask('POST', paths.consents, { body: {} }))).toBe('TOKEN_UNKNOWN');
    const headers = await guest.given();
    expect((await guest.ask('GET', paths.accounts, { headers })).body.accounts).toHaveLength(3);
    pass(3_601_000);
    expect(tppCode(await guest.ask('GET', paths.accounts, { headers }))).toBe('TOKEN_EXPIRED');
  });

  test('gives tokens of 20 s to short_tokens, and a new pair for each refresh token, once', async () => {
    const code = new URL((await signIn({ ...approve, psu_id: 'short_tokens' })).headers.get('Location') ?? '')
      .searchParams;
    const token = (fields: Record<string, string>) => bank.submit(`${server()}/token`, { client_id: 'tpp', ...fields });
    const first = await token({
      grant_type: 'authorization_code',
      code: code.get('code') ?? '',
      redirect_uri: ASKED.redirect_uri,
      code_verifier: VERIFIER,
    });
    expect(first.body).toMatchObject({ expires_in: 20, scope: 'AISP' });
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    expect((await token(refresh)).body).toMatchObject({ expires_in: 20 });
    expect((await token(refresh)).body).toEqual({ error: 'invalid_grant' });
  });

  test('sends back who cancels, shows who errs the form again, and knows two scopes', async () => {
    const back = async (reply: Promise<{ headers: Headers }>) =>
      Object.fromEntries(new URL((await reply).headers.get('Location') ?? '').searchParams);
    expect(await back(signIn({ decision: 'decline' }))).toEqual({ error: 'access_denied', state: 's1' });
    expect(await back(signIn({ ...approve }, { scope: 'EVERYTHING' }))).toEqual({
      error: 'invalid_scope',
      state: 's1',
    });
    expect((await signIn({ ...approve, password: 'wrong' })).status).toBe(401);
    expect(
      (await bank.call('GET', `${server()}/authorize?${new URLSearchParams({ ...ASKED, scope: 'PISP' })}`)).status,
    ).toBe(200);
    expect((await signIn({ ...approve, decision: 'later' })).headers.get('Location')).toBe(ASKED.redirect_uri);
  });
});

test('signet tells where users sign in only to who signs, with a token of the TPP’s own', async () => {
  const at = '/banks/signet/oauth/authorization-server-url?scope=AISP&redirect_uri=http://127.0.0.1:9/';
  const guest = visitor(bank, 'signet');
  expect((await guest.ask('GET', at)).body).toEqual({ error: 'invalid_token' });
  expect(
    (
      await bank.submit(`${bank.bank_url}/banks/signet/oauth/token`, {
        client_id: 'tpp',
        grant_type: 'client_credentials',
      })
    ).body,
  ).toEqual({ error: 'invalid_request' });
});
