import { customerNumber } from '../../sandbox/bank/customer-number';
import { approve, type Client, pass, type Reply, sandbox, tppCode } from './client';
import { hrefOf, type Visitor, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const otp = (code: string) => ({ body: { scaAuthenticationData: code } });

async function embedded(psu: string, name = 'generic') {
  const guest = visitor(bank, name, psu);
  const created = await guest.consent();
  const started = await guest.ask('POST', hrefOf(created, 'startAuthorisation'), { body: {} });
  const put = (code: string) => guest.ask('PUT', hrefOf(started, 'authoriseTransaction'), otp(code));
  return { guest, created, started, put, sca: () => guest.ask('GET', hrefOf(started, 'scaStatus')) };
}
const statusOf = async (guest: Visitor, created: Reply): Promise<string> => {
  const { body } = await guest.ask('GET', hrefOf(created, 'status'));
  return body.consentStatus ?? body.transactionStatus;
};
const login = (created: Reply, psu_id: string, decision = 'approve') =>
  bank.submit(hrefOf(created, 'scaRedirect'), { ...approve, psu_id, decision });

describe('a wrong one-time password', () => {
  test.each([
    ['wrong_otp_bare', 401, undefined],
    ['wrong_otp_format', 400, 'FORMAT_ERROR'],
  ])('is told in another way to %s, who may try again', async (psu, status, code) => {
    const { put, sca } = await embedded(psu);
    const wrong = await put('000000');
    expect([wrong.status, tppCode({ ...wrong, body: wrong.body || {} })]).toEqual([status, code]);
    expect((await sca()).body.scaStatus).toBe('started');
    expect((await put('123456')).body.scaStatus).toBe('finalised');
  });

  test('is the last of wrong_otp_final, but another authorisation of the consent may be started', async () => {
    const { guest, created, put, sca } = await embedded('wrong_otp_final');
    await put('000000');
    expect(tppCode(await put('123456'))).toBe('STATUS_INVALID');
    expect((await sca()).body.scaStatus).toBe('failed');
    expect((await guest.authorise(created)).body.scaStatus).toBe('finalised');
    expect(await statusOf(guest, created)).toBe('valid');
  });

  test('of chip_tan doesn’t bring the start code a second time', async () => {
    const { started, put } = await embedded('chip_tan');
    expect(started.body.challengeData.data).toEqual(['87012345']);
    expect((await put('000000')).body.challengeData).toBeUndefined();
  });
});

describe('an authorisation that is over', () => {
  test.each([
    ['sca_gone', 403],
    ['sca_gone_404', 404],
  ])('can’t be read or changed any more by %s, though the consent is valid', async (psu, status) => {
    const guest = visitor(bank, 'generic', psu);
    const created = await guest.consent();
    const link = psu === 'sca_gone' ? 'startAuthorisation' : 'scaStatus';
    await guest.authorise(created);
    const path = link === 'scaStatus' ? hrefOf(created, link) : await firstOf(guest, hrefOf(created, link));
    const gone = await guest.ask('GET', path);
    expect([gone.status, tppCode(gone)]).toEqual([status, 'RESOURCE_UNKNOWN']);
    expect((await guest.ask('PUT', path, otp('123456'))).status).toBe(status);
    expect(await statusOf(guest, created)).toBe('valid');
  });
  const firstOf = async (guest: Visitor, list: string): Promise<string> =>
    `${list}/${(await guest.ask('GET', list)).body.authorisationIds[0]}`;
});

test('polls_429, polls_403, polls_900: every other poll of scaStatus is refused', async () => {
  for (const [psu, status, retryAfter] of [
    ['polls_429', 429, null],
    ['polls_403', 403, null],
    ['polls_900', 429, '900'],
  ] as const) {
    const guest = visitor(bank, 'generic', psu);
    const created = await guest.consent();
    const seen = [];
    for (let poll = 0; poll < 3; poll += 1) {
      const { status: one, headers } = await guest.ask('GET', hrefOf(created, 'scaStatus'));
      seen.push([one, headers.get('Retry-After')]);
    }
    expect(seen).toEqual([
      [200, null],
      [status, retryAfter],
      [200, null],
    ]);
  }
});

test('no_sca_method: SCA fails after the password; encrypted_only: only the encrypted way is offered', async () => {
  const guest = visitor(bank, 'generic', 'no_sca_method');
  const created = await guest.consent();
  const path = hrefOf(created, 'startAuthorisationWithPsuAuthentication');
  const started = await guest.ask('POST', path, { body: { psuData: { password: 'sandbox' } } });
  expect([started.status, tppCode(started)]).toEqual([400, 'SCA_METHOD_UNKNOWN']);
  const other = await visitor(bank, 'generic', 'encrypted_only').consent();
  expect(Object.keys(other.body._links)).toEqual([
    'startAuthorisationWithEncryptedPsuAuthentication',
    'self',
    'status',
  ]);
});

describe('a redirect', () => {
  test('is unconfirmed until the code of the return address is sent; a wrong code fails it', async () => {
    for (const [psu, parameter] of [
      ['unconfirmed', 'confirmationCode'],
      ['unconfirmed_adorsys', 'authConfirmationCode'],
    ] as const) {
      const guest = visitor(bank, 'generic', psu);
      const created = await guest.consent();
      const back = new URL((await login(created, psu)).headers.get('Location') ?? '');
      const waiting = await guest.ask('GET', hrefOf(created, 'scaStatus'));
      expect(waiting.body.scaStatus).toBe('unconfirmed');
      expect(await statusOf(guest, created)).toBe('received');
      const isWrong = psu === 'unconfirmed_adorsys';
      const confirmationCode = isWrong ? 'x' : back.searchParams.get(parameter);
      const done = await guest.ask('PUT', hrefOf(waiting, 'confirmation'), { body: { confirmationCode } });
      expect([done.status, await statusOf(guest, created)]).toEqual(isWrong ? [400, 'rejected'] : [200, 'valid']);
      expect(back.searchParams.has(parameter)).toBe(true);
    }
  });

  test('lets the user go back undecided, and come again', async () => {
    const guest = visitor(bank, 'generic');
    const created = await guest.consent();
    const back = await login(created, 'user_redirect', 'later');
    expect(back.headers.get('Location')).toBe('http://127.0.0.1:9/callbacks/x/ok');
    expect(await statusOf(guest, created)).toBe('received');
    await login(created, 'user_redirect');
    expect(await statusOf(guest, created)).toBe('valid');
  });

  test('lets the user choose accounts where the consent leaves the choice open', async () => {
    const guest = visitor(bank, 'generic');
    const { iban } = (await guest.ask('GET', '/psd2/v1/accounts', { headers: await guest.given() })).body.accounts[1];
    const created = await guest.consent({ accounts: [], balances: [], transactions: [] });
    await bank.submit(hrefOf(created, 'scaRedirect'), { ...approve, accounts: iban });
    const headers = { 'Consent-ID': created.body.consentId };
    const { accounts } = (await guest.ask('GET', '/psd2/v1/accounts', { headers })).body;
    expect(accounts.map((one: { iban: string }) => one.iban)).toEqual([iban]);
  });

  test.each(['actc_before_sca', 'pdng_before_sca'])('that %s declines leaves scaStatus started', async (psu) => {
    const guest = visitor(bank, 'generic', psu);
    const created = await guest.pay();
    const before = psu.slice(0, 4).toUpperCase();
    expect(created.body.transactionStatus).toBe(before);
    const back = await login(created, psu, 'decline');
    expect(back.headers.get('Location')).toBe('http://127.0.0.1:9/callbacks/x/nok');
    expect((await guest.ask('GET', hrefOf(created, 'scaStatus'))).body.scaStatus).toBe('started');
    expect(await statusOf(guest, created)).toBe(before);
  });
});

describe('two signatories', () => {
  test('two_signatories: the second one decides on the phone', async () => {
    const guest = visitor(bank, 'generic', 'two_signatories');
    const [consent, payment] = [await guest.consent(), await guest.pay()];
    await login(consent, guest.psu);
    await login(payment, guest.psu);
    expect([await statusOf(guest, consent), await statusOf(guest, payment)]).toEqual(['partiallyAuthorised', 'PATC']);
    const open = await bank.call('GET', '/phone?psu_id=cosigner', { headers: { Accept: 'application/json' } });
    for (const { code } of open.body.data) {
      await bank.submit(`${bank.bank_url}/phone/${code}`, { decision: 'approve' });
    }
    expect([await statusOf(guest, consent), await statusOf(guest, payment)]).toEqual(['valid', 'ACTC']);
  });

  test('two_signatories_soon approves, two_signatories_declined declines by itself', async () => {
    const { guest: soon, created: first, put } = await embedded('two_signatories_soon');
    expect((await put('123456')).body.scaStatus).toBe('finalised');
    const declined = visitor(bank, 'generic', 'two_signatories_declined');
    const second = await declined.consent();
    await login(second, declined.psu);
    expect([await statusOf(soon, first), await statusOf(declined, second)]).toEqual(
      Array(2).fill('partiallyAuthorised'),
    );
    pass(2000);
    expect([await statusOf(soon, first), await statusOf(declined, second)]).toEqual(['valid', 'rejected']);
  });
});

test('lockbox says with the password only that it does not know a user', async () => {
  const guest = visitor(bank, 'lockbox', 'nobody');
  const created = await guest.consent();
  expect(created.status).toBe(201);
  const path = hrefOf(created, 'startAuthorisationWithPsuAuthentication');
  const refused = await guest.ask('POST', path, { body: { psuData: { password: 'sandbox' } } });
  expect([refused.status, tppCode(refused)]).toEqual([401, 'PSU_CREDENTIALS_INVALID']);
});

test('crossroads is embedded unless the redirect is preferred; refuses ids of version 8, long addresses', async () => {
  const guest = visitor(bank, 'crossroads');
  const ask = (headers: Record<string, string>) =>
    guest.ask('POST', guest.clothes.paths.consents, {
      headers,
      body: {
        access: { accounts: [], balances: [], transactions: [] },
        recurringIndicator: true,
        validUntil: '9999-12-31',
        frequencyPerDay: 4,
        combinedServiceIndicator: false,
      },
    });
  expect((await ask({})).headers.get('ASPSP-SCA-Approach')).toBe('EMBEDDED');
  const preferred = await ask({ 'TPP-Redirect-Preferred': 'true' });
  expect(Object.keys(preferred.body._links)).toContain('scaRedirect');
  expect(tppCode(await ask({ 'X-Request-ID': 'e0a9bd5f-8a6b-8b1c-9f2d-000000000001' }))).toBe('FORMAT_ERROR');
  expect((await ask({ 'TPP-Redirect-URI': `http://127.0.0.1/${'x'.repeat(255)}` })).status).toBe(500);
});

test('the phone lists a user’s open requests by their name, and by their customer number', async () => {
  const guest = visitor(bank, 'nudge', 'user_decoupled');
  await guest.consent();
  const listed = async (named: string) => {
    const { body } = await bank.call('GET', `/phone?psu_id=${named}`, { headers: { Accept: 'application/json' } });
    return body.data;
  };
  const byNumber = await listed(customerNumber({ psu_id: 'user_decoupled' }));
  expect(byNumber).toMatchObject([{ psu_id: 'user_decoupled' }]);
  expect(byNumber).toEqual(await listed('user_decoupled'));
  expect(await listed('nobody')).toEqual([]);
});
