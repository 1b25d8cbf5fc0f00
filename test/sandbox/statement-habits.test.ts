import { type Client, pass, type Reply, sandbox, tppCode } from './client';
import { visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

type Row = Record<string, unknown> & { transactionAmount: { amount: unknown; currency?: string } };
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A user's first account: its statement, asked for with a query. */
async function statement(psu: string, name = 'generic') {
  const guest = visitor(bank, name, psu);
  const headers: Record<string, string> = await guest.given();
  const { transactions = '' } = await guest.firstAccount(headers);
  const read = (query = 'bookingStatus=booked', more = {}): Promise<Reply> =>
    guest.ask('GET', `${transactions}?${query}`, { headers: { Accept: '*/*', ...headers, ...more } });
  const open = (href: string) => guest.ask('GET', href, { headers: { Accept: '*/*', ...headers } });
  return {
    path: transactions,
    read,
    open,
    rows: async (query?: string) => (await read(query)).body.transactions.booked as Row[],
  };
}

describe('rows', () => {
  test('amounts_odd: among good amounts stands one of each odd kind', async () => {
    const amounts = (await (await statement('amounts_odd')).rows()).slice(0, 8).map((row) => row.transactionAmount);
    expect(amounts.map(({ amount }) => amount).slice(1, 7)).toEqual([
      '-12,50',
      '+12.50',
      '-.99',
      -12.5,
      null,
      '-12.50',
    ]);
    expect(amounts[6]?.currency).toBeUndefined();
    for (const index of [0, 7]) expect(amounts[index]?.amount).toMatch(/^-?\d+\.\d\d$/);
  });

  test('amounts_comma, amounts_numbers, amounts_unsigned: all rows are of that kind', async () => {
    const all = async (psu: string) => (await statement(psu)).rows();
    for (const row of await all('amounts_comma')) expect(row.transactionAmount.amount).toMatch(/^-?\d+,\d\d$/);
    for (const row of await all('amounts_numbers')) expect(typeof row.transactionAmount.amount).toBe('number');
    for (const row of await all('amounts_unsigned')) {
      expect(row.transactionAmount.amount).toMatch(/^\d/);
      expect('debtorAccount' in row || 'creditorAccount' in row).toBe(true);
    }
  });

  test('rows_without_ids, rows_equal, rows_shared_ids, rows_not_provided: ids are no help', async () => {
    const [bare] = await (await statement('rows_without_ids')).rows();
    expect([bare?.transactionId, bare?.entryReference, bare?.endToEndId]).toEqual([undefined, undefined, undefined]);
    const [first, second] = await (await statement('rows_equal')).rows();
    expect(first).toEqual(second);
    const [one, other] = await (await statement('rows_shared_ids')).rows();
    expect(one?.transactionId).toBe(other?.transactionId);
    expect(one).not.toEqual(other);
    expect((await (await statement('rows_not_provided')).rows())[0]?.transactionId).toBe('NOTPROVIDED');
  });

  test('rows_fill_up: text and party come with the second read', async () => {
    const { rows } = await statement('rows_fill_up');
    const [[before], [after]] = [await rows(), await rows()];
    expect(before?.remittanceInformationUnstructured).toBeUndefined();
    expect(after).toMatchObject({ ...before, remittanceInformationUnstructured: expect.any(String) });
  });

  test('dates_odd, rows_outside_period: dates are not ISO, rows not only those asked for', async () => {
    const [german, bare] = await (await statement('dates_odd')).rows();
    expect(german?.bookingDate).toMatch(/^\d\d\.\d\d\.\d{4}$/);
    expect(bare?.bookingDate).toMatch(/^\d{8}$/);
    const from = day(-30);
    const outside = await (await statement('rows_outside_period')).rows(`bookingStatus=booked&dateFrom=${from}`);
    expect(outside.some(({ bookingDate }) => String(bookingDate) < from)).toBe(true);
  });

  test('parties_odd, nulls: parties are on the other side, ultimate, by bban, by masked card, or null', async () => {
    const rows = await (await statement('parties_odd')).rows();
    const keys = rows.slice(0, 4).map((row) => Object.keys(row).filter((key) => /ebtor|reditor/.test(key)));
    expect(keys.every((names) => names.length === 1)).toBe(true);
    expect(keys[1]?.[0]).toMatch(/^ultimate/);
    expect((await (await statement('nulls')).rows())[0]?.mandateId).toBeNull();
  });

  test('remittance_structured, remittance_long, remittance_html, batches: texts and parts', async () => {
    const structured = await (await statement('remittance_structured')).rows();
    expect(structured.map((row) => typeof (row.remittanceInformationStructured ?? null)).slice(0, 2)).toEqual([
      'string',
      'object',
    ]);
    expect(Array.isArray(structured[2]?.remittanceInformationStructuredArray)).toBe(true);
    const [long] = await (await statement('remittance_long')).rows();
    expect(long?.remittanceInformationUnstructured).toHaveLength(180);
    const [html] = await (await statement('remittance_html')).rows();
    expect(html?.remittanceInformationUnstructured).toContain('<br>');
    const [batch] = await (await statement('batches')).rows();
    expect(batch?.entryDetails).toHaveLength(2);
  });
});

describe('what is given', () => {
  test.each([
    ['booked_only', 'both', 'PARAMETER_NOT_SUPPORTED'],
    ['no_both', 'both', 'PARAMETER_NOT_SUPPORTED'],
  ])('%s: %s is refused', async (psu, status, code) => {
    const { read } = await statement(psu);
    expect(tppCode(await read(`bookingStatus=${status}`))).toBe(code);
    expect((await read('bookingStatus=booked')).status).toBe(200);
  });

  test.each([
    ['history_90', 400, 'PERIOD_INVALID'],
    ['history_401', 401, 'CONSENT_INVALID'],
  ])('%s: 90 days with today, and no more', async (psu, status, code) => {
    const { read } = await statement(psu);
    const refused = await read(`bookingStatus=booked&dateFrom=${day(-90)}`);
    expect([refused.status, tppCode(refused)]).toEqual([status, code]);
    expect((await read(`bookingStatus=booked&dateFrom=${day(-89)}`)).status).toBe(200);
  });

  test('history_window: everything for three minutes after SCA, then 90 days', async () => {
    const { read } = await statement('history_window');
    const old = `bookingStatus=booked&dateFrom=${day(-400)}`;
    expect((await read(old)).status).toBe(200);
    pass(181_000);
    expect((await read(old)).status).toBe(400);
  });
});

describe('pages', () => {
  const nextOf = async (psu: string) => {
    const account = await statement(psu);
    const { body } = await account.read();
    return { ...account, links: body.transactions._links, body };
  };

  test.each([
    ['pages_by_query', 'next', (href: string, path: string) => new URL(href, `http://bank${path}`)],
    ['pages_by_segment', 'next', (href: string, path: string) => new URL(href, `http://bank${path}`)],
    ['pages_own_names', 'nextPage', (href: string, path: string) => new URL(href, `http://bank${path}`)],
  ])('%s: %s leads on from the request’s own address', async (psu, name, resolve) => {
    const { links, path, open, body } = await nextOf(psu);
    const url = resolve(links[name].href, path);
    const second = await open(url.pathname + url.search);
    expect(second.body.transactions.booked).toHaveLength(20);
    expect(second.body.transactions.booked[0]).not.toEqual(body.transactions.booked[0]);
  });

  test('pages_as_string, pages_elsewhere, pages_repeat: text, another host, the same page', async () => {
    expect(typeof (await nextOf('pages_as_string')).links.next).toBe('string');
    expect((await nextOf('pages_elsewhere')).links.next.href).toMatch(/^https:\/\/pages\.elsewhere\.invalid/);
    const { links, open, body } = await nextOf('pages_repeat');
    expect((await open(links.next.href)).body.transactions).toEqual({
      ...body.transactions,
      _links: expect.objectContaining({ next: expect.anything() }),
    });
  });

  test('pager gives 25 rows, its own names and a bare query', async () => {
    const { links, body } = await nextOf('user_redirect').then(async () => {
      const account = await statement('user_redirect', 'pager');
      const reply = await account.read();
      return { links: reply.body.transactions._links, body: reply.body };
    });
    expect(body.transactions.booked).toHaveLength(25);
    expect(links.nextPage.href).toMatch(/^\?.*page=1$/);
  });
});

describe('files', () => {
  const sum = (texts: IterableIterator<RegExpMatchArray>): number =>
    [...texts].reduce((total, [, amount = '', sign]) => {
      const cents = Math.round(Number(amount.replace(',', '.')) * 100);
      return total + (sign === 'DBIT' || sign === 'D' ? -cents : cents);
    }, 0);

  test.each([
    ['camt052', 'camt.052.001.02', 'generic'],
    ['camt053', 'camt.053.001.08', 'generic'],
    ['user_redirect', 'camt.052.001.02', 'ledgerxml'],
  ])('%s: %s, whose entries lead from the opening to the closing balance', async (psu, version, name) => {
    const { read } = await statement(psu, name);
    const { headers, body } = await read(`bookingStatus=booked&dateFrom=${day(-60)}`);
    expect(headers.get('Content-Type')).toMatch(/^application\/xml/);
    expect(body).toContain(`urn:iso:std:iso:20022:tech:xsd:${version}`);
    const entries = /<Ntry><Amt Ccy="EUR">([\d.]+)<\/Amt><CdtDbtInd>(\w+)</g;
    const balances = [...body.matchAll(/<\/Tp><Amt Ccy="EUR">([\d.]+)<\/Amt><CdtDbtInd>(\w+)</g)];
    const [opening = 0, closing = 0] = balances.map((one) => sum([one].values()));
    expect(opening + sum(body.matchAll(entries))).toBe(closing);
  });

  test.each([
    ['mt940', 'generic'],
    ['user_redirect', 'swift'],
  ])('%s: MT940, whose entries lead from the opening to the closing balance', async (psu, name) => {
    const { read } = await statement(psu, name);
    const { headers, body } = await read(`bookingStatus=booked&dateFrom=${day(-60)}`);
    expect(headers.get('Content-Type')).toMatch(/^text\/plain/);
    const money = (tag: string) => {
      const [, sign, amount = ''] = new RegExp(`:${tag}:([CD])\\d{6}EUR([\\d,]+)`).exec(body) ?? [];
      return Math.round(Number(amount.replace(',', '.')) * 100) * (sign === 'D' ? -1 : 1);
    };
    const entries = [...body.matchAll(/:61:\d{10}([CD])([\d,]+)N/g)].map(([, sign, amount]) => ['', amount, sign]);
    expect(entries.length).toBeGreaterThan(10);
    expect(money('60F') + sum(entries.values() as IterableIterator<RegExpMatchArray>)).toBe(money('62F'));
    expect(body.split('\r\n').every((line: string) => line.length <= 69)).toBe(true);
  });

  test('who takes JSON only is told 406; csv is CSV; download_only leads to camt.053', async () => {
    const swift = await statement('user_redirect', 'swift');
    expect((await swift.read(undefined, { Accept: 'application/json' })).status).toBe(406);
    expect((await (await statement('csv')).read()).headers.get('Content-Type')).toMatch(/^text\/csv/);
    const { read, open } = await statement('download_only');
    const { body } = await read();
    expect(body.transactions).toBeUndefined();
    expect((await open(body._links.download.href)).body).toContain('camt.053.001.08');
  });
});
