import { freePort } from '../../local/servers/free-ports';
import { createServer } from '../../sdk/src/server';
import { consented } from '../support/consented';
import { openShop, type Shop } from '../support/shop';
import { stack } from '../support/stack';
import { until } from '../support/until';

const { demo, home } = stack();
const { webhooks, exchangeToken, credentials } = createServer({
  apiUrl: demo.api_url,
  clientId: demo.client_id,
  clientSecret: demo.client_secret,
});

describe('The sample shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop('npm run shop', { VESTIBULE_HOME: home, SHOP_PORT: String(await freePort(0)) });
  }, 120_000);
  /** The endpoint that the shop has made by itself. */
  const own = async () => {
    for await (const endpoint of webhooks.list()) if (endpoint.url === `${shop.url}/webhooks`) return endpoint;
    throw new Error('the shop has made no endpoint');
  };
  afterAll(async () => {
    await webhooks.delete((await own()).endpoint_id);
    await shop.close();
  });
  /** Calls of a browser in which Ana has signed up. */
  async function signedUp() {
    const { headers } = await fetch(`${shop.url}/users`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'Ana' }),
      redirect: 'manual',
    });
    const cookie = String(headers.get('set-cookie')).split(';')[0] as string;
    const json = { cookie, 'content-type': 'application/json' };
    return {
      add: (asset: object) =>
        fetch(`${shop.url}/assets`, { method: 'POST', headers: json, body: JSON.stringify(asset) }),
      assets: async () => {
        const answer = await fetch(`${shop.url}/me`, { headers: { cookie } });
        return ((await answer.json()) as { assets: { credentials_id: string; status: string }[] }).assets;
      },
    };
  }

  test('takes what the API sends to the endpoint that it has made by itself', async () => {
    const attempt = await webhooks.test((await own()).endpoint_id);
    expect(attempt).toMatchObject({ status: 204 });
    expect(attempt).not.toHaveProperty('error');
  });

  test('is told of a consent that was revoked elsewhere, and shows it to its user', async () => {
    const ana = await signedUp();
    const { id: session_id, state } = await consented(demo);
    const { temp_token } = state;
    expect((await ana.add({ session_id, temp_token })).status).toBe(201);
    expect(await ana.assets()).toMatchObject([{ status: 'active' }]);
    // The shop's own exchange, asked for again under its key: the pair that it keeps.
    const pair = await exchangeToken(String(temp_token), { idempotencyKey: session_id });
    await credentials.revoke(pair);
    const assets = await until(async () => {
      const now = await ana.assets();
      return now[0]?.status !== 'active' && now;
    });
    expect(assets).toMatchObject([{ credentials_id: pair.credentials_id, status: 'revoked' }]);
    const sent = await until(async () => {
      for await (const one of webhooks.deliveries((await own()).endpoint_id, { state: 'delivered' }))
        if (one.type === 'credentials.revoked' && one.session_id === session_id) return one;
      return undefined;
    });
    expect(sent.attempts.at(-1)).toMatchObject({ status: 204 });
  }, 60_000);
});
