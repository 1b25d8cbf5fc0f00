import type { JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import { type Asked, contextOf, openScriptedBank, type Scripted, type ScriptedBank } from './fixture';

let bank: ScriptedBank;
let answer: (asked: Asked) => Scripted;
beforeEach(async () => {
  bank = await openScriptedBank((asked) => answer(asked));
});
afterEach(() => bank.close());

const tpp = (code: string, path?: string) => ({
  tppMessages: [{ category: 'ERROR', code, text: 'for the account of Ana Pop', path }],
});
const consent = (ctx = contextOf()) => bank.call('ais.consent', { psu_id: 'ana' }, ctx);
const begin = (links: JsonObject, more: JsonObject = {}): Promise<ScaState> =>
  bank
    .sca('ais.authorise')
    .begin({ consent_id: 'c1', psu_id: 'ana', links: { approach: '', links, ...more } }, contextOf());
const created = (links: Record<string, string>, more: object = {}) => ({
  status: 201,
  body: {
    consentId: 'c1',
    consentStatus: 'received',
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    ...more,
  },
});

describe('a refusal', () => {
  test.each([
    ['400 is final', { status: 400, body: tpp('FORMAT_ERROR') }, { code: 'error', retryable: false, uncertain: false }],
    ['403 is final', { status: 403, body: tpp('SERVICE_BLOCKED') }, { code: 'error', retryable: false }],
    [
      'a redirect is not followed',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { code: 'error', retryable: false },
    ],
    ['500 may pass', { status: 500 }, { code: 'unavailable', retryable: true, uncertain: true }],
    ['503 says when', { status: 503, headers: { 'retry-after': '3' } }, { code: 'unavailable', retryAfter: 3000 }],
    [
      'a gateway’s page may pass',
      { status: 502, body: '<html>Bad gateway</html>' },
      { code: 'unavailable', retryable: true },
    ],
    [
      'the daily limit is final',
      { status: 429, body: tpp('ACCESS_EXCEEDED') },
      { code: 'error', message: 'The bank allows no more requests for now.' },
    ],
    [
      'a short rate limit may pass',
      { status: 429, headers: { 'retry-after': '2' } },
      { code: 'unavailable', retryable: true, retryAfter: 2000 },
    ],
    [
      'a success that is not JSON can’t be used',
      { status: 201, body: 'ok' },
      { code: 'error', retryable: false, uncertain: true },
    ],
    [
      'a success without an id can’t be used',
      { status: 201, body: {} },
      { code: 'error', retryable: false, uncertain: true },
    ],
  ])('%s', async (_what, scripted: Scripted, expected) => {
    answer = () => scripted;
    const failure = await consent().catch((error: unknown) => error);
    expect(failure).toMatchObject({ ...expected });
    expect(JSON.stringify([(failure as Error).message, failure])).not.toContain('Ana');
  });
});

describe('a bank that does not answer', () => {
  test('in time may do so later, and may have done it', async () => {
    answer = () => ({ silent: true });
    await expect(consent()).rejects.toMatchObject({ code: 'unavailable', retryable: true, uncertain: true });
  }, 15_000);

  test('is left at once when the operation is cancelled', async () => {
    const cancelled = new AbortController();
    answer = () => {
      setImmediate(() => cancelled.abort());
      return { silent: true };
    };
    await expect(consent(contextOf({ signal: cancelled.signal }))).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('and one that answers without end is cut off', async () => {
    answer = () => ({ status: 201, body: { consentId: 'c', filler: 'x'.repeat(5 * 1024 * 1024) } });
    await expect(consent()).rejects.toMatchObject({ code: 'error', retryable: false });
  });
});

describe('what is sent', () => {
  test('names the request, the user, their address and the ways back', async () => {
    answer = () => created({ startAuthorisation: '/x' });
    const ctx = contextOf();
    await consent(ctx);
    await consent(ctx);
    const [first, second] = bank.asked as [Asked, Asked];
    expect(first.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8]/),
      'psu-id': 'ana',
      'psu-ip-address': '192.0.2.7',
      'psu-user-agent': 'Test/1.0',
      'tpp-redirect-uri': ctx.redirect.ok,
      'tpp-nok-redirect-uri': ctx.redirect.nok,
    });
    expect(second).toEqual({
      ...first,
      headers: expect.objectContaining({ 'x-request-id': first.headers['x-request-id'] }),
    });
  });

  test('keeps what can’t stand in a header out of it', async () => {
    answer = () => created({});
    await consent(contextOf({ psu: { ip_address: '192.0.2.7', user_agent: 'Fünf\r\nx-evil: 1' } }));
    expect(bank.asked[0]?.headers).toMatchObject({ 'psu-user-agent': 'Fnfx-evil: 1' });
    await expect(bank.call('ais.consent', { psu_id: 'a\r\nx: y' })).rejects.toMatchObject({
      code: 'bank.psu_unknown',
      retryable: false,
    });
  });

  test('reads are requests of their own each time, so that no stale answer comes back', async () => {
    answer = ({ path }) => ({
      body: path.endsWith('/status') ? { consentStatus: 'received' } : { scaStatus: 'started' },
    });
    const state = await begin({ scaStatus: '/psd2/v1/consents/c1/authorisations/a1' }, { approach: 'DECOUPLED' });
    if (state.state !== 'decoupled') throw new Error(state.state);
    const ctx = contextOf();
    for (const _ of [1, 2])
      await expect(bank.sca('ais.authorise').status(state.handle, ctx, false)).rejects.toMatchObject({
        code: 'pending',
      });
    expect(new Set(bank.asked.map(({ headers }) => headers['x-request-id'])).size).toBe(bank.asked.length);
  });
});

