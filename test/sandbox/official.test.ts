import { type Client, CONSENT, CONSENTS, sandbox } from './client';
import { judged } from './official/judged';
import { hrefOf, type Visitor } from './visitor';

const EXPLICIT = 'TPP-Explicit-Authorisation-Preferred';
let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());

/** Each turn that an authorisation may take at the generic bank, and each kind of refusal. */
const TURNS: Record<string, (guest: Visitor) => Promise<unknown>> = {
  user_decoupled: async (guest) => guest.authorise(await guest.consent()),
  user_password: async (guest) => guest.authorise(await guest.pay()),
  user_embedded_choice: async (guest) => {
    const started = await guest.ask('POST', hrefOf(await guest.consent(), 'startAuthorisation'), { body: {} });
    const method = { authenticationMethodId: 'photo' };
    await guest.authorise(await guest.ask('PUT', hrefOf(started, 'selectAuthenticationMethod'), { body: method }));
    await guest.ask('GET', hrefOf(started, 'scaStatus'));
  },
  cancel_by_sca: async (guest) => {
    const asked = await guest.ask('DELETE', hrefOf(await guest.pay(), 'self'));
    await guest.authorise(asked);
    await guest.ask('GET', hrefOf(asked, 'startAuthorisation'));
  },
  unconfirmed: async (guest) => guest.authorise(await guest.consent()),
  two_signatories: async (guest) => {
    const created = await guest.consent();
    await guest.authorise(created);
    await guest.ask('GET', hrefOf(created, 'status'));
  },
  payment_fee: async (guest) => guest.pay(),
  payment_accp_days: async (guest) => {
    const created = await guest.pay();
    await guest.authorise(created);
    await guest.ask('GET', hrefOf(created, 'self'));
  },
  user_embedded: async (guest) => {
    const started = await guest.ask('POST', hrefOf(await guest.consent(), 'startAuthorisation'), { body: {} });
    await guest.ask('PUT', hrefOf(started, 'authoriseTransaction'), { body: { scaAuthenticationData: '000000' } });
    await guest.ask('PUT', hrefOf(started, 'authoriseTransaction'), { body: {} });
  },
  user_redirect: async (guest) => {
    await guest.ask('GET', '/psd2/v1/accounts', { headers: { 'Consent-ID': 'nothing' } });
    await guest.ask('GET', '/psd2/v1/consents/nothing');
    await guest.pay({ instructedAmount: { currency: 'EUR', amount: 'much' } });
    const headers = await guest.given();
    const { transactions = '' } = await guest.firstAccount(headers);
    await guest.ask('GET', `${transactions}?bookingStatus=information`, { headers });
    const { body } = await guest.ask('GET', `${transactions}?bookingStatus=both`, { headers });
    await guest.ask('GET', body.transactions.booked[0]._links.transactionDetails.href, { headers });
  },
};

test.each(Object.keys(TURNS))('what the bank answers to %s is as the standard describes it', async (psu) => {
  const { guest, unexpected } = judged(bank, 'generic', psu);
  await TURNS[psu]?.(guest);
  expect(unexpected()).toEqual([]);
});

test.each<[what: string, headers: Record<string, string>, path: string]>([
  ['an address of the user of two families', { 'PSU-IP-Address': '::ffff:192.0.2.7' }, 'PSU-IP-Address'],
  ['an address of the user that is none', { 'PSU-IP-Address': 'localhost' }, 'PSU-IP-Address'],
  ['a preference that is neither true nor false', { 'TPP-Redirect-Preferred': 'yes' }, 'TPP-Redirect-Preferred'],
  ['an explicit start that is neither', { 'TPP-Explicit-Authorisation-Preferred': '1' }, EXPLICIT],
  ['a way back that is no address', { 'TPP-Nok-Redirect-URI': 'back' }, 'TPP-Nok-Redirect-URI'],
  ['a request id that is no UUID', { 'X-Request-ID': 'request-17' }, 'X-Request-ID'],
])('the bank refuses %s, and names the header', async (_what, headers, path) => {
  const refused = await bank.call('POST', CONSENTS, { headers, body: CONSENT, psu: 'user_redirect' });
  expect([refused.status, refused.body.tppMessages[0]]).toMatchObject([400, { code: 'FORMAT_ERROR', path }]);
});

test('the bank takes a user’s address of IPv6, which the official description has not', async () => {
  const headers = { 'PSU-IP-Address': '2001:db8::17' };
  expect((await bank.call('POST', CONSENTS, { headers, body: CONSENT, psu: 'user_redirect' })).status).toBe(201);
});

test('the bank refuses a list whose withBalance is neither true nor false', async () => {
  const refused = await bank.call('GET', '/psd2/v1/accounts?withBalance=1', { headers: { 'Consent-ID': 'c-1' } });
  expect(refused.body.tppMessages[0]).toMatchObject({ code: 'FORMAT_ERROR', path: 'withBalance' });
});
