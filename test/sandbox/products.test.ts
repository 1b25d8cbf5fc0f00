import { randomUUID } from 'node:crypto';
import { BLOCKED_IBAN } from '../../sandbox/bank/users';
import { approve, type Client, PAYMENTS, pass, sandbox, tppCode, validConsent } from './client';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const order = (creditor = 'DE75512108001245126199') => ({
  instructedAmount: { currency: 'EUR', amount: '12.30' },
  creditorName: 'Shop',
  creditorAccount: { iban: creditor },
  remittanceInformationUnstructured: 'Order 17',
});

describe('a payment', () => {
  const initiate = (psu: string, body: object = order()) => bank.call('POST', PAYMENTS, { psu, body });
  const statusOf = async (id: string) => (await bank.call('GET', `${PAYMENTS}/${id}/status`)).body.transactionStatus;
  const authorised = async (psu: string) => {
    const { body } = await initiate(psu);
    await bank.submit(body._links.scaRedirect.href, { ...approve, psu_id: psu });
    return body.paymentId;
  };

  test('goes from received over authorised to settled, and then stands on the account', async () => {
    const id = await authorised('user_redirect');
    expect(await statusOf(id)).toBe('ACTC');
    pass(1000);
    expect(await statusOf(id)).toBe('ACSC');
    const headers = { 'Consent-ID': await validConsent(bank) };
    const [account] = (await bank.call('GET', '/psd2/v1/accounts', { headers })).body.accounts;
    const { body } = await bank.call('GET', `${account._links.transactions.href}?bookingStatus=booked`, { headers });
    const [entry] = body.transactions.booked.filter((one: { transactionId: string }) => one.transactionId === id);
    expect(entry).toMatchObject({
      transactionAmount: { amount: '-12.30' },
      creditorName: 'Shop',
      remittanceInformationUnstructured: 'Order 17',
    });
  });

  test('is rejected after its authorisation for one user, settles late for another', async () => {
    const [rejected, slow] = [await authorised('user_payment_rejected'), await authorised('user_payment_slow')];
    pass(19_000);
    expect([await statusOf(rejected), await statusOf(slow)]).toEqual(['RJCT', 'ACTC']);
    jest.restoreAllMocks();
    pass(21_000);
    expect(await statusOf(slow)).toBe('ACSC');
  });

  test('to a blocked account is rejected at once; one that is malformed is not taken', async () => {
    const blocked = await initiate('user_redirect', order(BLOCKED_IBAN));
    expect([blocked.status, blocked.body.transactionStatus]).toEqual([201, 'RJCT']);
    const wrong = [
      order('DE75512108001245126198'),
      { ...order(), instructedAmount: { currency: 'EUR', amount: '0.00' } },
      { creditorName: 'x' },
    ];
    for (const body of wrong) expect(tppCode(await initiate('user_redirect', body))).toBe('FORMAT_ERROR');
  });

  test('can be cancelled until it is settled', async () => {
    const { body } = await initiate('user_redirect');
    expect((await bank.call('DELETE', `${PAYMENTS}/${body.paymentId}`)).status).toBe(204);
    expect(await statusOf(body.paymentId)).toBe('CANC');
    const settled = await authorised('user_redirect');
    pass(1000);
    const refused = await bank.call('DELETE', `${PAYMENTS}/${settled}`);
    expect([refused.status, tppCode(refused)]).toEqual([405, 'CANCELLATION_INVALID']);
  });
});

describe('a deposit', () => {
  const D = '/deposits/v1';
  const quote = (value: string, currency = 'EUR', period = '12') =>
    bank.call('POST', `${D}/quotes`, { body: { value, currency, period } });
  const held = async (value = '100000') => {
    const { quoteId } = (await quote(value)).body;
    return (await bank.call('POST', `${D}/holds`, { body: { quoteId, value, currency: 'EUR' } })).body.holdId;
  };
  const sign = async (hold: string) => {
    const started = await bank.call('POST', `${D}/holds/${hold}/authorisations`, { psu: 'user_embedded', body: {} });
    return bank.call('PUT', started.body._links.authoriseTransaction.href, {
      body: { scaAuthenticationData: '123456' },
    });
  };

  test('is quoted, held, signed and opened', async () => {
    expect((await quote('100000')).body).toMatchObject({ rate: '2.60', interest: '2600.00' });
    const hold = await held();
    expect((await bank.call('POST', `${D}/holds/${hold}/deposit`, { body: {} })).status).toBe(409);
    expect((await sign(hold)).body.scaStatus).toBe('finalised');
    const opened = await bank.call('POST', `${D}/holds/${hold}/deposit`, { body: {} });
    expect([opened.status, opened.body.iban.slice(0, 2)]).toEqual([201, 'DE']);
    expect((await bank.call('DELETE', `${D}/holds/${hold}`)).status).toBe(409);
  });

  test('is not offered, or declined in the end, for the values that say so', async () => {
    expect(tppCode(await quote('999'))).toBe('TERMS_UNAVAILABLE');
    expect(tppCode(await quote('5000', 'RON', '3'))).toBe('TERMS_UNAVAILABLE');
    const hold = await held('66600');
    await sign(hold);
    const declined = await bank.call('POST', `${D}/holds/${hold}/deposit`, { body: {} });
    expect([declined.status, tppCode(declined)]).toEqual([409, 'DECLINED']);
  });

  test('a hold is released by its id or by its request; a request released before it came is refused', async () => {
    const hold = await held();
    expect((await bank.call('DELETE', `${D}/holds/${hold}`)).status).toBe(204);
    expect((await bank.call('GET', `${D}/holds/${hold}`)).body.status).toBe('released');
    const { quoteId } = (await quote('500')).body;
    const id = { 'X-Request-ID': randomUUID() };
    expect((await bank.call('DELETE', `${D}/holds/by-request/${id['X-Request-ID']}`)).status).toBe(204);
    const late = await bank.call('POST', `${D}/holds`, {
      headers: id,
      body: { quoteId, value: '500', currency: 'EUR' },
    });
    expect([late.status, tppCode(late)]).toEqual([409, 'RELEASED']);
  });
});
