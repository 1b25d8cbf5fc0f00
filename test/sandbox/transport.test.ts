import { get } from 'node:http';
import { createSeal, signed } from './certificate';
import { type Client, CONSENT, pass, sandbox, tppCode } from './client';
import { clothesOf, hrefOf, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

/** The bytes of an answer and its headers, as they came. */
const raw = (path: string, headers: Record<string, string>) =>
  new Promise<{ bytes: Buffer; headers: Record<string, unknown> }>((resolve, reject) => {
    get(new URL(path, bank.bank_url), { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ bytes: Buffer.concat(chunks), headers: response.headers }));
    }).on('error', reject);
  });

test('gzip_unasked: gzip though nothing of the kind was asked for; latin1: ISO-8859-1', async () => {
  const read = async (psu: string) => {
    const guest = visitor(bank, 'generic', psu);
    const headers = await guest.given();
    const { transactions = '' } = await guest.firstAccount(headers);
    const id = 'e0a9bd5f-8a6b-4b1c-9f2d-000000000001';
    return raw(`${transactions}?bookingStatus=booked`, { ...headers, 'X-Request-ID': id, 'PSU-IP-Address': '::1' });
  };
  const zipped = await read('gzip_unasked');
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(zipped.bytes.subarray(0, 2).toString('hex')).toBe('1f8b');
  const latin = await read('latin1');
  expect(latin.headers['content-type']).toBe('application/json; charset=ISO-8859-1');
  expect(latin.bytes.toString('latin1')).toContain('Bäckerei');
});

test('links_absolute, links_as_string: links in another style', async () => {
  const links = async (psu: string) => (await visitor(bank, 'generic', psu).consent()).body._links;
  expect((await links('links_absolute')).self.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/psd2\/v1\/consents\//);
  expect((await links('links_as_string')).self).toMatch(/^\/psd2\/v1\/consents\//);
});

test('slow answers in 2 s, slow_history in 9 s', async () => {
  const timed = async (run: () => Promise<unknown>) => {
    const begun = performance.now();
    await run();
    return (performance.now() - begun) / 1000;
  };
  expect(await timed(() => visitor(bank, 'generic', 'slow').consent())).toBeGreaterThan(1.9);
  const guest = visitor(bank, 'generic', 'slow_history');
  const headers = await guest.given();
  const { transactions = '' } = await guest.firstAccount(headers);
  expect(await timed(() => guest.ask('GET', `${transactions}?bookingStatus=booked`, { headers }))).toBeGreaterThan(8.9);
});

test('down_a_minute: 503 says how long, and then the bank is there', async () => {
  const guest = visitor(bank, 'generic', 'down_a_minute');
  const down = await guest.consent();
  expect([down.status, down.headers.get('Retry-After')]).toEqual([503, '60']);
  pass(60_000);
  expect((await guest.consent()).status).toBe(201);
});

describe('notary', () => {
  const path = clothesOf('notary').paths.consents;
  const seal = createSeal();
  const body = JSON.stringify({ ...CONSENT, access: { allPsd2: 'allAccounts' } });
  const base = {
    'X-Request-ID': 'e0a9bd5f-8a6b-4b1c-9f2d-000000000002',
    'PSU-ID': 'user_redirect',
    'TPP-Redirect-URI': 'http://127.0.0.1:9/callbacks/x/ok',
  };
  const ask = (headers: Record<string, string>) =>
    bank.call('POST', path, { headers: { ...base, ...headers }, body: JSON.parse(body) });

  test('takes what is signed, with and without the frame of PEM', async () => {
    const headers = signed(seal, base, body);
    expect((await ask(headers)).status).toBe(201);
    const framed = `-----BEGIN CERTIFICATE-----${seal.certificate}-----END CERTIFICATE-----`;
    expect((await ask({ ...headers, 'TPP-Signature-Certificate': framed })).status).toBe(201);
  });

  test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    ['SIGNATURE_MISSING', () => ({})],
    ['SIGNATURE_MISSING', ({ Digest: _digest, ...headers }) => headers],
    ['CERTIFICATE_MISSING', ({ 'TPP-Signature-Certificate': _certificate, ...headers }) => headers],
    ['CERTIFICATE_INVALID', (headers) => ({ ...headers, 'TPP-Signature-Certificate': 'x' })],
    ['CERTIFICATE_EXPIRED', () => signed(createSeal(-3_600_000), base, body)],
    ['SIGNATURE_INVALID', () => signed(seal, base, `${body} `)],
    ['SIGNATURE_INVALID', () => signed(seal, { ...base, 'PSU-ID': 'user_slow' }, body)],
    ['SIGNATURE_INVALID', () => signed(seal, { 'X-Request-ID': base['X-Request-ID'] }, body)],
    ['SIGNATURE_INVALID', (headers) => ({ ...headers, 'TPP-Signature-Certificate': createSeal().certificate })],
  ])('refuses with %s', async (code, spoil) => {
    const refused = await ask(spoil(signed(seal, base, body)));
    expect([refused.status, tppCode(refused)]).toEqual([401, code]);
  });

  test('wants reads signed too', async () => {
    const created = await visitor(bank, 'notary').consent();
    expect(tppCode(await bank.call('GET', hrefOf(created, 'status')))).toBe('SIGNATURE_MISSING');
  });
});