describe('an implicit authorisation', () => {
  test('by redirect is followed without starting another', async () => {
    answer = () =>
      created({ scaRedirect: 'https://login.bank.test/a1', scaStatus: '/psd2/v1/consents/c1/authorisations/a1' });
    const { links } = await consent();
    const state = await bank
      .sca('ais.authorise')
      .begin({ consent_id: 'c1', psu_id: 'ana', links: links as JsonObject }, contextOf());
    expect(state).toMatchObject({ state: 'redirect', url: 'https://login.bank.test/a1' });
    expect(bank.asked).toHaveLength(1);
  });

  test('by a code shows the challenge that came with the consent', async () => {
    const challengeData = { otpMaxLength: 8, otpFormat: 'characters', additionalInformation: 'Sent to your phone' };
    answer = () => created({ authoriseTransaction: '/psd2/v1/consents/c1/authorisations/a1' }, { challengeData });
    const { links } = await consent();
    expect(
      await bank
        .sca('ais.authorise')
        .begin({ consent_id: 'c1', psu_id: 'ana', links: links as JsonObject }, contextOf()),
    ).toMatchObject({
      kind: 'otp',
      show: { otp_max_length: 8, otp_format: 'characters', message: 'Sent to your phone' },
    });
  });

  test('that the bank exempts the user from is done at once', async () => {
    answer = () => ({ body: { consentStatus: 'valid' } });
    expect(await begin({}, { scaStatus: 'exempted' })).toEqual({
      state: 'done',
      result: { consent_status: 'valid', consent_id: 'c1' },
    });
  });
});

describe('links', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/x',
    '//evil.test/x',
    'http://user:pw@127.0.0.1/',
    'file:///etc/passwd',
  ])('that lead away from the bank are not followed: %s', async (href) => {
    answer = () => ({ body: {} });
    await expect(begin({ startAuthorisation: href })).rejects.toMatchObject({ code: 'error', retryable: false });
    expect(bank.asked).toHaveLength(0);
  });

  test.each([
    'javascript:alert(1)',
    'http://bank.test/login',
    'https://user:pw@bank.test/login',
    `https://bank.test/${'a'.repeat(2100)}`,
  ])('that a browser should not be sent to are not given to it: %s', async (href) => {
    await expect(begin({ scaRedirect: href })).rejects.toMatchObject({ code: 'error', retryable: false });
  });

  test('may be absolute where they stay with the bank', async () => {
    answer = () => ({
      status: 201,
      body: { scaStatus: 'started', authorisationId: 'a1', _links: { scaRedirect: { href: 'https://b.test/' } } },
    });
    expect(await begin({ startAuthorisation: `${bank.url}/elsewhere/authorisations` })).toMatchObject({
      state: 'redirect',
    });
    expect(bank.asked[0]).toMatchObject({ method: 'POST', path: '/elsewhere/authorisations' });
  });

  test('that go in circles are given up', async () => {
    answer = () => ({
      status: 201,
      body: { scaStatus: 'received', _links: { startAuthorisation: { href: '/again' } } },
    });
    expect(await begin({ startAuthorisation: '/again' })).toMatchObject({ state: 'failed' });
    expect(bank.asked.length).toBeLessThan(10);
  });

  test('to a way that is not spoken here fail the authorisation with a sentence', async () => {
    expect(await begin({ scaOAuth: 'https://b.test/.well-known/oauth-authorization-server' })).toEqual({
      state: 'failed',
      message: 'The bank offers no way of authorisation that can be used here.',
    });
  });

  test('an id from the bank can’t become another path', async () => {
    answer = () => ({ body: { consentStatus: 'valid' } });
    await bank.connector.data.status({ consent_id: '../accounts/x?y#z' }, {});
    expect(bank.asked[0]?.path).toBe('/psd2/v1/consents/..%2Faccounts%2Fx%3Fy%23z/status');
    await expect(bank.connector.data.status({ consent_id: '..' }, {})).rejects.toMatchObject({ code: 'bank_error' });
  });
});

describe('an authorisation that is over while its resource is not', () => {
  const at = { scaStatus: '/psd2/v1/consents/c1/authorisations/a1' };
  test('is waited for, and the user is told that their part is done', async () => {
    answer = ({ path }) => ({
      body: path.endsWith('/status') ? { consentStatus: 'received' } : { scaStatus: 'finalised' },
    });
    const state = await begin(at);
    if (!('handle' in state)) throw new Error(state.state);
    const waits = await bank.sca('ais.authorise').status(state.handle, contextOf(), false);
    expect(waits).toMatchObject({
      state: 'decoupled',
      after_user: true,
      message: expect.stringContaining('authorised'),
    });
    if (!('handle' in waits)) throw new Error(waits.state);
    await expect(bank.sca('ais.authorise').status(waits.handle, contextOf(), false)).rejects.toMatchObject({
      code: 'pending',
    });
  });

  test('a consent that the bank rejects fails it, though the authorisation itself says nothing', async () => {
    answer = ({ path }) => ({
      body: path.endsWith('/status') ? { consentStatus: 'rejected' } : { scaStatus: 'started' },
    });
    const state = await begin(at);
    if (!('handle' in state)) throw new Error(state.state);
    expect(await bank.sca('ais.authorise').status(state.handle, contextOf(), true)).toMatchObject({ state: 'failed' });
  });
});
