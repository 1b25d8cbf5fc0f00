import type { Scripted } from '../fixture';
import { account, BODY, balances, booked, closeBanks, planned, refusal, row } from './scripted';

afterEach(closeBanks);

const list: Scripted = { body: { accounts: [account()] } };
const status = (consentStatus: string): Scripted => ({ body: { consentStatus } });

describe('a refusal that speaks of the consent', () => {
  test('of a moment: the read is repeated once', async () => {
    for (const first of [refusal(401, 'CONSENT_INVALID'), refusal(401)]) {
      const bank = await planned({ accounts: (_asked, nth) => (nth === 1 ? first : list), balances: balances() });
      expect((await bank.data.accounts(BODY, {})).data).toHaveLength(1);
      expect(bank.calls('accounts')).toHaveLength(2);
    }
  });

  test.each<[string, Scripted, string]>([
    ['expired', status('expired'), 'consent_expired'],
    ['withdrawn by the user', status('revokedByPsu'), 'consent_revoked'],
    ['ended by the bank', status('terminatedByAspsp'), 'consent_revoked'],
    ['unknown', refusal(403, 'CONSENT_UNKNOWN'), 'consent_revoked'],
    ['expired, told by a refusal', refusal(401, 'CONSENT_EXPIRED'), 'consent_expired'],
  ])('that its status confirms: %s', async (_what, answer, code) => {
    const bank = await planned({ accounts: refusal(401, 'CONSENT_INVALID'), status: answer });
    await expect(bank.data.accounts(BODY, {})).rejects.toMatchObject({ code });
    expect(bank.calls('status')).toHaveLength(1);
  });

  test.each<[string, Scripted, string]>([
    ['good', status('valid'), 'bank_refused'],
    ['not to be had', { status: 503 }, 'bank_unavailable'],
    ['refused', refusal(401, 'CERTIFICATE_INVALID'), 'bank_refused'],
    ['not known to us', status('sleeping'), 'bank_refused'],
  ])('is not believed where the status is %s', async (_what, answer, code) => {
    const bank = await planned({ accounts: refusal(401, 'CONSENT_INVALID'), status: answer });
    await expect(bank.data.accounts(BODY, {})).rejects.toMatchObject({ code });
  });

  test('the status is asked once for all accounts of a list', async () => {
    const accounts = Array.from({ length: 6 }, (_, n) => account({ resourceId: `a-${n}` }));
    const bank = await planned({ accounts: { body: { accounts } }, balances: refusal(401, 'CONSENT_INVALID') });
    const { data, warnings } = await bank.data.accounts(BODY, {});
    expect(data).toHaveLength(6);
    expect(warnings).toHaveLength(6);
    expect(bank.calls('status')).toHaveLength(1);
  });

  test('a consent that ends between list and balances is told as ended', async () => {
    const bank = await planned({
      accounts: list,
      balances: refusal(401, 'CONSENT_EXPIRED'),
      status: status('expired'),
    });
    await expect(bank.data.accounts(BODY, {})).rejects.toMatchObject({ code: 'consent_expired' });
  });
});

describe('a period that reaches too far back', () => {
  test('told as a refusal of the consent: the caller is told about the period', async () => {
    const bank = await planned({ transactions: refusal(401, 'CONSENT_INVALID') });
    await expect(bank.history({ date_from: '2020-01-01' })).rejects.toMatchObject({
      code: 'request_invalid',
      options: { errors: [{ pointer: 'query/date_from', code: 'period' }] },
    });
  });

  test('our own default period: a second, shorter try', async () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const first of [refusal(401, 'CONSENT_EXPIRED'), refusal(400, 'PERIOD_INVALID'), refusal(400)]) {
      const bank = await planned({
        transactions: ({ path }) => (path.includes(daysAgo(89)) ? first : booked(row({ bookingDate: today }))),
      });
      const page = await bank.data.history(
        BODY,
        { resource_id: 'a-1', currency: 'EUR' },
        { booking_status: 'booked' },
        {},
        {},
      );
      expect(page).toMatchObject({ data: [{ transaction_id: 't-1' }], warnings: [{ code: 'period_shortened' }] });
    }
  });

  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
});

describe('booking statuses that the bank does not offer', () => {
  const refuses: Scripted = refusal(400, 'PARAMETER_NOT_SUPPORTED');

  test('both: the booked rows, with a warning', async () => {
    const bank = await planned({ transactions: ({ path }) => (path.includes('=both') ? refuses : booked(row())) });
    expect(await bank.history({ booking_status: 'both' })).toMatchObject({
      data: [{ transaction_id: 't-1' }],
      warnings: [{ code: 'booking_status_unsupported' }],
    });
  });

  test('pending: nothing, with a warning', async () => {
    const bank = await planned({ transactions: refuses });
    expect(await bank.history({ booking_status: 'pending' })).toMatchObject({
      data: [],
      warnings: [{ code: 'booking_status_unsupported' }],
    });
  });
});

describe('refusals', () => {
  test.each<[string, Scripted]>([
    ['bank_refused', refusal(400, 'FORMAT_ERROR')],
    ['bank_refused', refusal(403)],
    ['bank_refused', refusal(401, 'CERTIFICATE_EXPIRED')],
    ['account_not_found', refusal(404, 'RESOURCE_UNKNOWN')],
    ['bank_unavailable', { status: 500 }],
    ['bank_error', { body: { nonsense: true } }],
  ])('%s', async (code, answer) => {
    const bank = await planned({ transactions: answer });
    const failure = await bank.history().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'VestibuleError', code });
    expect((failure as Error).message).not.toContain('secret');
  });

  test('a limit says when it ends: what the bank says, or its midnight, or a minute', async () => {
    const wait = async (answer: Scripted) => {
      const failure = await (await planned({ transactions: answer })).history().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'bank_rate_limited' });
      return (failure as { options: { retryAfter: number } }).options.retryAfter;
    };
    expect(await wait(refusal(429, 'ACCESS_EXCEEDED', { 'retry-after': '7200' }))).toBe(7200);
    expect(await wait(refusal(429))).toBe(60);
    const midnight = new Date().setUTCHours(24, 0, 0, 0);
    expect(Math.abs(Date.now() + (await wait(refusal(429, 'ACCESS_EXCEEDED'))) * 1000 - midnight)).toBeLessThan(5_000);
  });
});
