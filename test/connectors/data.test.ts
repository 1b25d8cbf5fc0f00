import type { DataPort, Transaction, TransactionQuery } from '../../domain/connector';
import { openBank, openScriptedBank, type Scripted, type TestBank } from './fixture';

let bank: TestBank;
let data: DataPort;
beforeAll(async () => {
  bank = await openBank();
  data = bank.connector.data;
});
afterAll(() => bank.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
async function all(
  body: Parameters<DataPort['transactions']>[0],
  query: Omit<TransactionQuery, 'cursor'>,
): Promise<Transaction[][]> {
  const pages: Transaction[][] = [];
  let cursor: string | undefined;
  do {
    const page = await data.transactions(body, { ...query, ...(cursor ? { cursor } : {}) }, {});
    pages.push(page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return pages;
}

describe('accounts', () => {
  test('come with their balances, in the contract’s shape', async () => {
    const body = await bank.consent('user_redirect');
    const accounts = await data.accounts(body, {});
    expect(accounts).toHaveLength(3);
    expect(accounts[0]).toEqual({
      account_id: expect.any(String),
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
    expect((await data.accounts(body, {})).map(({ account_id }) => account_id)).toEqual([covered]);
    expect((await data.account(body, covered, {})).account_id).toBe(covered);
    await expect(data.account(body, other, {})).rejects.toMatchObject({ code: 'account_not_found' });
    const query = { account_id: other, booking_status: 'booked', limit: 5 } as const;
    await expect(data.transactions(body, query, {})).rejects.toMatchObject({ code: 'account_not_found' });
  });

  test('are none where the credentials point to something else', async () => {
    expect(await data.accounts({ deposit_id: 'd' }, {})).toEqual([]);
    expect(await data.status({ deposit_id: 'd' }, {})).toBe('active');
    await expect(data.revoke({ deposit_id: 'd' }, {})).resolves.toBeUndefined();
  });
});

describe('transactions', () => {
  test('of a year are read by cursor: each once, whatever the size of a page', async () => {
    const body = await bank.consent('user_redirect');
    const query = {
      account_id: body.accounts[0] as string,
      booking_status: 'booked',
      date_from: daysAgo(365),
    } as const;
    const [odd, large] = [await all(body, { ...query, limit: 37 }), await all(body, { ...query, limit: 1000 })];
    const ids = odd.flat().map(({ transaction_id }) => transaction_id);
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);
    expect(large.flat()).toEqual(odd.flat());
    expect(odd.slice(0, -1).every((page) => page.length === 37)).toBe(true);
    expect(odd.flat().every(({ booking_date }) => (booking_date ?? '') >= query.date_from)).toBe(true);
  });

  test('are signed, and name the other side', async () => {
    const body = await bank.consent('user_redirect');
    const [page] = await all(body, { account_id: body.accounts[0] as string, booking_status: 'both', limit: 200 });
    const debit = page?.find(({ amount, booking_status }) => amount.startsWith('-') && booking_status === 'booked');
    expect(debit).toMatchObject({
      amount: expect.stringMatching(/^-\d+\.\d\d$/),
      booking_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      counterparty: { name: expect.any(String) },
    });
    expect(
      page?.filter(({ booking_status }) => booking_status === 'pending').every((one) => one.booking_date === undefined),
    ).toBe(true);
  });

  test('without a period are those of the last 90 days', async () => {
    const body = await bank.consent('user_redirect');
    const pages = await all(body, { account_id: body.accounts[0] as string, booking_status: 'booked', limit: 500 });
    const dates = pages.flat().map(({ booking_date }) => booking_date ?? '');
    expect(dates.length).toBeGreaterThan(0);
    expect(dates.sort()[0] ?? '').toMatch(/^\d/);
    expect((dates[0] ?? '') >= daysAgo(90)).toBe(true);
  });

  test.each([
    'nonsense',
    Buffer.from('[-1,"?a=b"]').toString('base64url'),
    Buffer.from('[0,"","/psd2/v1/consents/x"]').toString('base64url'),
  ])('a cursor that no query gave is refused: %s', async (cursor) => {
    const body = await bank.consent('user_redirect');
    const query = { account_id: body.accounts[0] as string, booking_status: 'booked', limit: 5, cursor } as const;
    await expect(data.transactions(body, query, {})).rejects.toMatchObject({ code: 'request_invalid' });
  });

  test('of a period that ends before it begins are refused with the field at fault', async () => {
    const body = await bank.consent('user_redirect');
    const query = {
      account_id: body.accounts[0] as string,
      booking_status: 'booked',
      limit: 5,
      date_from: daysAgo(1),
      date_to: daysAgo(9),
    } as const;
    await expect(data.transactions(body, query, {})).rejects.toMatchObject({
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
      'bank_error',
      {
        status: 401,
        body: { tppMessages: [{ category: 'ERROR', code: 'CERTIFICATE_INVALID', text: 'secret detail' }] },
      },
    ],
    ['bank_error', { body: '<html>' }],
    ['consent_revoked', { status: 401, body: { type: 'https://x.test/e', code: 'CONSENT_INVALID' } }],
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
