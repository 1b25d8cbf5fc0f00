import { VestibuleError } from '../../../domain/errors';
import { openTestApp } from '../support/test-app';
import { listen, raw, type Subscription } from './streams';
import { headersOf, pairOf, type TestApp } from './support';

const HOUR = 3600_000;
const NEW =
  'subscription ($last: String) { transactions(accountId: "a-1", lastEventId: $last) { transactionId amount } }';

/** A consent whose bank has one booking, and a second one once `book` is called. */
async function followed() {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const pair = await pairOf(testApp, client);
  const bank = testApp.deps.data('any', 'sandbox');
  if (!bank) throw new Error('no bank');
  const rows = ['t-1'].map(booking);
  const history = jest.spyOn(bank, 'history').mockImplementation(async () => ({ data: [...rows], warnings: [] }));
  const follow = (url: string, last?: string, headers: Record<string, string> = {}): Promise<Subscription> =>
    raw(url, client, { query: NEW, variables: { last } }, { ...headersOf(pair), ...headers });
  return { testApp, client, pair, history, follow, book: (id: string) => void rows.unshift(booking(id)) };
}
const booking = (transaction_id: string) => ({
  transaction_id,
  booking_status: 'booked' as const,
  amount: '-1.00',
  currency: 'EUR',
});
/** To the beginning of an interval: three a day, where the bank allows four reads. */
const toNext = ({ time, deps }: TestApp) => {
  time.ahead += 8 * HOUR - (deps.clock() % (8 * HOUR));
};
afterEach(() => jest.restoreAllMocks());

test('several followers, at several processes too, cost one read an interval, and all are told what is new', async () => {
  const { testApp, history, follow, book } = await followed();
  toNext(testApp);
  const [url, other] = [await listen(testApp), await listen(testApp)];
  const first = await follow(url, 'unknown');
  expect(await first.until('t-1')).toContain('event: next\nid: t-1\ndata: {"data":{"transactions":');
  book('t-2');
  const second = await follow(other, 'unknown');
  expect(await second.until('t-1')).not.toContain('t-2');
  expect(history).toHaveBeenCalledTimes(1);
  toNext(testApp);
  const [third, fourth] = [await follow(url, 't-1'), await follow(other, 't-1')];
  for (const stream of [first, second, third, fourth])
    expect(await stream.until('"t-2"')).toContain('event: next\nid: t-2\n');
  expect(history).toHaveBeenCalledTimes(2);
  for (const stream of [first, second, third, fourth]) await stream.leave();
});

test('a read of the bank’s day is left to the tenant’s own calls: following ends, and says until when', async () => {
  const { testApp, history, follow, pair } = await followed();
  const day = new Date(testApp.deps.clock()).toISOString().slice(0, 10);
  for (let n = 0; n < 3; n += 1)
    await testApp.deps.store.readCounts.add(pair.credentials_id, day, 'transactions/a-1', {
      limit: 4,
      expires_at: new Date(testApp.deps.clock() + 24 * HOUR),
    });
  const text = await (await follow(await listen(testApp))).until('event: complete');
  expect(text).toContain('"code":"bank_rate_limited"');
  expect(text).toMatch(/"retry_after":\d+/);
  expect(history).not.toHaveBeenCalled();
});

test('a bank that fails ends the following in its words, and is not asked again for everybody who comes back', async () => {
  const { testApp, history, follow } = await followed();
  history.mockRejectedValue(new VestibuleError('bank_unavailable', 'The bank is down.', { retryAfter: 60 }));
  const url = await listen(testApp);
  const both = await Promise.all([follow(url), follow(url)]);
  for (const stream of both) {
    const text = await stream.until('event: complete');
    expect(text).toContain('"code":"bank_unavailable"');
    expect(text).toContain('"retry_after":60');
  }
  expect(history).toHaveBeenCalledTimes(1);
});

test('who has no right to the account is told so, whoever else follows it', async () => {
  const { testApp, follow, history } = await followed();
  const url = await listen(testApp);
  const first = await follow(url, 'unknown');
  await first.until('t-1');
  const text = await (await follow(url, undefined, { 'x-access-token': 'vat_wrong' })).until('event: complete');
  expect(text).toContain('"code":"credentials_invalid"');
  expect(history).toHaveBeenCalledTimes(1);
  await first.leave();
});

test('credentials that were revoked are followed by nobody any more', async () => {
  const { testApp, follow, pair } = await followed();
  toNext(testApp);
  const url = await listen(testApp);
  const first = await follow(url, 'unknown');
  await first.until('t-1');
  await testApp.deps.store.credentials.setStatus(pair.credentials_id, 'revoked');
  toNext(testApp);
  const text = await (await follow(url)).until('event: complete');
  expect(text).toContain('"code":"consent_revoked"');
  await first.leave();
});
