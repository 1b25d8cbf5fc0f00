import { freePort } from '../../local/servers/free-ports';
import { createClient } from '../../sdk/src/client';
import { createServer, verifyWebhook, type WebhookEvent } from '../../sdk/src/server';
import { startMcp } from '../cli/support/mcp-client';
import { openShop } from '../support/shop';
import { type FreshTenant, freshTenant, stack } from '../support/stack';
import { receiver } from '../webhooks/support/receiver';

const { demo, home } = stack();
const serverOf = ({ client_id, client_secret }: Pick<FreshTenant, 'client_id' | 'client_secret'>) =>
  createServer({ apiUrl: demo.api_url, clientId: client_id, clientSecret: client_secret });

describe('A tenant that manages its endpoints by the SDK', () => {
  let tenant: FreshTenant;
  beforeAll(async () => {
    tenant = await freshTenant();
  });

  test('makes one, changes it, finds it in the list, and has it no more', async () => {
    const { webhooks } = serverOf(tenant);
    const { secret, ...made } = await webhooks.create({ url: 'https://shop.example/hooks?key=s3cret', events: ['*'] });
    expect(secret).toMatch(/^whsec_/);
    const { endpoint_id } = made;
    expect(await webhooks.get(endpoint_id)).toEqual(made);
    const changed = await webhooks.update(endpoint_id, { events: ['session.*'], enabled: false });
    const status = { ...made.status, state: 'paused' };
    expect(changed).toEqual({ ...made, events: ['session.*'], enabled: false, status });
    const listed: unknown[] = [];
    for await (const one of webhooks.list({ limit: 1 })) listed.push(one);
    expect(listed).toEqual([changed]);

    const assistant = await startMcp([], {
      VESTIBULE_API_URL: demo.api_url,
      VESTIBULE_CLIENT_ID: tenant.client_id,
      VESTIBULE_CLIENT_SECRET: tenant.client_secret,
    });
    try {
      const { text, isError } = await assistant.call('list_webhooks');
      expect({ isError, list: JSON.parse(text) }).toMatchObject({ isError: false, list: [{ endpoint_id }] });
      expect(text).not.toMatch(/whsec_|s3cret/);
    } finally {
      await assistant.close();
    }

    await webhooks.delete(endpoint_id);
    await expect(webhooks.get(endpoint_id)).rejects.toMatchObject({ status: 404 });
  }, 60_000);

  test('is told at the field what is wrong with one', async () => {
    await expect(
      serverOf(tenant).webhooks.create({ url: 'https://10.0.0.1/hooks', events: ['lunch.*'] }),
    ).rejects.toMatchObject({ status: 422, errors: [{ pointer: '/url' }, { pointer: '/events/0' }] });
  });

  test('believes what the API sends, by its secret, by the one before and by its public key, and nothing forged', async () => {
    const { webhooks } = serverOf(tenant);
    const own = await receiver();
    try {
      const { endpoint_id, secret, public_key } = await webhooks.create({ url: own.url, events: ['*'] });
      const rotated = await webhooks.rotateSecret(endpoint_id, { overlap: 'PT1H' });
      expect(rotated.secret).not.toBe(secret);
      const attempt = await webhooks.test(endpoint_id);
      expect(attempt).toMatchObject({ status: 204 });
      const message = own.received[0] as (typeof own.received)[number];
      for (const key of [secret, rotated.secret, public_key])
        expect(await verifyWebhook(message.body, message.headers, key)).toMatchObject({
          id: attempt.event_id,
          type: 'webhook.test',
        });
      await expect(verifyWebhook(`${message.body} `, message.headers, secret)).rejects.toMatchObject({
        code: 'signature_invalid',
        status: 401,
      });
      await webhooks.delete(endpoint_id);
    } finally {
      await own.close();
    }
  });
});

test('A tenant that follows its events by the SDK has those that its list has, each once and in order', async () => {
  const tenant = await freshTenant();
  const { events } = serverOf(tenant);
  const app = createClient({ apiUrl: demo.api_url, clientId: tenant.client_id, appKey: tenant.client_app_key });
  const begun = new Date().toISOString();
  const session = await app.start('xyz_sbx_#3.0', { reference: 'order 17' });
  const followed: WebhookEvent[] = [];
  for await (const event of events.stream({ since: begun })) {
    followed.push(event);
    if (followed.length === 1) await session.cancel();
    if (event.type === 'session.cancelled') break;
  }
  expect(followed.map(({ type, data }) => [type, data.reference])).toEqual([
    ['session.created', 'order 17'],
    ['session.cancelled', 'order 17'],
  ]);
  const listed: WebhookEvent[] = [];
  for await (const event of events.list({ since: begun, limit: 1 })) listed.push(event);
  expect(listed).toEqual(followed);
}, 60_000);

test('The sample shop makes its endpoint by itself, and takes what the API sends to it', async () => {
  const { webhooks } = serverOf(demo);
  const port = await freePort(0);
  const shop = await openShop('npm run shop', { VESTIBULE_HOME: home, SHOP_PORT: String(port) });
  try {
    for await (const { endpoint_id, url } of webhooks.list()) {
      if (url !== `http://localhost:${port}/webhooks`) continue;
      const attempt = await webhooks.test(endpoint_id);
      expect(attempt).toMatchObject({ status: 204 });
      expect(attempt).not.toHaveProperty('error');
      await webhooks.delete(endpoint_id);
      return;
    }
    throw new Error('the shop has made no endpoint');
  } finally {
    await shop.close();
  }
}, 120_000);
