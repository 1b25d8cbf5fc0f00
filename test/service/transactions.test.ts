import type { Transaction } from '../../domain/connector';
import { listTransactions, type TransactionQuery } from '../../service/data/transactions';
import {
  account,
  BODY,
  balances,
  booked,
  closeBanks,
  IBAN,
  OTHER,
  type PlannedBank,
  planned,
  refusal,
  row,
} from '../connectors/data/scripted';
import type { Scripted } from '../connectors/fixture';
import { dataServices, holdingOf, reading } from './memory-data';

afterEach(closeBanks);

/** A bank with so many bookings, newest first, on pages of a size of its own; new ones may come on top. */
async function ledger(count: number, size: number) {
  const books = Array.from({ length: count }, (_, n) =>
    row({ transactionId: `t-${count - n}`, bookingDate: '2026-10-02' }),
  );
  const bank = await planned({
    accounts: { body: { accounts: [account(), account({ resourceId: 'a-2', iban: OTHER })] } },
    balances: balances(),
    transactions: ({ path }): Scripted => {
      const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 0);
      const rows = books.slice(page * size, (page + 1) * size);
      const next = (page + 1) * size < books.length ? { href: `?bookingStatus=booked&page=${page + 1}` } : undefined;
      return { body: { account: { iban: IBAN }, transactions: { booked: rows, _links: { next } } } };
    },
  });
  const book = (id: string) => books.unshift(row({ transactionId: id, bookingDate: '2026-10-03' }));
  const { services, memory, time } = dataServices();
  const holding = holdingOf(bank.data, { ...BODY, accounts: ['a-1', 'a-2'] }, true);
  const list = (query: Partial<TransactionQuery> = {}) =>
    listTransactions(services, holding, { account_id: 'a-1', date_from: '2026-01-01', limit: 10, ...query }, reading());
  return { bank, book, services, memory, time, holding, list };
}

