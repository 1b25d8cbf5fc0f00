import { approve, type Client, pass, type Reply, sandbox, tppCode } from './client';
import { hrefOf, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const GLOBAL = { allPsd2: 'allAccounts' };
const BANK_OFFERED = { accounts: [], balances: [], transactions: [] };
const AVAILABLE = { availableAccounts: 'allAccounts' };
const FOREIGN = { accounts: [{ iban: 'DE75512108001245126199' }] };

const ask = (
  psu: string,
  { name = 'generic', ...more }: Record<string, unknown> & { name?: string },
): Promise<Reply> => {
  const guest = visitor(bank, name, psu);
  const usual = { access: GLOBAL, recurringIndicator: true, validUntil: day(20), frequencyPerDay: 1 };
  const body = { ...usual, combinedServiceIndicator: false, ...more };
  return guest.ask('POST', guest.clothes.paths.consents, { body });
};

test('terminated_by_bank: the bank ends what waits for its user after a second', async () => {
  const guest = visitor(bank, 'generic', 'terminated_by_bank');
  const created = await guest.consent();
  pass(1000);
  expect((await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus).toBe('terminatedByAspsp');
});

test('valid_at_once: consents are valid and payments accepted without SCA, and no link leads to one', async () => {
  const guest = visitor(bank, 'generic', 'valid_at_once');
  const [consent, payment] = [await guest.consent(), await guest.pay()];
  expect([consent.body.consentStatus, payment.body.transactionStatus]).toEqual(['valid', 'ACTC']);
  for (const { body } of [consent, payment]) expect(Object.keys(body._links)).toEqual(['self', 'status']);
});

test.each([
  ['valid_until_datetime', { validUntil: expect.stringMatching(/T00:00:00Z$/) }],
  ['valid_until_missing', { validUntil: undefined }],
  ['texts_for_values', { recurringIndicator: 'true', frequencyPerDay: '4' }],
])('%s: the consent is told so', async (psu, shown) => {
  const guest = visitor(bank, 'generic', psu);
  const created = await guest.consent();
  const { body } = await guest.ask('GET', hrefOf(created, 'self'));
  for (const [name, value] of Object.entries(shown)) expect(body[name]).toEqual(value);
});

describe('what a bank doesn’t grant is refused', () => {
  test.each<[string, Record<string, unknown> & { name?: string }, string]>([
    ['no_global_consent', { access: GLOBAL }, 'SERVICE_INVALID'],
    ['bank_offered_only', { access: AVAILABLE }, 'SERVICE_INVALID'],
    ['detailed_only', { access: BANK_OFFERED }, 'SERVICE_INVALID'],
    ['consent_30_days', { validUntil: day(31) }, 'FORMAT_ERROR'],
    ['once_a_day', { frequencyPerDay: 2 }, 'FORMAT_ERROR'],
    ['user_redirect', { name: 'roster', access: FOREIGN }, 'FORMAT_ERROR'],
    ['user_redirect', { name: 'crossroads', access: GLOBAL }, 'SERVICE_INVALID'],
    ['user_redirect', { name: 'gateway', access: BANK_OFFERED }, 'SERVICE_INVALID'],
    ['user_redirect', { name: 'lockbox', recurringIndicator: false }, 'FORMAT_ERROR'],
    ['user_redirect', { name: 'lockbox', validUntil: day(91) }, 'FORMAT_ERROR'],
  ])('%s %j', async (psu, more, code) => {
    const refused = await ask(psu, more);
    expect([refused.status, tppCode(refused)]).toEqual([400, code]);
  });

  test('and what it does grant is taken', async () => {
    const taken = [
      ask('no_global_consent', { access: BANK_OFFERED }),
      ask('bank_offered_only', { access: BANK_OFFERED }),
      ask('consent_30_days', { validUntil: day(30) }),
      ask('once_a_day', {}),
    ];
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });
});

test('one_consent: a new recurring consent ends the former one', async () => {
  const guest = visitor(bank, 'generic', 'one_consent');
  const [first, second] = [await guest.consent(), await guest.consent()];
  for (const created of [first, second]) {
    await bank.submit(hrefOf(created, 'scaRedirect'), { ...approve, psu_id: guest.psu });
  }
  const statuses = await Promise.all(
    [first, second].map(async (created) => (await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus),
  );
  expect(statuses).toEqual(['terminatedByTpp', 'valid']);
});

test('nudge takes customer numbers only, and wants PSU-User-Agent', async () => {
  const guest = visitor(bank, 'nudge');
  const path = guest.clothes.paths.consents;
  for (const [header, value] of [
    ['PSU-ID', 'user_redirect'],
    ['PSU-ID', '50000000'],
    ['PSU-ID', ''],
    ['PSU-User-Agent', ''],
  ] as const) {
    const refused = await guest.ask('POST', path, { headers: { [header]: value }, body: {} });
    expect(refused.body.tppMessages[0]).toMatchObject({ code: 'FORMAT_ERROR', path: header });
  }
  expect((await guest.consent()).status).toBe(201);
});

test('a consent of one bank is unknown at another, and so are its accounts', async () => {
  const headers = await visitor(bank, 'prompt').given();
  const elsewhere = visitor(bank, 'council');
  const list = await elsewhere.ask('GET', elsewhere.clothes.paths.accounts, { headers });
  expect([list.status, tppCode(list)]).toEqual([400, 'CONSENT_UNKNOWN']);
  const read = await elsewhere.ask('GET', `${elsewhere.clothes.paths.consents}/${headers['Consent-ID']}`);
  expect([read.status, tppCode(read)]).toEqual([403, 'CONSENT_UNKNOWN']);
});
