import { callLimits } from '../../../runtime/limits';
import { type Limiter, sharedLimiter } from '../../../store/limiter';
import { openTestApp } from '../support/test-app';
import { ask, headersOf, pairOf } from './support';

afterEach(() => jest.restoreAllMocks());

const ACCOUNTS = 10;
const CALLS = 10_000;

/** A consent of ten accounts, whose bank and store are counted, and the calls of its tenant. */
async function counted() {
  const limiter = (options: Parameters<typeof sharedLimiter>[0]) =>
    sharedLimiter(options, async () => ({ total: 0, ends_in: 0 }));
  const limits = callLimits({ limiter }, CALLS);
  if (!limits) throw new Error('no limits');
  const ids = Array.from({ length: ACCOUNTS }, (_, n) => `a-${n}`);
  const testApp = openTestApp({ 'ais.accounts': () => ({ accounts: ids }) }, { limits });
  const client = testApp.tenant();
  const headers = headersOf(await pairOf(testApp, client));
  const { store, data } = testApp.deps;
  const bank = data('any', 'sandbox');
  if (!bank) throw new Error('no bank');
  const accounts = ids.map((resource_id) => ({
    resource_id,
    currency: 'RON',
    status: 'enabled' as const,
    balances: [],
    agreed: true,
  }));
  const booking = { transaction_id: 't-1', booking_status: 'booked' as const, amount: '-1.00', currency: 'RON' };
  const calls = {
    accounts: jest.spyOn(bank, 'accounts').mockImplementation(async (_body, _ctx, choose = (all) => all) => ({
      data: await choose(accounts),
      warnings: [],
    })),
    history: jest.spyOn(bank, 'history').mockImplementation(async () => ({ data: [booking], warnings: [] })),
    found: jest.spyOn(store.credentials, 'find'),
    counts: jest.spyOn(limits.clients as Limiter, 'consume'),
  };
  return { testApp, client, headers, calls, limits };
}

const PAGE = `{ credentials {
  status
  accounts { nodes { accountId transactions { nodes { amount } } again: transactions { nodes { currency } } } }
} }`;

test('a page of accounts with transactions costs the bank one call a list, and the store one of the credentials', async () => {
  const { testApp, client, headers, calls } = await counted();
  const { body } = await ask(testApp, client, PAGE, {}, headers).expect(200);
  expect(body.errors).toBeUndefined();
  const { nodes } = body.data.credentials.accounts;
  expect(nodes).toHaveLength(ACCOUNTS);
  for (const node of nodes)
    expect([node.transactions.nodes, node.again.nodes]).toEqual([[{ amount: '-1.00' }], [{ currency: 'RON' }]]);
  expect(calls.accounts).toHaveBeenCalledTimes(1);
  expect(calls.history).toHaveBeenCalledTimes(ACCOUNTS);
  expect(calls.found).toHaveBeenCalledTimes(1);
});

test('a document counts against the rate limit as often as it reads, and what it repeats counts once', async () => {
  const { testApp, client, headers, calls } = await counted();
  // The credentials, the list of accounts, and ten lists of transactions: as many calls as over REST.
  await ask(testApp, client, PAGE, {}, headers).expect(200);
  expect(calls.counts).toHaveBeenCalledTimes(2 + ACCOUNTS);
  calls.counts.mockClear();
  await ask(testApp, client, '{ __typename }').expect(200);
  expect(calls.counts).toHaveBeenCalledTimes(1);
  calls.counts.mockClear();
  const lists = ['aisp', 'pisp', 'marketplace'].map((type) => `${type}: skills(type: "${type}") { nodes { skill } }`);
  await ask(testApp, client, `{ ${lists.join(' ')} again: skills(type: "aisp") { nodes { title } } }`).expect(200);
  expect(calls.counts).toHaveBeenCalledTimes(3);
});

test('mutations of one document count one by one', async () => {
  const { testApp, client, calls } = await counted();
  const cancel = (n: number) => `c${n}: cancelSession(input: { sessionId: "none-${n}" }) { settled }`;
  const { body } = await ask(testApp, client, `mutation { ${[1, 2, 3, 4].map(cancel).join(' ')} }`).expect(200);
  expect(body.errors).toHaveLength(4);
  expect(calls.counts).toHaveBeenCalledTimes(4);
});

test('reads beyond the rate limit fail in words, and those before it are answered', async () => {
  const { testApp, client, headers, calls } = await counted();
  calls.counts.mockClear();
  const left = 5;
  calls.counts.mockImplementation(() =>
    calls.counts.mock.calls.length <= left ? ({ ok: true } as never) : ({ ok: false, retry_after: 7 } as never),
  );
  const { body } = await ask(testApp, client, PAGE, {}, headers).expect(200);
  expect(calls.history).toHaveBeenCalledTimes(left - 2);
  const { nodes } = body.data.credentials.accounts;
  expect(nodes.filter(({ transactions }: { transactions: unknown }) => transactions !== null)).toHaveLength(left - 2);
  expect(body.errors[0].extensions).toMatchObject({ code: 'rate_limited', retryable: true, retry_after: 7 });
});
