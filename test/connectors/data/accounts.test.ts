import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { mapAtMost } from '../../../connectors/toolkit/pool';
import type { Scripted } from '../fixture';
import { account, BODY, balances, closeBanks, OTHER, planned, refusal } from './scripted';

afterEach(closeBanks);

const list = (...accounts: unknown[]): Scripted => ({ body: { accounts } });
const two = list(account(), account({ resourceId: 'a-2', iban: OTHER }));

describe('one account whose balances can’t be had', () => {
  test.each<[string, Scripted]>([
    ['403', refusal(403, 'SERVICE_BLOCKED')],
    ['404', refusal(404, 'RESOURCE_UNKNOWN')],
    ['405', refusal(405, 'SERVICE_INVALID')],
    ['429', refusal(429, 'ACCESS_EXCEEDED')],
    ['503', { status: 503 }],
    ['HTML', { body: '<html>' }],
    ['401 under a consent that is good', refusal(401, 'CONSENT_INVALID')],
  ])('%s: has none and a warning; the others are given', async (_what, answer) => {
    const bank = await planned({
      accounts: two,
      balances: ({ path: asked }) => (asked.includes('a-1') ? answer : balances()),
    });
    const { data, warnings } = await bank.data.accounts(BODY, {});
    expect(data.map((one) => one.balances.length)).toEqual([0, 1]);
    expect(warnings).toMatchObject([{ pointer: '/data/0/balances', code: 'balances_unavailable' }]);
    expect(JSON.stringify(warnings)).not.toContain('secret');
  });

  test('no link to balances: they are not asked for', async () => {
    const links = { balances: { href: '/psd2/v1/accounts/a-2/balances' } };
    const bank = await planned({
      accounts: list(
        account({ _links: { transactions: { href: '/x' } } }),
        account({ resourceId: 'a-2', _links: links }),
      ),
      balances: balances(),
    });
    const { data, warnings } = await bank.data.accounts(BODY, {});
    expect(data.map((one) => one.balances.length)).toEqual([0, 1]);
    expect(warnings).toMatchObject([{ pointer: '/data/0/balances' }]);
    expect(bank.calls('balances')).toHaveLength(1);
  });

  test('no currency: it is that of the balances, or told to be unknown', async () => {
    const bank = await planned({ accounts: list(account({ currency: undefined })), balances: balances() });
    expect(await bank.data.accounts(BODY, {})).toMatchObject({
      data: [{ currency: 'EUR' }],
      warnings: [{ pointer: '/data/0/currency', code: 'currency_guessed' }],
    });
  });

  test('one odd balance is left out; odd amounts that can be read are read', async () => {
    const rows = [
      { balanceType: 'expected', balanceAmount: { amount: 12.5, currency: 'EUR' }, referenceDate: '2026-03-01' },
      { balanceType: 'closingBooked', balanceAmount: { amount: 'n/a', currency: 'EUR' } },
    ];
    const bank = await planned({ accounts: list(account()), balances: { body: { balances: rows } } });
    expect(await bank.data.accounts(BODY, {})).toMatchObject({
      data: [{ balances: [{ type: 'expected', amount: '12.50', at: '2026-03-01T00:00:00.000Z' }] }],
      warnings: [{ pointer: '/data/0/balances', code: 'balance_unreadable' }],
    });
  });

  test('the day’s limit, for each of them: is told as that, until the bank’s midnight', async () => {
    const bank = await planned({ accounts: two, balances: refusal(429, 'ACCESS_EXCEEDED') });
    const failure = await bank.data.accounts(BODY, {}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bank_rate_limited' });
    const { retryAfter } = (failure as { options: { retryAfter: number } }).options;
    const midnight = new Date().setUTCHours(24, 0, 0, 0);
    expect(Math.abs(Date.now() + retryAfter * 1000 - midnight)).toBeLessThan(5_000);
  });
});

describe('accounts that are named in other ways', () => {
  test('by a national number, a masked card, a number, a long id or none', async () => {
    const bank = await planned({
      accounts: list(
        account({ resourceId: 4711, iban: null, bban: '0123/456' }),
        account({ resourceId: 'x'.repeat(190), iban: undefined, maskedPan: '4***1234' }),
        account({ resourceId: undefined }),
        account({ resourceId: undefined, iban: undefined }),
        'nonsense',
      ),
      balances: balances(),
    });
    const { data, warnings } = await bank.data.accounts(BODY, {});
    expect(data).toMatchObject([
      { resource_id: '4711', bban: '0123/456' },
      { resource_id: 'x'.repeat(190), masked: '4***1234' },
      { resource_id: account().iban },
    ]);
    expect(warnings.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/data', 'account_unreadable'],
      ['/data', 'account_unreadable'],
      ['/data/2/account_id', 'id_made'],
    ]);
  });

  test('that were agreed on under a cut id are still agreed on', async () => {
    const long = 'x'.repeat(190);
    const bank = await planned({ accounts: list(account({ resourceId: long }), account()), balances: balances() });
    const { data } = await bank.data.accounts({ ...BODY, accounts: [long.slice(0, 128)] }, {});
    expect(data.map((one) => one.resource_id)).toEqual([long]);
  });
});

describe('the balances of many accounts', () => {
  const withProfile = async (profile: unknown, work: (settings: Record<string, string>) => Promise<void>) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'profiles-'));
    writeFileSync(path.join(folder, 'odd.json'), JSON.stringify(profile));
    await work({ BANK_PROFILES_DIR: folder, XYZ_SBX_BANK_PROFILE: 'odd' });
    rmSync(folder, { recursive: true });
  };

  test('are not asked for where they come with the list', async () => {
    await withProfile({ balances: { source: 'with_accounts' } }, async (settings) => {
      const own = (balances().body as { balances: unknown }).balances;
      const bank = await planned({ accounts: list(account({ balances: own })) }, settings);
      expect((await bank.data.accounts(BODY, {})).data[0]?.balances).toHaveLength(1);
      expect(bank.calls('accounts').map(({ path: asked }) => asked)).toEqual(['/psd2/v1/accounts?withBalance=true']);
    });
  });

  test('are not asked for where the bank has none', async () => {
    await withProfile({ balances: { source: 'none' } }, async (settings) => {
      const bank = await planned({ accounts: two }, settings);
      expect(await bank.data.accounts(BODY, {})).toMatchObject({
        data: [{ balances: [] }, { balances: [] }],
        warnings: [],
      });
      expect(bank.calls('balances')).toEqual([]);
    });
  });

  test('are asked for as many at a time as the profile says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer(), { maxLength: 20 }),
        async (limit, items) => {
          let [now, most] = [0, 0];
          const results = await mapAtMost(items, limit, async (item) => {
            most = Math.max(most, ++now);
            await new Promise((resolve) => setImmediate(resolve));
            now--;
            return item;
          });
          expect(results).toEqual(items);
          expect(most).toBe(Math.min(limit, items.length));
        },
      ),
    );
  });
});
