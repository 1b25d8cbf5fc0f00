import { createClient } from '../../sdk/src/client';
import { createServer, verifyWebhook, type WebhookEvent } from '../../sdk/src/server';
import { startMcp } from '../cli/support/mcp-client';
import { consented } from '../support/consented';
import { type FreshTenant, freshTenant, stack } from '../support/stack';
import { until } from '../support/until';
import { receiver } from '../webhooks/support/receiver';

const { demo } = stack();
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
    const status = { state: 'paused', waiting: 0 };
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

describe('The user’s return to the app', () => {
  test('is not needed: session.completed brings the temp token to endpoints that ask for it, and to no other', async () => {
    const tenant = await freshTenant();
    const server = serverOf(tenant);
    const [asking, other] = [await receiver(), await receiver()];
    try {
      const events = ['session.completed'];
      const { secret } = await server.webhooks.create({ url: asking.url, events, temp_token: true });
      await server.webhooks.create({ url: other.url, events });
      const { id, state } = await consented(tenant);
      const [message, plain] = await Promise.all([asking, other].map(({ received }) => until(async () => received[0])));
      const event = await verifyWebhook(String(message?.body), message?.headers ?? {}, secret);
      expect(event).toMatchObject({ type: 'session.completed', data: { session_id: id } });
      expect(JSON.parse(String(plain?.body))).toEqual({
        ...event,
        data: { ...event.data, temp_token: undefined },
      });
      const pair = await server.exchangeToken(String(event.data.temp_token));
      expect(pair.credentials_id).toBe(event.data.credentials_id);
      expect((await server.accounts(pair)).data.length).toBeGreaterThan(0);
      // What the app would have brought home is worth nothing now: it was exchanged.
      await expect(server.exchangeToken(String(state.temp_token))).rejects.toMatchObject({ code: 'temp_token_used' });
    } finally {
      await Promise.all([asking.close(), other.close()]);
    }
  }, 60_000);
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