type Ledger = Awaited<ReturnType<typeof ledger>>;
/** Every page from a cursor on; `between` happens after each. */
async function follow({ list }: Ledger, limit: number, between: (page: number) => void = () => undefined) {
  const rows: Transaction[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page++) {
    const answer = await list({ limit, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...answer.data);
    if (answer.next_cursor === null) return rows;
    cursor = answer.next_cursor;
    between(page);
  }
}
const ids = (rows: Transaction[]) => rows.map(({ transaction_id }) => transaction_id);
const from = (high: number, low: number) => Array.from({ length: high - low + 1 }, (_, n) => `t-${high - n}`);
const transactionCalls = (bank: PlannedBank) => bank.calls('transactions').length;

test('ten pages of ten of a bank’s page of a hundred are one call to the bank', async () => {
  const house = await ledger(10_000, 100);
  let cursor: string | undefined;
  const rows: Transaction[] = [];
  for (let page = 0; page < 10; page++) {
    const answer = await house.list(cursor === undefined ? {} : { cursor });
    rows.push(...answer.data);
    cursor = answer.next_cursor ?? undefined;
  }
  expect(ids(rows)).toEqual(from(10_000, 9_901));
  expect(cursor).toBeDefined();
  expect(house.bank.asked.length).toBe(1);
});

test.each([
  [1, 7],
  [7, 3],
  [10, 10],
  [37, 100],
  [500, 100],
  [10, 450],
])('every row comes once and in order, whatever the sizes: %i of ours, %i of the bank’s', async (limit, size) => {
  const house = await ledger(limit === 1 ? 20 : 450, size);
  const count = limit === 1 ? 20 : 450;
  expect(ids(await follow(house, limit))).toEqual(from(count, 1));
  expect(transactionCalls(house.bank)).toBe(Math.ceil(count / size));
});

test('rows neither repeat nor vanish while new bookings come', async () => {
  const house = await ledger(100, 20);
  const rows = await follow(house, 7, (page) => house.book(`new-${page}`));
  const old = ids(rows).filter((id) => id.startsWith('t-'));
  expect(old).toEqual(from(100, 1));
  expect(new Set(ids(rows)).size).toBe(rows.length);
});

test('where what was kept is gone, reading goes on after the last row that was given', async () => {
  for (const size of [1000, 20]) {
    const house = await ledger(100, size);
    const rows = await follow(house, 7, (page) => {
      house.memory.pages.clear();
      if (page % 3 === 0) for (let n = 0; n < 8; n++) house.book(`new-${page}-${n}`);
    });
    expect(ids(rows).filter((id) => id.startsWith('t-'))).toEqual(from(100, 1));
    expect(new Set(ids(rows)).size).toBe(rows.length);
  }
});

test('two who follow the same cursor at once are given the same rows', async () => {
  const house = await ledger(60, 10);
  const { next_cursor } = await house.list();
  const cursor = next_cursor as string;
  const both = await Promise.all([house.list({ cursor, limit: 25 }), house.list({ cursor, limit: 25 })]);
  expect(ids(both[0].data)).toEqual(from(50, 26));
  expect(both[0].data).toEqual(both[1].data);
  for (const { next_cursor: next } of both)
    expect(ids((await house.list({ cursor: next as string })).data)).toEqual(from(25, 16));
});

test('what fits into one answer is not kept', async () => {
  const house = await ledger(8, 100);
  expect((await house.list()).next_cursor).toBeNull();
  expect(house.memory.pages.size).toBe(0);
});

test('what is kept is encrypted', async () => {
  const house = await ledger(30, 100);
  await house.list();
  expect(house.memory.pages.size).toBe(1);
  expect(JSON.stringify([...house.memory.pages])).not.toContain('Shop');
});

describe('a cursor', () => {
  const refused = { code: 'request_invalid', options: { errors: [{ pointer: 'query/cursor', code: 'cursor' }] } };

  test('is refused where it is forged, changed, another’s, or too old', async () => {
    const house = await ledger(30, 100);
    const cursor = (await house.list()).next_cursor as string;
    const changed = `${cursor.slice(0, 40)}${cursor[40] === 'A' ? 'B' : 'A'}${cursor.slice(41)}`;
    for (const bad of ['nonsense', '', 'v1.AAAA', changed, cursor.slice(0, -4)])
      await expect(house.list({ cursor: bad })).rejects.toMatchObject(refused);
    const others = listTransactions(
      house.services,
      holdingOf(house.bank.data, { ...BODY, accounts: ['a-1'] }, true),
      { account_id: 'a-1', limit: 10, cursor },
      reading(),
    );
    await expect(others).rejects.toMatchObject(refused);
    house.time.ahead = 25 * 3600 * 1000;
    await expect(house.list({ cursor })).rejects.toMatchObject(refused);
  });

  test('is bound to account, period and status; what is not said again is the cursor’s', async () => {
    const house = await ledger(30, 100);
    const cursor = (await house.list()).next_cursor as string;
    for (const other of [
      { account_id: 'a-2' },
      { date_from: '2026-01-02' },
      { date_to: '2026-12-31' },
      { booking_status: 'both' as const },
    ])
      await expect(house.list({ cursor, ...other })).rejects.toMatchObject(refused);
    const { services, holding } = house;
    const again = await listTransactions(services, holding, { account_id: 'a-1', limit: 10, cursor }, reading());
    expect(ids(again.data)).toEqual(from(20, 11));
  });
});

test('warnings come with the rows that they are of, and those of the page once', async () => {
  const odd = [
    ...Array.from({ length: 12 }, (_, n) => row({ transactionId: `t-${n}` })),
    row({ transactionId: 'x', transactionAmount: null }),
  ];
  odd[11] = row({ transactionId: 't-11', transactionAmount: { amount: '1,50', currency: 'EUR' } });
  const bank = await planned({ transactions: booked(...odd) });
  const { services } = dataServices();
  const holding = holdingOf(bank.data, { ...BODY, accounts: ['a-1'] }, true);
  const query = { account_id: 'a-1', date_from: '2026-01-01', limit: 10 };
  const first = await listTransactions(services, holding, query, reading());
  expect(first.warnings).toMatchObject([{ pointer: '/data', code: 'row_unreadable' }]);
  const second = await listTransactions(
    services,
    holding,
    { ...query, cursor: first.next_cursor as string },
    reading(),
  );
  expect(second.warnings).toMatchObject([{ pointer: '/data/1/amount', code: 'amount_guessed' }]);
  expect(second.data[1]).toMatchObject({ transaction_id: 't-11', amount: '1.50' });
});

test('a bank that gives its page and then fails: what was given can be followed later', async () => {
  let isDown = false;
  const bank = await planned({
    transactions: ({ path }) =>
      isDown
        ? refusal(429, 'ACCESS_EXCEEDED')
        : path.includes('page=1')
          ? booked(row({ transactionId: 't-0' }))
          : { body: { transactions: { booked: [row()], _links: { next: { href: '?page=1' } } } } },
  });
  const { services } = dataServices();
  const holding = holdingOf(bank.data, { ...BODY, accounts: ['a-1'] }, true);
  const query = { account_id: 'a-1', date_from: '2026-01-01', limit: 1 };
  const { next_cursor } = await listTransactions(services, holding, query, reading());
  const next = { ...query, cursor: next_cursor as string };
  isDown = true;
  await expect(listTransactions(services, holding, next, reading())).rejects.toMatchObject({
    code: 'bank_rate_limited',
  });
  isDown = false;
  expect(ids((await listTransactions(services, holding, next, reading())).data)).toEqual(['t-0']);
});
