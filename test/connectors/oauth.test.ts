import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScaState } from '../../domain/session/sca/approaches';
import { type Asked, contextOf, openScriptedBank, type Scripted, type ScriptedBank } from './fixture';

let folder: string;
let bank: ScriptedBank;
let answer: (asked: Asked) => Scripted;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vestibule-oauth-'));
});
afterEach(async () => {
  await bank?.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = async (profile: object) => {
  writeFileSync(path.join(folder, 'ours.json'), JSON.stringify(profile));
  bank = await openScriptedBank((asked) => answer(asked), {
    XYZ_SBX_BANK_PROFILE: 'ours',
    BANK_PROFILES_DIR: folder,
    XYZ_SBX_CLIENT_ID: 'PSDRO-1',
    XYZ_SBX_CLIENT_SECRET: 'hush',
  });
};
const urlOf = (state: ScaState): URL => {
  if (state.state !== 'redirect') throw new Error(state.state);
  return new URL(state.url);
};
const handleOf = (state: ScaState) => ('handle' in state ? state.handle : null);
const TOKEN = { access_token: 'at', refresh_token: 'rt', expires_in: 3600, token_type: 'Bearer' };

describe('OAuth before any consent', () => {
  const PRE_STEP = {
    oauth: {
      kind: 'pre_step',
      authorize: 'https://login.bank.test/authorize?country=RO',
      token: 'oauth/token',
      scope: { ais: 'AISP' },
      client_secret: 'body',
      parameters: { access_type: 'offline' },
    },
  };

  test('sends the user with PKCE and a state, and exchanges the code for a token once', async () => {
    answer = () => ({ body: TOKEN });
    await open(PRE_STEP);
    const sca = bank.sca('bank.sign_in');
    const state = await sca.begin({ service: 'ais' }, contextOf());
    const { searchParams, host } = urlOf(state);
    expect(host).toBe('login.bank.test');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      country: 'RO',
      access_type: 'offline',
      response_type: 'code',
      client_id: 'PSDRO-1',
      scope: 'AISP',
      code_challenge_method: 'S256',
      redirect_uri: contextOf().redirect.ok,
    });
    const returned = { code: 'c-1', state: searchParams.get('state') as string };
    const done = await sca.status(handleOf(state), contextOf(), false, returned);
    expect(done).toMatchObject({ state: 'done', result: { token: { access_token: 'at', refresh_token: 'rt' } } });
    const form = new URLSearchParams(bank.asked[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'authorization_code',
      code: 'c-1',
      client_secret: 'hush',
    });
    const challenge = createHash('sha256')
      .update(String(form.get('code_verifier')))
      .digest('base64url');
    expect(challenge).toBe(searchParams.get('code_challenge'));
  });

  test('a code that came with another state is not taken', async () => {
    answer = () => ({ body: TOKEN });
    await open(PRE_STEP);
    const state = await bank.sca('bank.sign_in').begin({ service: 'ais' }, contextOf());
    const forged = { code: 'c-1', state: 'forged' };
    await expect(bank.sca('bank.sign_in').status(handleOf(state), contextOf(), false, forged)).rejects.toMatchObject({
      code: 'pending',
    });
    expect(bank.asked).toHaveLength(0);
  });

  test('a consent without it is refused with an outcome, and with it carries the token', async () => {
    answer = () => ({ status: 201, body: { consentId: 'c' } });
    await open(PRE_STEP);
    await expect(bank.call('ais.consent', { psu_id: 'ana' })).rejects.toMatchObject({ code: 'bank.sign_in_needed' });
    const token = { access_token: 'at', endpoint: `${bank.url}/psd2/oauth/token` };
    await bank.call('ais.consent', { psu_id: 'ana', token });
    expect(bank.asked[0]?.headers.authorization).toBe('Bearer at');
  });

  test('finds a server that the profile names relative to the bank below the address with its path', async () => {
    answer = () => ({ body: TOKEN });
    await open({ oauth: { ...PRE_STEP.oauth, authorize: 'oauth/authorize' } });
    const sca = bank.sca('bank.sign_in');
    const state = await sca.begin({ service: 'ais' }, contextOf());
    const { pathname, searchParams } = urlOf(state);
    expect(pathname).toBe('/psd2/oauth/authorize');
    const returned = { code: 'c-1', state: searchParams.get('state') ?? '' };
    await sca.status(handleOf(state), contextOf(), false, returned);
    expect(bank.asked).toMatchObject([{ method: 'POST', path: '/psd2/oauth/token' }]);
  });
});

describe('OAuth as the authorisation of a consent', () => {
  const SCA = { oauth: { kind: 'sca', scope: { ais: 'AIS: {id}' } }, headers: { token: 'oauth-1' } };
  const begin = (href: string) =>
    bank
      .sca('ais.authorise')
      .begin({ consent_id: 'c1', psu_id: 'ana', links: { approach: '', links: { scaOAuth: href } } }, contextOf());
  const metadata = (token_endpoint: string) => ({ authorization_endpoint: 'https://login.test/a', token_endpoint });

  test('reads the server’s metadata; a token endpoint on a host that nobody named is never called', async () => {
    answer = () => ({ body: metadata('https://evil.test/token') });
    await open(SCA);
    const state = await begin('/.well-known/oauth');
    expect(urlOf(state).searchParams.get('scope')).toBe('AIS: c1');
    const returned = { code: 'x', state: urlOf(state).searchParams.get('state') as string };
    await expect(bank.sca('ais.authorise').status(handleOf(state), contextOf(), false, returned)).rejects.toMatchObject(
      {
        code: 'error',
      },
    );
  });

  test('a link to metadata on another host is not followed', async () => {
    answer = () => ({ body: {} });
    await open(SCA);
    await expect(begin('https://evil.test/.well-known')).rejects.toMatchObject({ code: 'error' });
    expect(bank.asked).toHaveLength(0);
  });

  test('the token is kept while the consent lags, and goes in the profile’s own header', async () => {
    let status = 'received';
    answer = ({ path: at }) =>
      at.endsWith('/token')
        ? { body: TOKEN }
        : { body: at.endsWith('/status') ? { consentStatus: status } : metadata(`${bank.url}/token`) };
    await open(SCA);
    const state = await begin('/.well-known/oauth');
    const returned = { code: 'x', state: urlOf(state).searchParams.get('state') as string };
    const waits = await bank.sca('ais.authorise').status(handleOf(state), contextOf(), false, returned);
    expect(waits).toMatchObject({ state: 'decoupled', after_user: true });
    status = 'valid';
    const done = await bank.sca('ais.authorise').status(handleOf(waits), contextOf(), false);
    expect(done).toMatchObject({ state: 'done', result: { token: { access_token: 'at' } } });
    expect(bank.asked.at(-1)?.headers).toMatchObject({ 'oauth-1': 'at' });
  });

  test('a code that the bank does not take sends the user there again, with a new state', async () => {
    answer = ({ path: at }) =>
      at.endsWith('/token')
        ? { status: 400, body: { error: 'invalid_grant' } }
        : { body: metadata(`${bank.url}/token`) };
    await open(SCA);
    const state = await begin('/.well-known/oauth');
    const first = urlOf(state).searchParams.get('state') as string;
    const again = await bank
      .sca('ais.authorise')
      .status(handleOf(state), contextOf(), false, { code: 'x', state: first });
    expect(urlOf(again).searchParams.get('state')).not.toBe(first);
  });
});
