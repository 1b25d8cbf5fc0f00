import { type Client, CONSENT, pass, sandbox, tppCode } from './client';
import { hrefOf, visitor } from './visitor';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());
afterEach(() => jest.restoreAllMocks());

const OTP = { body: { scaAuthenticationData: '123456' } };
const effectsOf = async (query: string) => (await bank.call('GET', `/_sandbox/effects?${query}`)).body.data;

/** A consent whose one-time password is awaited: where to PUT it, and where to look. */
async function awaiting(psu: string, name = 'swift') {
  const guest = visitor(bank, name, psu);
  const created = await guest.consent();
  const started = await guest.ask('POST', hrefOf(created, 'startAuthorisation'), { body: {} });
  const statuses = async () => ({
    sca: (await guest.ask('GET', hrefOf(started, 'scaStatus'))).body.scaStatus,
    consent: (await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus,
  });
  return { guest, put: () => guest.ask('PUT', hrefOf(started, 'authoriseTransaction'), OTP), statuses };
}

test('lost_answer: the one-time password is taken, the connection cut, and a second PUT refused', async () => {
  const { put, statuses } = await awaiting('lost_answer');
  await expect(put()).rejects.toThrow();
  expect(await statuses()).toEqual({ sca: 'finalised', consent: 'valid' });
  const again = await put();
  expect([again.status, tppCode(again)]).toEqual([409, 'STATUS_INVALID']);
});

test('second_put_refused: the same with 502', async () => {
  const { put, statuses } = await awaiting('second_put_refused');
  expect([(await put()).status, (await put()).status]).toEqual([502, 409]);
  expect(await statuses()).toEqual({ sca: 'finalised', consent: 'valid' });
});

test('late_answer: the good answer comes after 8.5 s, when the status has been told long since', async () => {
  const { put, statuses } = await awaiting('late_answer');
  const [begun, answer] = [Date.now(), put()];
  while ((await statuses()).sca !== 'finalised');
  expect(Date.now() - begun).toBeLessThan(4000);
  expect((await answer).body.scaStatus).toBe('finalised');
  expect(Date.now() - begun).toBeGreaterThan(8000);
});

test('lost_creation, lost_creation_502: the consent is there, its answer not; the next POST has one', async () => {
  for (const psu of ['lost_creation', 'lost_creation_502']) {
    const guest = visitor(bank, 'swift', psu);
    const lost = await guest.consent().catch(() => ({ status: 0 }));
    expect(lost.status).toBe(psu === 'lost_creation' ? 0 : 502);
    expect((await guest.consent()).status).toBe(201);
  }
  expect((await effectsOf('effect=consent.created')).every((row: { count: number }) => row.count === 1)).toBe(true);
});

test('late_creation: the consent is there long before its answer is', async () => {
  const guest = visitor(bank, 'swift', 'late_creation');
  const before = (await effectsOf('effect=consent.created')).length;
  const [begun, answer] = [Date.now(), guest.consent()];
  while ((await effectsOf('effect=consent.created')).length === before);
  expect(Date.now() - begun).toBeLessThan(4000);
  expect((await answer).status).toBe(201);
  expect(Date.now() - begun).toBeGreaterThan(8000);
});

test('lost_start: the authorisation is there, and stands in the list of them', async () => {
  const guest = visitor(bank, 'swift', 'lost_start');
  const created = await guest.consent();
  const path = hrefOf(created, 'startAuthorisation');
  await expect(guest.ask('POST', path, { body: {} })).rejects.toThrow();
  expect((await guest.ask('GET', path)).body.authorisationIds).toHaveLength(1);
});

test('lost_deletion: the consent is deleted', async () => {
  const guest = visitor(bank, 'swift', 'lost_deletion');
  const created = await guest.consent();
  await expect(guest.ask('DELETE', hrefOf(created, 'self'))).rejects.toThrow();
  expect((await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus).toBe('terminatedByTpp');
});

test('lost_token: the code is used up, and the consent valid', async () => {
  const guest = visitor(bank, 'gateway', 'lost_token');
  const created = await guest.consent();
  await expect(guest.authorise(created)).rejects.toThrow();
  expect((await guest.ask('GET', hrefOf(created, 'status'))).body.consentStatus).toBe('valid');
  expect(await effectsOf(`effect=token.issued&of=${created.body.consentId}`)).toHaveLength(1);
});

/** What the same POST of a consent twice, with one X-Request-ID, comes to. */
const TWICE = {
  again: { statuses: [201, 201], isSame: false },
  refused: { statuses: [201, 400], isSame: false },
  replay: { statuses: [201, 201], isSame: true },
};

test.each(['generic', 'swift', 'lockbox', 'prompt'])(
  'at %s the same X-Request-ID is a second request, refused, or replayed: as its trait says',
  async (name) => {
    const guest = visitor(bank, name);
    const validUntil = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const body = { ...CONSENT, validUntil };
    const headers = { 'X-Request-ID': 'e0a9bd5f-8a6b-4b1c-9f2d-0000000000aa' };
    const ask = () => guest.ask('POST', guest.clothes.paths.consents, { headers, body });
    const [first, second] = [await ask(), await ask()];
    const isSame = first.body.consentId === second.body.consentId;
    const expected = TWICE[guest.clothes.traits.request_id_again];
    expect({ statuses: [first.status, second.status], isSame }).toEqual(expected);
  },
);

test('late_status: three reads of the status are as before; late_status_minute: a minute of them', async () => {
  const counted = await awaiting('late_status', 'generic');
  expect((await counted.put()).body.scaStatus).toBe('finalised');
  const seen = [];
  for (let read = 0; read < 5; read += 1) seen.push((await counted.statuses()).consent);
  expect(seen).toEqual(['received', 'received', 'received', 'valid', 'valid']);
  const timed = await awaiting('late_status_minute', 'generic');
  await timed.put();
  pass(59_000);
  expect((await timed.statuses()).consent).toBe('received');
  jest.restoreAllMocks();
  pass(61_000);
  expect((await timed.statuses()).consent).toBe('valid');
});

test('late_status_redirect: the same after the redirect, for a payment', async () => {
  const guest = visitor(bank, 'generic', 'late_status_redirect');
  const created = await guest.pay();
  await guest.authorise(created);
  const seen = [];
  for (let read = 0; read < 4; read += 1) {
    seen.push((await guest.ask('GET', hrefOf(created, 'status'))).body.transactionStatus);
  }
  expect(seen).toEqual(['RCVD', 'RCVD', 'RCVD', 'ACTC']);
});
