import type { Clothes } from '../../sandbox/bank/clothes/clothes';
import { BANKS } from '../../sandbox/bank/clothes/wardrobe';
import { type Client, pass, type Reply, sandbox, tppCode } from './client';
import { judged } from './official/judged';
import { hrefOf, type Visitor, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

/** Lets the second signatory approve, where there is one. */
async function cosign({ clothes }: Visitor): Promise<void> {
  if (!clothes.traits.second_signatory) return;
  const list = await bank.call('GET', '/phone?psu_id=cosigner', { headers: { Accept: 'application/json' } });
  await bank.submit(`${bank.bank_url}/phone/${list.body.data[0].code}`, { decision: 'approve' });
}

const statusAt = async (guest: Visitor, created: Reply): Promise<string> => {
  const { body } = await guest.ask('GET', hrefOf(created, 'status'));
  return body.consentStatus ?? body.transactionStatus;
};

const namesOf = (banks: readonly Clothes[]) => banks.map(({ name }) => name);
const hasConsents = ({ traits }: Clothes) => traits.oauth?.sign_in !== 'only';

describe.each(namesOf(BANKS.filter(hasConsents)))('the bank %s', (name) => {
  test('gives a consent and what it is for; what it says is official but for what its clothes break', async () => {
    const { guest, unexpected, expected } = judged(bank, name);
    const created = await guest.consent();
    expect([created.status, created.body.consentStatus]).toEqual([201, 'received']);
    await guest.authorise(created);
    await cosign(guest);
    pass(60_000);
    expect(await statusAt(guest, created)).toBe('valid');
    const headers = { 'Consent-ID': created.body.consentId };
    const { paths, traits } = guest.clothes;
    const list = await guest.ask('GET', `${paths.accounts}?withBalance=true`, { headers });
    expect(list.body.accounts).toHaveLength(3);
    expect(list.body.accounts[0].balances).toHaveLength(2);
    const { balances, transactions } = await guest.firstAccount(headers);
    const own = balances ? await guest.ask('GET', balances, { headers }) : undefined;
    expect(own?.body.balances).toEqual(traits.balances_call ? list.body.accounts[0].balances : undefined);
    const accept = { Accept: '*/*', ...headers };
    const rows = await guest.ask('GET', `${transactions}?bookingStatus=booked`, { headers: accept });
    expect(rows.status).toBe(200);
    expect((await guest.ask('GET', hrefOf(created, 'self'))).body.consentStatus).toBe('valid');
    expect((await guest.ask('DELETE', hrefOf(created, 'self'))).status).toBe(204);
    expect(unexpected()).toEqual([]);
    expect(expected().length > 0).toBe(['nudge', 'pager', 'swift'].includes(name));
  });
});

describe.each(namesOf(BANKS.filter((one) => !hasConsents(one))))('the bank %s', (name) => {
  test('takes a sign-in for a consent, has no such resource, and gives nothing without a token', async () => {
    const guest = visitor(bank, name);
    const { paths } = guest.clothes;
    expect(tppCode(await guest.ask('GET', paths.accounts))).toBe('TOKEN_UNKNOWN');
    await guest.given();
    expect((await guest.ask('GET', paths.accounts)).body.accounts).toHaveLength(3);
    expect((await guest.ask('POST', paths.consents, { body: {} })).status).toBe(404);
    pass(901_000);
    expect(tppCode(await guest.ask('GET', paths.accounts))).toBe('TOKEN_EXPIRED');
  });
});

describe.each(namesOf(BANKS))('the bank %s', (name) => {
  test('takes a payment, which its user authorises, and settles it', async () => {
    const { guest, unexpected } = judged(bank, name);
    const created = await guest.pay();
    expect([created.status, created.body.transactionStatus]).toEqual([201, 'RCVD']);
    await guest.authorise(created);
    await cosign(guest);
    // Where the user signed in, their token would be over by then.
    pass(guest.clothes.traits.oauth?.sign_in ? 60_000 : 4 * 86_400_000);
    expect(await statusAt(guest, created)).toBe('ACSC');
    expect((await guest.ask('GET', hrefOf(created, 'self'))).body.transactionStatus).toBe('ACSC');
    expect(unexpected()).toEqual([]);
    const done = await bank.call(
      'GET',
      `/_sandbox/effects?resource_id=${created.body.paymentId}&effect=payment.settled`,
    );
    expect(done.body.data).toMatchObject([{ count: 1 }]);
  });
});
