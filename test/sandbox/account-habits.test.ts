import { type Client, pass, type Reply, sandbox, tppCode } from './client';
import { visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

type Account = Record<string, unknown> & { _links: Record<string, { href: string }> };

/** A user's consent at the generic bank, and reads with it. */
async function reader(psu: string, name = 'generic') {
  const guest = visitor(bank, name, psu);
  const headers = await guest.given();
  const read = (path: string): Promise<Reply> => guest.ask('GET', path, { headers });
  const list = () => read(guest.clothes.paths.accounts);
  return { guest, read, list, accounts: async () => (await list()).body.accounts as Account[] };
}

describe('the account list after SCA', () => {
  test.each([
    ['list_429_hour', 429, '3600', 3_599_000],
    ['list_503_half_minute', 503, null, 29_000],
  ])('%s: is refused for a while, then there', async (psu, status, retryAfter, ms) => {
    const { list } = await reader(psu);
    for (const passed of [0, ms]) {
      pass(passed);
      const refused = await list();
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([status, retryAfter]);
      jest.restoreAllMocks();
    }
    pass(ms + 2000);
    expect((await list()).status).toBe(200);
  });

  test('list_401_once: is refused once; list_201: answers 201', async () => {
    const { list } = await reader('list_401_once');
    const [first, second] = [await list(), await list()];
    expect([first.status, tppCode(first), second.status]).toEqual([401, 'CONSENT_INVALID', 200]);
    expect((await (await reader('list_201')).list()).status).toBe(201);
  });
});

describe('the ids of accounts', () => {
  test('have 190 characters, or are IBANs, and lead to the account', async () => {
    const long = await reader('long_account_ids');
    const [first] = await long.accounts();
    expect(first?.resourceId).toHaveLength(190);
    const named = await reader('iban_account_ids');
    const [other] = await named.accounts();
    expect(other?.resourceId).toBe(other?.iban);
    for (const [{ read }, account] of [[long, first] as const, [named, other] as const]) {
      expect((await read(account?._links.balances?.href ?? '')).status).toBe(200);
    }
  });

  test('are one a number and one missing, or new with each consent', async () => {
    const ids = async (psu: string) => (await (await reader(psu)).accounts()).map(({ resourceId }) => resourceId);
    expect(await ids('odd_account_ids')).toEqual([expect.any(String), 4711, undefined]);
    const [before, after] = [await ids('new_account_ids'), await ids('new_account_ids')];
    expect(before.some((id) => after.includes(id))).toBe(false);
  });
});

test.each([401, 403, 404, 405, 429, 503])('balances_%s: the balances of the second account only', async (status) => {
  const { read, accounts } = await reader(`balances_${status}`);
  const statuses = [];
  for (const { _links } of await accounts()) statuses.push((await read(_links.balances?.href ?? '')).status);
  expect(statuses).toEqual([200, status, 200]);
});

test('bare_account, accounts_without_iban, balances_with_accounts: what is missing is missing', async () => {
  const [, bare] = await (await reader('bare_account')).accounts();
  expect([bare?.currency, bare?._links.balances]).toEqual([undefined, undefined]);
  const [hidden] = await (await reader('accounts_without_iban')).accounts();
  expect(hidden).toMatchObject({ bban: expect.any(String), maskedPan: expect.stringContaining('*') });
  expect(hidden?.iban).toBeUndefined();
  const { guest, read, accounts } = await reader('balances_with_accounts');
  const [first] = await accounts();
  expect((await read(`${guest.clothes.paths.accounts}/${first?.resourceId}/balances`)).status).toBe(405);
  expect((await read(`${guest.clothes.paths.accounts}?withBalance=true`)).body.accounts[0].balances).toHaveLength(2);
});

test('refused_once: one 401 for each account’s balances; limited_silently: 429 without Retry-After', async () => {
  const { read, accounts } = await reader('refused_once');
  const [first] = await accounts();
  const href = first?._links.balances?.href ?? '';
  expect([(await read(href)).status, (await read(href)).status]).toEqual([401, 200]);
  const limited = await reader('limited_silently');
  const refused = await limited.read((await limited.accounts())[0]?._links.balances?.href ?? '');
  expect([tppCode(refused), refused.headers.get('Retry-After')]).toEqual(['ACCESS_EXCEEDED', null]);
});

test('one_at_a_time: of two reads with one consent at once, one is 500', async () => {
  const { list } = await reader('one_at_a_time');
  const statuses = (await Promise.all([list(), list()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 500]);
  expect((await list()).status).toBe(200);
});

test('at gateway availableAccounts opens balances and transactions', async () => {
  const guest = visitor(bank, 'gateway');
  const headers = await guest.given({ availableAccounts: 'allAccounts' });
  const { balances = '' } = await guest.firstAccount(headers);
  expect((await guest.ask('GET', balances, { headers })).status).toBe(200);
});

test('tortoise gives four unattended reads a day, and doesn’t say when it gives more', async () => {
  const guest = visitor(bank, 'tortoise');
  const headers = { ...(await guest.given()), 'PSU-IP-Address': '' };
  pass(15_000);
  const seen = [];
  for (let count = 0; count < 5; count += 1) {
    const { status, headers: answered } = await guest.ask('GET', guest.clothes.paths.accounts, { headers });
    seen.push([status, answered.get('Retry-After')]);
  }
  expect(seen).toEqual([...Array(4).fill([200, null]), [429, null]]);
});
