import { isIban } from '../../sandbox/bank/iban';
import { type Client, CONSENT, CONSENTS, sandbox, tppCode, validConsent } from './client';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());

const ACCOUNTS = '/psd2/v1/accounts';
const read = (consent: string, path = ACCOUNTS, headers = {}) =>
  bank.call('GET', path, { headers: { 'Consent-ID': consent, ...headers } });

async function firstAccount(consent: string): Promise<string> {
  return (await read(consent)).body.accounts[0].resourceId;
}

test('a user has three accounts, in euro and lei, with IBANs that check and balances that agree with the entries', async () => {
  const { accounts } = (await read(await validConsent(bank), `${ACCOUNTS}?withBalance=true`)).body;
  expect(accounts.map((account: { currency: string }) => account.currency)).toEqual(['EUR', 'EUR', 'RON']);
  expect(accounts.every((account: { iban: string }) => isIban(account.iban))).toBe(true);
  expect(accounts[0].balances.map((balance: { balanceType: string }) => balance.balanceType)).toEqual([
    'interimAvailable',
    'closingBooked',
  ]);
});

test('the pages of two years hold each entry once, newest first', async () => {
  const consent = await validConsent(bank);
  const seen: { transactionId: string; bookingDate: string }[] = [];
  let next: string | undefined = `${ACCOUNTS}/${await firstAccount(consent)}/transactions?bookingStatus=booked`;
  while (next) {
    const { body } = await read(consent, next);
    expect(body.transactions.booked.length).toBeLessThanOrEqual(100);
    seen.push(...body.transactions.booked);
    next = body.transactions._links.next?.href;
  }
  expect(new Set(seen.map(({ transactionId }) => transactionId)).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(500);
  const dates = seen.map(({ bookingDate }) => bookingDate);
  expect(dates).toEqual([...dates].sort().reverse());
});

test('another start on the same day shows the same entries', async () => {
  const other = await sandbox();
  const [here, there] = [await validConsent(bank), await validConsent(other)];
  const path = `${ACCOUNTS}/${await firstAccount(here)}/transactions?bookingStatus=both`;
  const again = await other.call('GET', path, { headers: { 'Consent-ID': there } });
  expect(again.body).toEqual((await read(here, path)).body);
  await other.close();
});

test('a period and a booking status narrow the list; what makes no sense is refused', async () => {
  const consent = await validConsent(bank);
  const base = `${ACCOUNTS}/${await firstAccount(consent)}/transactions`;
  const day = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const { booked, pending } = (await read(consent, `${base}?bookingStatus=both&dateTo=${day}`)).body.transactions;
  expect(booked[0].bookingDate <= day).toBe(true);
  expect(pending).toEqual([]);
  expect((await read(consent, `${base}?bookingStatus=pending`)).body.transactions.booked).toBeUndefined();
  const codes = [];
  for (const query of [
    '',
    'bookingStatus=information',
    'bookingStatus=both&dateFrom=2026-02-01&dateTo=2026-01-01',
    'bookingStatus=both&dateFrom=x',
  ]) {
    codes.push(tppCode(await read(consent, `${base}?${query}`)));
  }
  expect(codes).toEqual(['FORMAT_ERROR', 'PARAMETER_NOT_SUPPORTED', 'PERIOD_INVALID', 'FORMAT_ERROR']);
});

test('a consent for one account opens no other', async () => {
  const all = (await read(await validConsent(bank))).body.accounts;
  const access = { accounts: [{ iban: all[1].iban }] };
  const created = await bank.call('POST', CONSENTS, { psu: 'user_redirect', body: { ...CONSENT, access } });
  const { consentId } = created.body;
  await bank.submit(created.body._links.scaRedirect.href, {
    psu_id: 'user_redirect',
    password: 'sandbox',
    decision: 'approve',
  });
  const { accounts } = (await read(consentId)).body;
  expect(accounts.map((account: { iban: string }) => account.iban)).toEqual([all[1].iban]);
  expect((await read(consentId, `${ACCOUNTS}/${all[0].resourceId}`)).status).toBe(401);
  expect((await read(consentId, `${ACCOUNTS}/${all[1].resourceId}/balances`)).status).toBe(401);
});

test('a consent that nobody knows, that was not authorised, or has expired is each told by its own code', async () => {
  const created = await bank.call('POST', CONSENTS, { psu: 'user_redirect', body: CONSENT });
  expect(tppCode(await read('nothing'))).toBe('CONSENT_UNKNOWN');
  expect(tppCode(await read(created.body.consentId))).toBe('CONSENT_INVALID');
  const expiring = await validConsent(bank, 'user_expired');
  expect((await read(expiring)).status).toBe(200);
  const expired = await read(expiring);
  expect([expired.status, tppCode(expired)]).toEqual([401, 'CONSENT_EXPIRED']);
  expect((await bank.call('GET', `${CONSENTS}/${expiring}/status`)).body.consentStatus).toBe('expired');
});

test('reads without the user are limited by the consent; reads with the user are not', async () => {
  const consent = await validConsent(bank);
  const unattended = { 'PSU-IP-Address': '' };
  const statuses = [];
  for (let count = 0; count < 5; count += 1) statuses.push((await read(consent, ACCOUNTS, unattended)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
  expect((await read(consent)).status).toBe(200);
  const limited = await validConsent(bank, 'user_limit');
  const refused = await read(limited, `${ACCOUNTS}/${await firstAccount(limited)}/balances`);
  expect([refused.status, tppCode(refused), refused.headers.get('Retry-After')]).toEqual([
    429,
    'ACCESS_EXCEEDED',
    '3600',
  ]);
});
