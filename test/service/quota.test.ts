import { listAccounts } from '../../service/data/accounts';
import { quotaOf } from '../../service/data/read-quota';
import { listTransactions } from '../../service/data/transactions';
import { account, BODY, balances, booked, closeBanks, planned, refusal, row } from '../connectors/data/scripted';
import { dataServices, holdingOf, reading } from './memory-data';

afterEach(closeBanks);

const present = () => ({ ...reading(), psu: { ip_address: '192.0.2.7', user_agent: 'App/1.0' } });
const open = async (limited = false) => {
  const bank = await planned({
    accounts: { body: { accounts: [account()] } },
    balances: limited ? refusal(429, 'ACCESS_EXCEEDED') : balances(),
    transactions: booked(row()),
  });
  const { services, time } = dataServices();
  return { bank, services, time, holding: holdingOf(bank.data, { ...BODY, accounts: ['a-1'] }, true) };
};

test('reads without the user are counted by list; what is left is that of the list read most', async () => {
  const { services, holding } = await open();
  expect(await quotaOf(services, holding)).toEqual({ limit: 4, left: 4, resets_at: expect.any(String) });
  await listAccounts(services, holding, reading());
  await listTransactions(services, holding, { account_id: 'a-1', limit: 5 }, reading());
  expect((await quotaOf(services, holding))?.left).toBe(3);
  await listTransactions(services, holding, { account_id: 'a-1', limit: 5 }, reading());
  expect((await quotaOf(services, holding))?.left).toBe(2);
});

test('reads with the user there carry the user’s address, and are not counted', async () => {
  const { bank, services, holding } = await open();
  await listAccounts(services, holding, present());
  expect(bank.calls('accounts')[0]?.headers).toMatchObject({
    'psu-ip-address': '192.0.2.7',
    'psu-user-agent': 'App/1.0',
  });
  expect(bank.calls('balances')[0]?.headers).toMatchObject({ 'psu-ip-address': '192.0.2.7' });
  expect((await quotaOf(services, holding))?.left).toBe(4);
  await listAccounts(services, holding, reading());
  expect(bank.calls('accounts')[1]?.headers).not.toHaveProperty('psu-ip-address');
});

test('the count begins anew at the bank’s midnight', async () => {
  const { services, holding, time } = await open();
  await listAccounts(services, holding, reading());
  const quota = await quotaOf(services, holding);
  expect(quota?.left).toBe(3);
  time.ahead = Date.parse(quota?.resets_at ?? '') - Date.now() + 1000;
  expect((await quotaOf(services, holding))?.left).toBe(4);
});

test('a refusal for the day’s limit leaves nothing, and says until when', async () => {
  const { services, holding } = await open(true);
  const failure = await listAccounts(services, holding, reading()).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'bank_rate_limited', options: { retryAfter: expect.any(Number) } });
  const quota = await quotaOf(services, holding);
  expect(quota?.left).toBe(0);
  const { retryAfter } = (failure as { options: { retryAfter: number } }).options;
  expect(Math.abs(Date.now() + retryAfter * 1000 - Date.parse(quota?.resets_at ?? ''))).toBeLessThan(5_000);
});

test('a refusal and the quota name the same time, be it the bank’s own or its midnight', async () => {
  for (const after of [undefined, '600', '10800', '100000']) {
    const headers = after === undefined ? {} : { 'retry-after': after };
    const bank = await planned({
      accounts: { body: { accounts: [account()] } },
      balances: { ...refusal(429, 'ACCESS_EXCEEDED'), headers },
    });
    const { services, time } = dataServices();
    const holding = holdingOf(bank.data, { ...BODY, accounts: ['a-1'] }, true);
    const at = Date.now();
    const failure = await listAccounts(services, holding, reading()).catch((error: unknown) => error);
    const { retryAfter } = (failure as { options: { retryAfter: number } }).options;
    const quota = await quotaOf(services, holding);
    expect(quota?.left).toBe(0);
    expect(Math.abs(at + retryAfter * 1000 - Date.parse(quota?.resets_at ?? ''))).toBeLessThan(5_000);
    if (after !== undefined) expect(Math.abs(retryAfter - Number(after))).toBeLessThanOrEqual(1);
    time.ahead = (retryAfter + 1) * 1000;
    expect((await quotaOf(services, holding))?.left).toBeGreaterThan(0);
  }
});

test('what points to no consent has no quota', async () => {
  const { bank, services } = await open();
  expect(await quotaOf(services, holdingOf(bank.data, { deposit_id: 'd' }))).toBeUndefined();
});
