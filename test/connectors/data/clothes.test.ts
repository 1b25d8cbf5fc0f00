import type { JsonObject } from '../../../domain/json';
import { customerNumber } from '../../../sandbox/bank/customer-number';
import { accountsOf } from '../../../sandbox/bank/portfolio';
import { listAccounts } from '../../../service/data/accounts';
import { listTransactions, type TransactionPage } from '../../../service/data/transactions';
import { dataServices, holdingOf, reading } from '../../service/memory-data';
import { CLOTHES, openWorld, type World } from '../conversation';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Credentials of a user at one of the sandbox's banks. */
async function credentials(psu_id: string, name?: string) {
  const bank = name === undefined ? {} : { bank: name };
  const ibans = accountsOf({ bank: name ?? 'generic', psu_id }).flatMap(({ iban }) => iban ?? []);
  const named = name === 'roster' ? { accounts: ibans } : {};
  const signedIn = await world.signIn(name, psu_id, 'ais');
  const consent = await world.call('ais.consent', { ...bank, ...signedIn, psu_id, ...named });
  const first = { consent_id: consent.consent_id as string, links: consent.links as JsonObject };
  const state = await world.authorise('ais.authorise', { ...bank, ...signedIn, psu_id, ...first });
  const { token, ...given } = (state as { result?: JsonObject }).result ?? {};
  const { services } = dataServices();
  const body = { ...bank, consent_id: given.consent_id ?? first.consent_id, ...(token ? { token } : {}) };
  return { services, holding: holdingOf(world.connector.data, body) };
}
type Held = Awaited<ReturnType<typeof credentials>>;

const present = () => ({ ...reading(), psu: { ip_address: '192.0.2.7', user_agent: 'App/1.0' } });

/** Every row of an account's history, ten at a time, with all warnings. */
async function historyOf({ services, holding }: Held, account_id: string, status: 'booked' | 'both', most: number) {
  const all: Pick<TransactionPage, 'data' | 'warnings'> = { data: [], warnings: [] };
  let cursor: string | undefined;
  do {
    const query = { account_id, booking_status: status, limit: 10, ...(cursor ? { cursor } : {}) };
    const page = await listTransactions(services, holding, query, present());
    all.data.push(...page.data);
    all.warnings.push(...page.warnings);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && all.data.length < most);
  return all;
}
const codes = (warnings: { code: string }[]) => [...new Set(warnings.map(({ code }) => code))].sort();
const userAt = (bank: string) =>
  bank === 'nudge'
    ? customerNumber({ psu_id: 'user_decoupled' })
    : bank === 'lockbox'
      ? 'user_embedded'
      : 'user_redirect';

async function expectSoundHistory(held: Held, status: 'booked' | 'both' = 'booked', most = 200) {
  const { data: accounts, warnings } = await listAccounts(held.services, held.holding, present());
  expect(accounts.length).toBeGreaterThan(0);
  const account_id = accounts[0]?.account_id as string;
  const [first, second] = [
    await historyOf(held, account_id, status, most),
    await historyOf(held, account_id, status, most),
  ];
  const ids = first.data.map(({ transaction_id }) => transaction_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(second.data.map(({ transaction_id }) => transaction_id)).toEqual(ids);
  for (const { amount, booking_date } of first.data) {
    expect(amount).toMatch(/^-?\d+\.\d\d$/);
    if (booking_date)
      expect(booking_date >= new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10)).toBe(true);
  }
  return { accounts, rows: first.data, told: codes([...warnings, ...first.warnings]) };
}

describe.each(['generic', ...CLOTHES])('%s', (name) => {
  test('gives accounts with balances and a history, each row once', async () => {
    const held = await credentials(userAt(name), name === 'generic' ? undefined : name);
    const { accounts, rows, told } = await expectSoundHistory(held, 'booked', name === 'tortoise' ? 20 : 200);
    expect(accounts.some(({ balances }) => balances.length > 0)).toBe(true);
    expect(rows.length).toBeGreaterThan(5);
    expect(told).toEqual([]);
  }, 60_000);
});

describe('a user of the sandbox whose bank has the habit', () => {
  test.each<[psu_id: string, told: string[]]>([
    ['amounts_odd', ['amount_guessed', 'currency_guessed', 'row_unreadable']],
    ['amounts_comma', ['amount_guessed']],
    ['amounts_numbers', []],
    ['amounts_unsigned', []],
    ['rows_without_ids', []],
    ['rows_equal', []],
    ['rows_shared_ids', []],
    ['rows_not_provided', []],
    ['rows_fill_up', []],
    ['dates_odd', []],
    ['rows_outside_period', []],
    ['parties_odd', []],
    ['remittance_structured', []],
    ['remittance_long', []],
    ['remittance_html', []],
    ['batches', []],
    ['nulls', []],
    ['booked_only', ['booking_status_unsupported']],
    ['no_both', ['booking_status_unsupported']],
    ['history_90', []],
    ['history_401', []],
    ['camt052', []],
    ['camt053', []],
    ['mt940', []],
    ['download_only', []],
    ['pages_by_query', []],
    ['pages_by_segment', []],
    ['pages_as_string', []],
    ['pages_own_names', []],
    ['pages_elsewhere', ['next_page_refused']],
    ['pages_repeat', ['pages_repeat']],
    ['gzip_unasked', []],
    ['latin1', []],
    ['links_absolute', []],
    ['links_as_string', []],
    ['list_201', []],
    ['long_account_ids', []],
    ['odd_account_ids', ['balances_unavailable', 'id_made']],
    ['iban_account_ids', []],
    ['accounts_without_iban', []],
    ['bare_account', ['balances_unavailable', 'currency_guessed']],
    ['balances_with_accounts', ['balances_unavailable']],
    ['balances_401', ['balances_unavailable']],
    ['balances_403', ['balances_unavailable']],
    ['balances_404', ['balances_unavailable']],
    ['balances_405', ['balances_unavailable']],
    ['balances_429', ['balances_unavailable']],
    ['balances_503', ['balances_unavailable']],
    ['refused_once', []],
    ['one_at_a_time', []],
  ])(
    '%s: every row once, and told: %j',
    async (psu_id, told) => {
      const status = told.includes('booking_status_unsupported') ? 'both' : 'booked';
      const found = await expectSoundHistory(await credentials(psu_id), status);
      expect(found.told).toEqual(told);
      expect(found.rows.length).toBeGreaterThan(5);
    },
    60_000,
  );

  test('csv: told as a form that is not read, never an empty list', async () => {
    await expect(expectSoundHistory(await credentials('csv'))).rejects.toMatchObject({ code: 'bank_format_unknown' });
  });

  test('limited_silently: told until when', async () => {
    await expect(expectSoundHistory(await credentials('limited_silently'))).rejects.toMatchObject({
      code: 'bank_rate_limited',
      options: { retryAfter: expect.any(Number) },
    });
  });
});
