import { approve, type Client, CONSENT, CONSENTS, pass, type Reply, sandbox, tppCode, validConsent } from './client';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const create = (psu: string, headers = {}): Promise<Reply> =>
  bank.call('POST', CONSENTS, { psu, body: CONSENT, headers });
const statusOf = async (id: string): Promise<string> =>
  (await bank.call('GET', `${CONSENTS}/${id}/status`)).body.consentStatus;
const follow = (reply: Reply, link: string, method: string, body: object): Promise<Reply> =>
  bank.call(method, reply.body._links[link].href, { body });

describe('a consent by redirect', () => {
  test('is valid once the user approved on the login page, who then goes back to the address of the app', async () => {
    const created = await create('user_redirect');
    expect(created.status).toBe(201);
    expect(created.headers.get('ASPSP-SCA-Approach')).toBe('REDIRECT');
    const page = created.body._links.scaRedirect.href;
    expect((await fetch(page)).status).toBe(200);
    const back = await bank.submit(page, approve);
    expect([back.status, back.headers.get('Location')]).toEqual([302, 'http://127.0.0.1:9/callbacks/x/ok']);
    expect(await statusOf(created.body.consentId)).toBe('valid');
    expect((await bank.submit(page, { decision: 'decline' })).headers.get('Location')).toBe(
      'http://127.0.0.1:9/callbacks/x/ok',
    );
  });

  test('is rejected when the user declines, who goes back to the other address', async () => {
    const created = await create('user_redirect');
    const back = await bank.submit(created.body._links.scaRedirect.href, { decision: 'decline' });
    expect(back.headers.get('Location')).toBe('http://127.0.0.1:9/callbacks/x/nok');
    expect(await statusOf(created.body.consentId)).toBe('rejected');
  });

  test('is not approved with a wrong password, nor by another user', async () => {
    const created = await create('user_redirect');
    const page = created.body._links.scaRedirect.href;
    expect((await bank.submit(page, { ...approve, password: 'x' })).status).toBe(401);
    expect((await bank.submit(page, { ...approve, psu_id: 'user_slow' })).status).toBe(401);
    expect(await statusOf(created.body.consentId)).toBe('received');
  });

  test('is authorised explicitly where the app prefers that', async () => {
    const created = await create('user_redirect', { 'TPP-Explicit-Authorisation-Preferred': 'true' });
    expect(created.body._links.scaRedirect).toBeUndefined();
    const started = await bank.call('POST', created.body._links.startAuthorisation.href, {
      psu: 'user_redirect',
      body: {},
    });
    expect(started.status).toBe(201);
    await bank.submit(started.body._links.scaRedirect.href, approve);
    expect((await bank.call('GET', started.body._links.scaStatus.href)).body.scaStatus).toBe('finalised');
    expect(await statusOf(created.body.consentId)).toBe('valid');
  });
});

describe('a decoupled consent', () => {
  test('waits for the click on the phone, which the code in the message leads to', async () => {
    const created = await create('user_decoupled');
    pass(3_600_000);
    expect(await statusOf(created.body.consentId)).toBe('received');
    const [, page] = /(http:\S+)$/.exec(created.body.psuMessage) ?? [];
    await bank.submit(page ?? '', { decision: 'approve' });
    expect(await statusOf(created.body.consentId)).toBe('valid');
  });

  test('of a slow user is approved by itself after 8 s, that of a declining one declined after 1 s', async () => {
    const [slow, declined] = await Promise.all([create('user_slow'), create('user_declined')]);
    expect(await statusOf(slow.body.consentId)).toBe('received');
    pass(8_000);
    expect(await statusOf(slow.body.consentId)).toBe('valid');
    expect(await statusOf(declined.body.consentId)).toBe('rejected');
  });
});

