import fc from 'fast-check';
import type { BankAccount } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { type MapEntry, nameAccounts } from '../../service/data/account-ids';
import { listAccounts, readAccount } from '../../service/data/accounts';
import { pointsTo } from '../../service/data/consent-facts';
import { listTransactions } from '../../service/data/transactions';
import { account, BODY, balances, booked, closeBanks, OTHER, planned, refusal, row } from '../connectors/data/scripted';
import { dataServices, holdingOf, reading } from './memory-data';

afterEach(closeBanks);

const list = (...accounts: unknown[]) => ({ body: { accounts } });

describe('an account’s id', () => {
  test('is ours: it stays when a renewed consent brings new ids of the bank’s', async () => {
    let [first, second] = ['r-1', 'r-2'];
    const bank = await planned({
      accounts: () => list(account({ resourceId: first }), account({ resourceId: second, iban: OTHER })),
      balances: balances(),
      transactions: ({ path }) => (path.includes(`/${first}/`) ? booked(row()) : refusal(404, 'RESOURCE_UNKNOWN')),
    });
    const { services } = dataServices();
    const holding = holdingOf(bank.data, { ...BODY, accounts: [first, second] });
    const before = await listAccounts(services, holding, reading());
    [first, second] = ['r-7', 'r-8'];
    const after = await listAccounts(services, holding, reading());
    const ids = before.data.map(({ account_id }) => account_id);
    expect(ids).toEqual([expect.stringMatching(/^acc_.{24}$/), expect.stringMatching(/^acc_.{24}$/)]);
    expect(after.data.map(({ account_id }) => account_id)).toEqual(ids);
    const page = await listTransactions(
      services,
      holding,
      { account_id: ids[0] as string, date_from: '2026-01-01', limit: 5 },
      reading(),
    );
    expect(page.data).toMatchObject([{ transaction_id: 't-1', account_id: ids[0] }]);
    expect((await readAccount(services, holding, ids[1] as string, reading())).data).toMatchObject([{ iban: OTHER }]);
    expect(JSON.stringify(after)).not.toContain('r-7');
  });

  test('leads to the account also where the bank has renamed it and nobody has listed it since', async () => {
    let id = 'r-1';
    const bank = await planned({
      accounts: () => list(account({ resourceId: id })),
      balances: balances(),
      transactions: ({ path }) => (path.includes(`/${id}/`) ? booked(row()) : refusal(404, 'RESOURCE_UNKNOWN')),
    });
    const { services } = dataServices();
    const holding = holdingOf(bank.data, BODY);
    const [one] = (await listAccounts(services, holding, reading())).data;
    id = 'r-9';
    const query = { account_id: one?.account_id as string, date_from: '2026-01-01', limit: 5 };
    expect((await listTransactions(services, holding, query, reading())).data).toHaveLength(1);
    await expect(
      listTransactions(services, holding, { ...query, account_id: 'acc_x' }, reading()),
    ).rejects.toMatchObject({
      code: 'account_not_found',
    });
  });

  test('of credentials of before is the bank’s, and goes on to be it', async () => {
    let id = 'r-1';
    const bank = await planned({
      accounts: () => list(account({ resourceId: id })),
      balances: balances(),
      transactions: ({ path }) => (path.includes(`/${id}/`) ? booked(row()) : refusal(404, 'RESOURCE_UNKNOWN')),
    });
    const { services } = dataServices();
    const holding = holdingOf(bank.data, { ...BODY, accounts: ['r-1'] }, true);
    const query = { account_id: 'r-1', date_from: '2026-01-01', limit: 5 };
    expect((await listTransactions(services, holding, query, reading())).data).toHaveLength(1);
    expect(bank.calls('accounts')).toHaveLength(0);
    expect((await listAccounts(services, holding, reading())).data).toMatchObject([{ account_id: 'r-1' }]);
    id = 'r-2';
    expect((await listAccounts(services, holding, reading())).data).toMatchObject([{ account_id: 'r-1' }]);
    expect((await listTransactions(services, holding, query, reading())).data).toMatchObject([{ account_id: 'r-1' }]);
  });

  test('is another one for other credentials', async () => {
    const bank = await planned({ accounts: list(account()), balances: balances() });
    const { services } = dataServices();
    const ids = await Promise.all(
      [1, 2].map(async () => (await listAccounts(services, holdingOf(bank.data, BODY), reading())).data[0]?.account_id),
    );
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('an id that leads to no account', () => {
  const open = async (accounts: unknown[], agreed: string[] = []) => {
    const bank = await planned({ accounts: list(...accounts), balances: balances(), transactions: booked(row()) });
    const { services } = dataServices();
    return { bank, services, holding: holdingOf(bank.data, { ...BODY, accounts: agreed }) };
  };
  const gone = { code: 'account_not_found' };

  test('costs none of the bank’s reads once its list is known, be it asked for its transactions or as an account', async () => {
    for (const accounts of [[account()], []]) {
      const { bank, services, holding } = await open(accounts);
      await listAccounts(services, holding, reading());
      for (const id of ['acc_x', 'acc_y', 'acc_x']) {
        const query = { account_id: id, limit: 5 };
        await expect(listTransactions(services, holding, query, reading())).rejects.toMatchObject(gone);
        await expect(readAccount(services, holding, id, reading())).rejects.toMatchObject(gone);
      }
      expect(bank.calls('accounts')).toHaveLength(1);
    }
  });

  test('costs one read where nothing was listed yet, and one an hour where the consent names it', async () => {
    const { bank, services, holding } = await open([account()], ['a-1', 'a-later']);
    const ask = (account_id: string) => listTransactions(services, holding, { account_id, limit: 5 }, reading());
    await expect(ask('acc_x')).rejects.toMatchObject(gone);
    await expect(ask('acc_x')).rejects.toMatchObject(gone);
    expect(bank.calls('accounts')).toHaveLength(1);
    await expect(ask('a-later')).rejects.toMatchObject(gone);
    await expect(ask('a-later')).rejects.toMatchObject(gone);
    expect(bank.calls('accounts')).toHaveLength(2);
  });

  test('any more costs one read of the list, not one with each call', async () => {
    const bank = await planned({
      accounts: list(account()),
      balances: balances(),
      transactions: refusal(404, 'RESOURCE_UNKNOWN'),
    });
    const { services } = dataServices();
    const holding = holdingOf(bank.data, BODY);
    const [one] = (await listAccounts(services, holding, reading())).data;
    const query = { account_id: one?.account_id as string, date_from: '2026-01-01', limit: 5 };
    for (const _time of ['once', 'again', 'and again'])
      await expect(listTransactions(services, holding, query, reading())).rejects.toMatchObject(gone);
    expect(bank.calls('accounts')).toHaveLength(2);
  });
});

test('accounts that were not agreed on are not shown', async () => {
  const bank = await planned({
    accounts: list(account(), account({ resourceId: 'a-2', iban: OTHER })),
    balances: balances(),
  });
  const { services } = dataServices();
  const holding = holdingOf(bank.data, { ...BODY, accounts: ['a-2'] });
  expect((await listAccounts(services, holding, reading())).data).toMatchObject([{ iban: OTHER }]);
  expect(bank.calls('balances')).toHaveLength(1);
  await expect(readAccount(services, holding, 'a-1', reading())).rejects.toMatchObject({ code: 'account_not_found' });
  expect((await readAccount(services, holding, 'a-2', reading())).data).toMatchObject([{ iban: OTHER }]);
});

describe('whatever the bank’s lists are', () => {
  const keys = dataServices().services.keys;
  const naming = { keys, credentials_id: 'c', own_account_ids: true };
  const anyAccount: fc.Arbitrary<BankAccount> = fc.record(
    {
      resource_id: fc.stringMatching(/^r[0-9]$/),
      iban: fc.constantFrom('IBAN1', 'IBAN2', 'IBAN3'),
      currency: fc.constantFrom('EUR', 'RON'),
      status: fc.constant('enabled'),
      balances: fc.constant([]),
      agreed: fc.boolean(),
    },
    { requiredKeys: ['resource_id', 'currency', 'status', 'balances', 'agreed'] },
  );
  const anyList = fc.uniqueArray(anyAccount, { selector: ({ resource_id }) => resource_id, maxLength: 6 });
  const known = (accounts: BankAccount[]): MapEntry[] => nameAccounts([], accounts, naming).entries;

  test('ids are unique, and the same at every look', () => {
    fc.assert(
      fc.property(anyList, (accounts) => {
        const first = nameAccounts([], accounts, naming);
        const ids = first.entries.map(({ account_id }) => account_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(nameAccounts(first.entries, accounts, naming).entries).toEqual(first.entries);
      }),
    );
  });

  test('no id that was given is given to another account, and none is lost', () => {
    fc.assert(
      fc.property(anyList, anyList, (before, after) => {
        const entries = known(before);
        const { covered, entries: kept } = nameAccounts(entries, after, naming);
        const ids = kept.map(({ account_id }) => account_id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { account_id } of entries) expect(ids).toContain(account_id);
        for (const [one, { account_id }] of covered) {
          const former = entries.find((entry) => entry.account_id === account_id)?.known;
          if (former?.iban && one.iban) expect(one.iban).toBe(former.iban);
        }
      }),
    );
  });

  test('new ids of the bank’s change none of ours where numbers tell the accounts apart', () => {
    const numbered = anyList.map((accounts) =>
      accounts.map((one, index) => ({
        ...one,
        iban: `IBAN${index % 3}`,
        currency: index < 3 ? 'EUR' : 'RON',
        agreed: true,
      })),
    );
    fc.assert(
      fc.property(numbered, (accounts) => {
        const before = nameAccounts([], accounts, naming);
        const renewed = accounts
          .map((one, index) => ({ ...one, resource_id: `new-${index}`, agreed: false }))
          .reverse();
        const after = nameAccounts(before.entries, renewed, naming);
        for (const one of renewed) {
          const former = before.entries.find(
            ({ known: { iban, currency } }) => iban === one.iban && currency === one.currency,
          );
          expect(after.covered.get(one)?.account_id).toBe(former?.account_id);
        }
      }),
    );
  });
});

test('credentials tell no access token of the bank’s, be they of accounts or of a payment', async () => {
  const bank = await planned({});
  const { services } = dataServices();
  const token = { access_token: 'theirs', refresh_token: 'theirs, too' };
  const shown = (body: JsonObject) => pointsTo(services, holdingOf(bank.data, { ...body, token }));
  expect(await shown({ ...BODY, accounts: ['r-1'] })).toEqual({ ...BODY, accounts: ['r-1'] });
  expect(await shown({ payment_id: 'p-1', product: 'instant' })).toEqual({ payment_id: 'p-1', product: 'instant' });
});
