import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, CONSENT, sandbox, tppCode } from './client';

/** A bank that gives the first answer again to a request id that comes again. */
const CONSENTS = '/banks/prompt/v1/consents';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());

const create = (to: Client, id: string, body: object = CONSENT) =>
  to.call('POST', CONSENTS, { psu: 'user_redirect', headers: { 'X-Request-ID': id }, body });
const effects = async (to: Client, id: string) =>
  (await to.call('GET', `/_sandbox/effects?request_id=${id}&effect=consent.created`)).body.data;

test('one request asked for twenty times at once is one consent, and every answer is the same', async () => {
  const id = randomUUID();
  const replies = await Promise.all(Array.from({ length: 20 }, () => create(bank, id)));
  expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
  expect(await effects(bank, id)).toMatchObject([{ count: 1, requests: 20 }]);
});

test('a request id that comes again with another body is refused', async () => {
  const id = randomUUID();
  await create(bank, id);
  const other = await create(bank, id, { ...CONSENT, frequencyPerDay: 1 });
  expect([other.status, tppCode(other)]).toEqual([400, 'FORMAT_ERROR']);
});

test('what was answered is there after a kill: the bank goes on from what lay on the disk at that moment', async () => {
  const id = randomUUID();
  const before = await create(bank, id);
  appendFileSync(join(bank.data, 'bank.jsonl'), '[["consents","half","{');
  const after = await sandbox(bank);
  expect((await create(after, id)).body).toEqual(before.body);
  expect(await effects(after, id)).toMatchObject([{ count: 1, requests: 2 }]);
  const token = new URL(before.body._links.scaRedirect.href).pathname;
  await after.submit(`${after.bank_url}${token}`, {
    psu_id: 'user_redirect',
    password: 'sandbox',
    decision: 'approve',
  });
  const { body } = await after.call('GET', `${CONSENTS}/${before.body.consentId}/status`);
  expect(body.consentStatus).toBe('valid');
  await after.close();
});
