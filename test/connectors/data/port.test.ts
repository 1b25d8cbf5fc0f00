import type { BankTransaction, DataPort, HistoryQuery, KnownAccount } from '../../../domain/connector';
import { openBank, openScriptedBank, type Scripted, type TestBank } from '../fixture';

let bank: TestBank;
let data: DataPort;
beforeAll(async () => {
  bank = await openBank();
  data = bank.connector.data;
});
afterAll(() => bank.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const known = (resource_id: string): KnownAccount => ({ resource_id, currency: 'EUR' });
/** Every page of the bank's. */
async function all(
  body: Parameters<DataPort['history']>[0],
  resource_id: string,
  query: HistoryQuery,
): Promise<BankTransaction[][]> {
  const pages: BankTransaction[][] = [];
  let place: string | undefined;
  do {
    const before = pages.at(-1) ?? [];
    const page = await data.history(body, known(resource_id), query, { ...(place ? { place } : {}), before }, {});
    pages.push(page.data);
    place = page.next;
  } while (place !== undefined);
  return pages;
}

describe('accounts', () => {
  test('come with their balances, in the contract’s shape', async () => {
    const body = await bank.consent('user_redirect');
    const { data: accounts, warnings } = await data.accounts(body, {});
    expect(warnings).toEqual([]);
    expect(accounts).toHaveLength(3);
    expect(accounts[0]).toEqual({
      resource_id: expect.any(String),
      agreed: true,
      iban: expect.stringMatching(/^[A-Z]{2}\d{2}/),
      currency: expect.stringMatching(/^[A-Z]{3}$/),
      name: expect.any(String),
      product: expect.any(String),
      type: expect.stringMatching(/^[A-Z]{4}$/),
      status: 'enabled',
      balances: expect.arrayContaining([
        {
          type: expect.any(String),
          amount: expect.stringMatching(/^-?\d+\.\d\d$/),
          currency: expect.any(String),
          at: expect.any(String),
        },
      ]),
    });
  });

  test('are only those that the credentials cover', async () => {
    const { consent_id, accounts } = await bank.consent('user_redirect');
    const [covered, other] = accounts as [string, string];
    const body = { consent_id, accounts: [covered] };
    expect((await data.accounts(body, {})).data.map(({ resource_id }) => resource_id)).toEqual([covered]);
    const { data: chosen } = await data.accounts(body, {}, (accounts) =>
      accounts.filter(({ resource_id }) => resource_id === other),
    );
    expect(chosen).toMatchObject([{ resource_id: other, agreed: false }]);
  });

  test('are none where the credentials point to something else', async () => {
    expect(await data.accounts({ deposit_id: 'd' }, {})).toEqual({ data: [], warnings: [] });
    expect(await data.status({ deposit_id: 'd' }, {})).toBe('active');
    await expect(data.revoke({ deposit_id: 'd' }, {})).resolves.toBeUndefined();
  });
});

describe('history', () => {
  test('of a year is read page by page: each row once', async () => {
    const body = await bank.consent('user_redirect');
    const query = { booking_status: 'booked', date_from: daysAgo(365) } as const;
    const rows = (await all(body, body.accounts[0] as string, query)).flat();
    expect(rows.length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ transaction_id }) => transaction_id)).size).toBe(rows.length);
    expect(rows.every(({ booking_date }) => (booking_date ?? '') >= query.date_from)).toBe(true);
  });

  test('is signed, and names the other side', async () => {
    const body = await bank.consent('user_redirect');
    const page = (await all(body, body.accounts[0] as string, { booking_status: 'both' })).flat();
    const debit = page.find(({ amount, booking_status }) => amount.startsWith('-') && booking_status === 'booked');
    expect(debit).toMatchObject({
      amount: expect.stringMatching(/^-\d+\.\d\d$/),
      booking_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      counterparty: { name: expect.any(String) },
    });
    expect(
      page.filter(({ booking_status }) => booking_status === 'pending').every((one) => one.booking_date === undefined),
    ).toBe(true);
  });

  test('without a period is that of the last 89 days', async () => {
    const body = await bank.consent('user_redirect');
    const dates = (await all(body, body.accounts[0] as string, { booking_status: 'booked' }))
      .flat()
      .map(({ booking_date }) => booking_date ?? '');
    expect(dates.length).toBeGreaterThan(0);
    expect((dates.sort()[0] ?? '') >= daysAgo(89)).toBe(true);
  });

  test('of a period that ends before it begins is refused with the field at fault', async () => {
    const body = await bank.consent('user_redirect');
    const query = { booking_status: 'booked', date_from: daysAgo(1), date_to: daysAgo(9) } as const;
    await expect(data.history(body, known(body.accounts[0] as string), query, {}, {})).rejects.toMatchObject({
      code: 'request_invalid',
      options: { errors: [expect.objectContaining({ pointer: 'query/date_from' })] },
    });
  });
});

describe('what stands in the way', () => {
  test('a consent that has expired is told as that', async () => {
    const body = await bank.consent('user_expired');
    await expect(data.accounts(body, {})).rejects.toMatchObject({ code: 'consent_expired' });
    expect(await data.status(body, {})).toBe('expired');
  });

  test('a consent that was withdrawn is told as revoked', async () => {
    const body = await bank.consent('user_redirect');
    expect(await data.status(body, {})).toBe('active');
    await data.revoke(body, {});
    await data.revoke(body, {});
    await expect(data.accounts(body, {})).rejects.toMatchObject({ code: 'consent_revoked' });
    expect(await data.status(body, {})).toBe('revoked');
  });

  test('the bank’s limit on accesses is told as what it is', async () => {
    const body = await bank.consent('user_limit');
    await expect(data.accounts(body, {})).rejects.toMatchObject({ code: 'bank_rate_limited' });
  });

  test.each<[string, Scripted]>([
    ['bank_unavailable', { status: 503, headers: { 'retry-after': '7' } }],
    [
      'bank_refused',
      {
        status: 401,
        body: { tppMessages: [{ category: 'ERROR', code: 'CERTIFICATE_INVALID', text: 'secret detail' }] },
      },
    ],
    ['bank_error', { body: '<html>' }],
    ['bank_rate_limited', { status: 429, headers: { 'retry-after': '30' } }],
  ])('%s', async (code, answer) => {
    const scripted = await openScriptedBank(() => answer);
    try {
      const failure = await scripted.connector.data
        .accounts({ consent_id: 'c', accounts: ['a'] }, {})
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'VestibuleError', code });
      expect((failure as Error).message).not.toContain('secret');
    } finally {
      await scripted.close();
    }
  });

  test('what is not asked by a user who is there carries no address of one', async () => {
    const scripted = await openScriptedBank(() => ({ body: { accounts: [] } }));
    await scripted.connector.data.accounts({ consent_id: 'c', accounts: [] }, {});
    await scripted.connector.data.accounts({ consent_id: 'c', accounts: [] }, { psu: { ip_address: '192.0.2.9' } });
    expect(scripted.asked.map(({ headers }) => headers['psu-ip-address'])).toEqual([undefined, '192.0.2.9']);
    await scripted.close();
  });
});
