import { KNOWN_HOLDERS, SERVICE_DOWN_IBAN, UNVERIFIABLE_IBAN } from '../../sandbox/bank/payee-verification';
import { type Client, pass, type Reply, sandbox, tppCode } from './client';
import { clothesOf, hrefOf, type Visitor, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const DAY_MS = 86_400_000;
const INSTANT = 'instant-sepa-credit-transfers';
const statusOf = async (guest: Visitor, created: Reply): Promise<string> =>
  (await guest.ask('GET', hrefOf(created, 'status'))).body.transactionStatus;

/** A payment that its user has authorised. */
async function authorised(psu: string, { name = 'generic', product = 'sepa-credit-transfers' } = {}) {
  const guest = visitor(bank, name, psu);
  const created = await guest.pay({}, product);
  await guest.authorise(created);
  return { guest, created, status: () => statusOf(guest, created) };
}

describe('the course of a payment', () => {
  test.each([
    ['payment_accp_days', 'ACCP', 'ACSC', 3],
    ['payment_acsp_days', 'ACSP', 'ACSC', 3],
    ['payment_returned', 'ACSP', 'RJCT', 1],
  ])('%s: %s, and %s after days', async (psu, first, last, days) => {
    const { status } = await authorised(psu);
    pass(days * DAY_MS - 60_000);
    expect(await status()).toBe(first);
    jest.restoreAllMocks();
    pass(days * DAY_MS + 1000);
    expect(await status()).toBe(last);
  });

  test('an instant payment is ACCC, at some banks after ACSP; RJCT, refused or not offered elsewhere', async () => {
    expect(await (await authorised('user_redirect', { product: INSTANT })).status()).toBe('ACCC');
    const { status } = await authorised('user_redirect', { name: 'prompt', product: INSTANT });
    expect(await status()).toBe('ACSP');
    pass(500);
    expect(await status()).toBe('ACCC');
    expect(await (await authorised('instant_rejected', { product: INSTANT })).status()).toBe('RJCT');
    const refused = await visitor(bank, 'generic', 'instant_refused').pay({}, INSTANT);
    expect([refused.status, tppCode(refused)]).toEqual([403, 'PRODUCT_INVALID']);
    const unknown = await visitor(bank, 'council').pay({}, INSTANT);
    expect([unknown.status, tppCode(unknown)]).toEqual([404, 'PRODUCT_UNKNOWN']);
  });
});

describe('what a payment costs and may be', () => {
  test('payment_fee: the fee and the sum are told before SCA', async () => {
    expect((await visitor(bank, 'generic', 'payment_fee').pay()).body).toMatchObject({
      transactionFees: { currency: 'EUR', amount: '1.20' },
      transactionFeeIndicator: true,
      estimatedTotalAmount: { currency: 'EUR', amount: '13.50' },
    });
  });

  test.each<[string, object, string | undefined]>([
    ['debtor_required', { debtorAccount: undefined }, 'debtorAccount'],
    ['sepa_characters', { creditorName: 'Müller' }, 'creditorName'],
    ['sepa_characters', { remittanceInformationUnstructured: 'a & b' }, 'remittanceInformationUnstructured'],
    ['short_remittance', { remittanceInformationUnstructured: 'x'.repeat(36) }, 'remittanceInformationUnstructured'],
    ['user_redirect', { creditorAccount: { iban: 'DE75512108001245126198' } }, 'creditorAccount.iban'],
    ['user_redirect', { instructedAmount: { currency: 'EUR', amount: '0.00' } }, 'instructedAmount.amount'],
    ['payment_bare_refusals', { creditorAccount: { iban: 'DE75512108001245126198' } }, undefined],
  ])('%s %j: refused, naming %s', async (psu, order, path) => {
    const refused = await visitor(bank, 'generic', psu).pay(order);
    expect([refused.status, tppCode(refused)]).toEqual([400, 'FORMAT_ERROR']);
    expect(refused.body.tppMessages[0].path).toBe(path);
  });
});

describe('a cancellation', () => {
  test('cancel_by_sca: needs an address to return to, is authorised, and is over only then', async () => {
    const guest = visitor(bank, 'generic', 'cancel_by_sca');
    const created = await guest.pay();
    const self = hrefOf(created, 'self');
    const missing = await guest.ask('DELETE', self, { headers: { 'TPP-Redirect-URI': '' } });
    expect([missing.status, missing.body.tppMessages[0].path]).toEqual([400, 'TPP-Redirect-URI']);
    const asked = await guest.ask('DELETE', self);
    expect([asked.status, asked.body.transactionStatus]).toEqual([202, 'RCVD']);
    expect(hrefOf(asked, 'startAuthorisation')).toBe(`${self}/cancellation-authorisations`);
    await guest.authorise(asked);
    expect(await statusOf(guest, created)).toBe('CANC');
  });

  test('the user can still approve the payment while the cancellation waits', async () => {
    const guest = visitor(bank, 'council', 'cancel_by_sca');
    const created = await guest.pay();
    expect((await guest.ask('DELETE', hrefOf(created, 'self'))).status).toBe(202);
    await guest.authorise(created);
    expect(await statusOf(guest, created)).toBe('PATC');
  });

  test('cancel_by_sca_embedded: is authorised with a one-time password, and its list names it', async () => {
    const guest = visitor(bank, 'generic', 'cancel_by_sca_embedded');
    const created = await guest.pay();
    const asked = await guest.ask('DELETE', hrefOf(created, 'self'));
    expect((await guest.authorise(asked)).body.scaStatus).toBe('finalised');
    expect(await statusOf(guest, created)).toBe('CANC');
    const list = await guest.ask('GET', hrefOf(asked, 'startAuthorisation'));
    expect(Object.values(list.body).flat()).toHaveLength(1);
  });
});

describe('the verification of a payee', () => {
  const [iban = '', name = ''] = Object.entries(KNOWN_HOLDERS)[0] ?? [];
  const verify = (creditorName: string, account: string, at = 'generic') => {
    const path = clothesOf(at).paths.payee_verifications;
    return visitor(bank, at).ask('POST', path, { body: { creditorAccount: { iban: account }, creditorName } });
  };

  test.each([
    [name, iban, { result: 'MTCH' }],
    [name.toUpperCase(), iban, { result: 'MTCH' }],
    ['Anna Popesco', iban, { result: 'CMTC', matchedName: name }],
    ['A. Popescu', iban, { result: 'CMTC', matchedName: name }],
    ['Somebody Else', iban, { result: 'NMTC' }],
    ['Anybody', UNVERIFIABLE_IBAN, { result: 'NOAP' }],
    ['Anybody', 'DE75512108001245126199', { result: 'MTCH' }],
  ])('of “%s”, %s, is %j', async (given, account, result) => {
    expect((await verify(given, account)).body).toEqual(result);
  });

  test('is not there at some banks, is down for one payee, and wants an IBAN', async () => {
    expect((await verify(name, iban, 'pager')).status).toBe(404);
    expect((await verify(name, SERVICE_DOWN_IBAN)).status).toBe(503);
    expect((await verify(name, 'DE00')).body.tppMessages[0].path).toBe('creditorAccount.iban');
  });
});