describe('an embedded consent', () => {
  const begin = async (psu: string, link = 'startAuthorisation', body = {}) => {
    const created = await create(psu);
    return {
      id: created.body.consentId,
      started: await bank.call('POST', created.body._links[link].href, { psu, body }),
    };
  };

  test('is valid after the one-time password', async () => {
    const { id, started } = await begin('user_embedded');
    expect(started.body).toMatchObject({
      scaStatus: 'scaMethodSelected',
      challengeData: { otpMaxLength: 6, otpFormat: 'integer' },
    });
    const done = await follow(started, 'authoriseTransaction', 'PUT', { scaAuthenticationData: '123456' });
    expect([done.status, done.body.scaStatus]).toEqual([200, 'finalised']);
    expect(await statusOf(id)).toBe('valid');
  });

  test('fails for good with the third wrong one-time password', async () => {
    const { id, started } = await begin('user_embedded');
    for (const left of [true, true, false]) {
      const wrong = await follow(started, 'authoriseTransaction', 'PUT', { scaAuthenticationData: '000000' });
      expect([wrong.status, tppCode(wrong)]).toEqual([401, 'PSU_CREDENTIALS_INVALID']);
      expect('authoriseTransaction' in wrong.body._links).toBe(left);
    }
    expect((await bank.call('GET', started.body._links.scaStatus.href)).body.scaStatus).toBe('failed');
    expect(await statusOf(id)).toBe('rejected');
    const late = await follow(started, 'authoriseTransaction', 'PUT', { scaAuthenticationData: '123456' });
    expect([late.status, tppCode(late)]).toEqual([409, 'STATUS_INVALID']);
  });

  test('offers the methods of a user who has two', async () => {
    const { id, started } = await begin('user_embedded_choice');
    expect(started.body.scaMethods).toHaveLength(2);
    const chosen = await follow(started, 'selectAuthenticationMethod', 'PUT', { authenticationMethodId: 'photo' });
    expect(chosen.body.challengeData.image).toMatch(/^iVBOR/);
    await follow(chosen, 'authoriseTransaction', 'PUT', { scaAuthenticationData: '123456' });
    expect(await statusOf(id)).toBe('valid');
  });

  test('asks for the password first where the bank wants it', async () => {
    const { id, started } = await begin('user_password', 'startAuthorisationWithPsuAuthentication', {
      psuData: { password: 'sandbox' },
    });
    expect(started.body.scaStatus).toBe('scaMethodSelected');
    await follow(started, 'authoriseTransaction', 'PUT', { scaAuthenticationData: '123456' });
    expect(await statusOf(id)).toBe('valid');
  });
});

describe('what goes wrong', () => {
  test('an unknown user, a missing address, a past date and a malformed body are told as the standard has it', async () => {
    const unknown = await create('nobody');
    expect([unknown.status, tppCode(unknown)]).toEqual([401, 'PSU_CREDENTIALS_INVALID']);
    for (const headers of [
      { 'PSU-IP-Address': '' },
      { 'X-Request-ID': 'no uuid' },
      { 'TPP-Redirect-URI': 'javascript:alert(1)' },
    ]) {
      const refused = await create('user_redirect', headers);
      expect([refused.status, tppCode(refused)]).toEqual([400, 'FORMAT_ERROR']);
    }
    const past = await bank.call('POST', CONSENTS, {
      psu: 'user_redirect',
      body: { ...CONSENT, validUntil: '2020-01-01' },
    });
    expect(past.body.tppMessages[0]).toMatchObject({ code: 'FORMAT_ERROR', path: 'validUntil' });
    const broken = await fetch(new URL(CONSENTS, bank.bank_url), {
      method: 'POST',
      body: '{',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(broken.status).toBe(400);
  });

  test('the bank is down for one user always, for another twice for each operation', async () => {
    expect((await create('user_bank_down')).status).toBe(503);
    const id = { 'X-Request-ID': 'e0a9bd5f-8a6b-4b1c-9f2d-000000000001' };
    const path = '/banks/prompt/v1/consents';
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      statuses.push((await bank.call('POST', path, { psu: 'user_flaky', body: CONSENT, headers: id })).status);
    }
    expect(statuses).toEqual([503, 503, 201, 201]);
    const { body } = await bank.call(
      'GET',
      `/_sandbox/effects?request_id=${id['X-Request-ID']}&effect=consent.created`,
    );
    expect(body.data).toMatchObject([{ count: 1, requests: 2 }]);
  });

  test('a consent ends when its app deletes it, and when its user revokes it; both say CONSENT_INVALID to who reads', async () => {
    const [deleted, revoked] = [await validConsent(bank), await validConsent(bank)];
    expect((await bank.call('DELETE', `${CONSENTS}/${deleted}`)).status).toBe(204);
    expect((await bank.call('DELETE', `${CONSENTS}/${deleted}`)).status).toBe(204);
    await bank.submit(`${bank.bank_url}/consents/${revoked}/revoke`, {});
    expect([await statusOf(deleted), await statusOf(revoked)]).toEqual(['terminatedByTpp', 'revokedByPsu']);
    for (const id of [deleted, revoked]) {
      const read = await bank.call('GET', '/psd2/v1/accounts', { headers: { 'Consent-ID': id } });
      expect([read.status, tppCode(read)]).toEqual([401, 'CONSENT_INVALID']);
    }
  });
});
