import { type Client, sandbox } from './client';
import { judged } from './official/judged';
import { hrefOf, type Visitor } from './visitor';

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
