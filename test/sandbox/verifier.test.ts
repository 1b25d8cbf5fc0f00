import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { type Client, sandbox, VERIFIER_SECRET } from './client';

interface Delivery {
  path: string;
  id: string;
  body: { decision: string; message?: string };
}

let verifier: Client;
let receiver: Server;
let deliveries: Delivery[];
let refusals: number;
let told: () => void;

async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const headers = req.headers as Record<string, string>;
  const body = new Webhook(VERIFIER_SECRET).verify(Buffer.concat(chunks).toString(), headers) as Delivery['body'];
  deliveries.push({ path: req.url ?? '', id: headers['webhook-id'] ?? '', body });
  refusals -= 1;
  res.writeHead(refusals >= 0 ? 503 : 200).end();
  told();
}

beforeAll(async () => {
  verifier = await sandbox();
  receiver = createServer((req, res) => void receive(req, res));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await verifier.close();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(() => {
  deliveries = [];
  refusals = 0;
  told = () => undefined;
});

const delivered = async (count: number): Promise<void> => {
  while (deliveries.length < count) await new Promise<void>((resolve) => (told = resolve));
};

function replyTo(session: string): string {
  const claims = Buffer.from(JSON.stringify({ sid: session, jti: randomUUID() })).toString('base64url');
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/callbacks/e30.${claims}.x`;
}

function submit(
  holder: string,
  { key = randomUUID() as string, reply_to = replyTo(randomUUID()), selfie = 'face' } = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ holder, id_type: 'passport', reply_to })) form.set(name, value);
  form.set('id_scan', new Blob(['page']), 'passport.jpg');
  form.set('selfie', new Blob([selfie]), 'me.jpg');
  return fetch(`${verifier.verifier_url}/v1/checks`, {
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body: form,
  });
}

test('a check is answered later, over a signed callback', async () => {
  expect((await submit('Ana Pop')).status).toBe(202);
  await delivered(1);
  expect(deliveries[0]?.body).toEqual({ decision: 'approved' });
});

test('the pictures are asked for again once in an onboarding, then approved', async () => {
  const session = randomUUID();
  for (const count of [1, 2]) {
    await submit('Ana retake', { reply_to: replyTo(session) });
    await delivered(count);
  }
  expect(deliveries.map(({ body }) => body.decision)).toEqual(['retake', 'approved']);
  expect(deliveries[0]?.body.message).toBeTruthy();
});

test('a callback that was not received is sent again, one for a repeating holder once more: always the same message', async () => {
  refusals = 1;
  await submit('Ana declined repeat');
  await delivered(3);
  expect(new Set(deliveries.map(({ id }) => id)).size).toBe(1);
  expect(deliveries[2]?.body.decision).toBe('declined');
});

test('a check for review waits for a click', async () => {
  const { check_id } = (await (await submit('Ana review')).json()) as { check_id: string };
  const waiting = (await (await fetch(`${verifier.verifier_url}/checks`)).json()) as { data: { check_id: string }[] };
  expect(waiting.data.map((check) => check.check_id)).toContain(check_id);
  await verifier.submit(`${verifier.verifier_url}/checks/${check_id}`, { decision: 'declined' });
  await delivered(1);
  expect(deliveries[0]?.body.decision).toBe('declined');
});

test('the same key is the same check, whatever the signature of its reply address; an empty file or a missing key is refused', async () => {
  const [key, session] = [randomUUID(), randomUUID()];
  const answers = await Promise.all(
    [1, 2, 3].map(async () => (await submit('Ana Pop', { key, reply_to: replyTo(session) })).json()),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const rows = await (await fetch(`${verifier.verifier_url}/_sandbox/effects?request_id=${key}`)).json();
  expect(rows).toMatchObject({ data: [{ effect: 'check.created', count: 1, requests: 3 }] });
  expect((await submit('Other', { key })).status).toBe(409);
  expect((await submit('Ana Pop', { selfie: '' })).status).toBe(400);
  expect((await submit('Ana Pop', { key: '' })).status).toBe(400);
  await delivered(1);
});
