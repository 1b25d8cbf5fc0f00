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

const SEAL = path.join(__dirname, 'seal');
const open = async (profile: object) => {
  writeFileSync(path.join(folder, 'ours.json'), JSON.stringify(profile));
  bank = await openScriptedBank((asked) => answer(asked), {
    XYZ_SBX_BANK_PROFILE: 'ours',
    BANK_PROFILES_DIR: folder,
    XYZ_SBX_CLIENT_ID: 'PSDRO-1',
    XYZ_SBX_CLIENT_SECRET: 'hush',
    XYZ_SBX_SEAL_KEY: path.join(SEAL, 'key.pem'),
    XYZ_SBX_SEAL_CERT: path.join(SEAL, 'certificate.pem'),
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

describe('Where users sign in', () => {
  test('is asked for by a signed call with a token of our own, whose request is signed, too', async () => {
    const lookup = 'oauth/authorization-server-url';
    answer = ({ path: at }) =>
      at.includes(lookup) ? { body: { location: 'https://login.bank.test/granting?x=1' } } : { body: TOKEN };
    await open({
      oauth: {
        kind: 'pre_step',
        authorize_from: { path: lookup, member: 'location' },
        token: 'oauth/token',
        scope: { ais: 'payment-accounts:balances:view' },
        app_scope: 'greetings',
        parameters: { country_code: 'RO' },
      },
      sign: { algorithm: 'rsa-sha256', headers: ['digest', 'x-request-id'], token_requests: true },
    });
    const state = await bank.sca('bank.sign_in').begin({ service: 'ais' }, contextOf());
    const url = urlOf(state);
    expect(`${url.origin}${url.pathname}`).toBe('https://login.bank.test/granting');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ x: '1', response_type: 'code', country_code: 'RO' });
    const [token, asked] = bank.asked;
    expect(token).toMatchObject({ path: '/psd2/oauth/token', body: expect.stringContaining('scope=greetings') });
    expect(asked?.headers.authorization).toBe('Bearer at');
    expect(asked?.path).toContain(`redirect_uri=${encodeURIComponent(contextOf().redirect.ok)}`);
    for (const one of [token, asked]) {
      const digest = createHash('sha256').update(String(one?.body)).digest('base64');
      expect(one?.headers.digest).toBe(`SHA-256=${digest}`);
      expect(one?.headers.signature).toContain('headers="digest x-request-id"');
    }
  });

  test('is shown again to a user who came back without a code, and a look finds nothing', async () => {
    answer = () => ({ body: TOKEN });
    await open({ oauth: { kind: 'pre_step', authorize: 'a', token: 't', scope: { ais: 'AISP' } } });
    const sca = bank.sca('bank.sign_in');
    const state = await sca.begin({ service: 'ais' }, contextOf());
    expect(urlOf(state).pathname).toBe('/psd2/a');
    const late = contextOf({ attempt: { number: 8, ms: 10_000 } });
    const again = await sca.status(handleOf(state), late, false);
    expect(again).toMatchObject({ state: 'redirect', url: urlOf(state).href, again: true });
    await expect(sca.status(handleOf(again), late, false)).rejects.toMatchObject({ code: 'pending' });
    expect(await sca.status(handleOf(again), late, true)).toMatchObject({ state: 'failed' });
  });
});

describe('A token of the user’s', () => {
  const PRE_STEP = { kind: 'pre_step', authorize: 'a', token: 'oauth/token', scope: { ais: 'AISP' }, refresh: true };
  const spent = () => ({
    access_token: 'old',
    refresh_token: 'rt-old',
    expires_at: Date.now() - 1,
    endpoint: `${bank.url}/psd2/oauth/token`,
  });
  const links = { approach: 'REDIRECT', links: { scaRedirect: 'https://bank.test/login', scaStatus: '/sca' } };

  test('that ends while the user is away is renewed, and the new one kept', async () => {
    let consent = 'received';
    answer = ({ path: at }) =>
      at.endsWith('/token')
        ? { body: { ...TOKEN, access_token: 'new', refresh_token: 'rt-new' } }
        : { body: at === '/sca' ? { scaStatus: 'started' } : { consentStatus: consent } };
    await open({ oauth: PRE_STEP });
    const sca = bank.sca('ais.authorise');
    const good = { ...spent(), expires_at: Date.now() + 60_000 };
    const begun = await sca.begin({ consent_id: 'c1', links, token: good }, contextOf());
    const note = { ...(handleOf(begun) as object), token: spent() };
    const kept = await sca.status(note as never, contextOf(), false);
    expect(kept).toMatchObject({ state: 'redirect', again: true, handle: { token: { access_token: 'new' } } });
    expect(bank.asked.filter(({ path: at }) => at.endsWith('/token'))).toHaveLength(1);
    consent = 'valid';
    const done = await sca.status(handleOf(kept), contextOf(), false);
    expect(done).toMatchObject({ state: 'done', result: { token: { access_token: 'new', refresh_token: 'rt-new' } } });
    expect(bank.asked.at(-1)?.headers.authorization).toBe('Bearer new');
  });

  test('that the bank does not take leads back to the sign-in, and so does one that has ended', async () => {
    answer = () => ({ status: 401, body: { tppMessages: [{ category: 'ERROR', code: 'TOKEN_EXPIRED' }] } });
    await open({ oauth: PRE_STEP });
    const consent = (token: object) => bank.call('ais.consent', { psu_id: 'ana', token: token as never });
    await expect(consent({ ...spent(), expires_at: Date.now() + 60_000 })).rejects.toMatchObject({
      code: 'bank.sign_in_needed',
    });
    expect(bank.asked).toHaveLength(1);
    await expect(consent(spent())).rejects.toMatchObject({ code: 'bank.sign_in_needed' });
    expect(bank.asked).toHaveLength(1);
  });

  test('is needed at a bank without a consent resource, and is the consent', async () => {
    answer = () => ({ body: {} });
    await open({ consent: { resource: false }, oauth: PRE_STEP });
    await expect(bank.call('ais.consent', { psu_id: 'ana' })).rejects.toMatchObject({ code: 'bank.sign_in_needed' });
    const token = { ...spent(), expires_at: Date.now() + 60_000 };
    const consent = await bank.call('ais.consent', { psu_id: 'ana', token });
    const args = { consent_id: consent.consent_id as string, links: consent.links as never, token };
    expect(await bank.sca('ais.authorise').begin(args, contextOf())).toMatchObject({
      state: 'done',
      result: { consent_status: 'valid', token: { access_token: 'old' } },
    });
    expect(bank.asked).toEqual([]);
  });
});

describe('Two consents in a row', () => {
  const RELAY = { consent: { kinds: ['detailed'], list_first: true } };
  const IBAN = 'DE89370400440532013000';
  let consents = 0;
  const relay = (list: object): ((asked: Asked) => Scripted) => {
    consents = 0;
    return ({ path: at, method }) => {
      const id = `c${method === 'POST' ? ++consents : consents}`;
      if (method === 'POST')
        return { status: 201, body: { consentId: id, _links: { scaRedirect: { href: `https://bank.test/${id}` } } } };
      return { body: at.endsWith('/status') ? { consentStatus: 'valid' } : list };
    };
  };
  const begun = async () => {
    const consent = await bank.call('ais.consent', { psu_id: 'ana', valid_days: 30 });
    const args = { psu_id: 'ana', consent_id: consent.consent_id as string, links: consent.links as never };
    return bank.sca('ais.authorise').begin(args, contextOf());
  };

  test('are the list, once, and then what is wanted of the accounts that it names', async () => {
    answer = relay({ accounts: [{ iban: IBAN }, { bban: '1' }] });
    await open(RELAY);
    const first = await begun();
    const second = await bank.sca('ais.authorise').status(handleOf(first), contextOf(), false);
    expect([urlOf(first).pathname, urlOf(second).pathname]).toEqual(['/c1', '/c2']);
    const bodies = bank.asked.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body));
    expect(bodies[0]).toMatchObject({
      access: { availableAccounts: 'allAccounts' },
      recurringIndicator: false,
      frequencyPerDay: 1,
    });
    expect(bodies[1]).toMatchObject({ access: { balances: [{ iban: IBAN }] }, recurringIndicator: true });
    expect(await bank.sca('ais.authorise').status(handleOf(second), contextOf(), false)).toMatchObject({
      state: 'done',
      result: { consent_id: 'c2' },
    });
  });

  test('are one where the user has named the accounts', async () => {
    answer = relay({});
    await open(RELAY);
    await bank.call('ais.consent', { psu_id: 'ana', accounts: [IBAN] });
    expect(JSON.parse(String(bank.asked[0]?.body))).toMatchObject({ access: { accounts: [{ iban: IBAN }] } });
  });

  test('end with a sentence where the bank lists no account', async () => {
    answer = relay({ accounts: [] });
    await open(RELAY);
    expect(await bank.sca('ais.authorise').status(handleOf(await begun()), contextOf(), false)).toEqual({
      state: 'failed',
      message: 'Your bank has listed your accounts, and did not go on from there.',
    });
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

  test('a consent that is valid while the code is not here is not done', async () => {
    answer = ({ path: at }) => ({
      body: at.endsWith('/status') ? { consentStatus: 'valid' } : metadata(`${bank.url}/token`),
    });
    await open(SCA);
    const state = await begin('/.well-known/oauth');
    const look = (number: number, once = false) =>
      bank
        .sca('ais.authorise')
        .status(structuredClone(handleOf(state)), contextOf({ attempt: { number, ms: 10_000 } }), once);
    await expect(look(1)).rejects.toMatchObject({ code: 'pending' });
    expect(await look(8)).toMatchObject({ state: 'redirect', url: urlOf(state).href, again: true });
    expect(await look(1, true)).toMatchObject({ state: 'failed', message: expect.stringMatching(/come back/) });
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
