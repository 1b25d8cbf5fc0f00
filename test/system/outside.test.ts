import { App, expectStatus } from '../../cli/tour/app';
import { consent, exchange, TERMS } from '../../cli/tour/journeys';
import { atBanksPage } from '../../cli/tour/user';
import { readEvents } from '../support/event-stream';
import { freshTenant, ownApp, stack } from '../support/stack';

let own: App;
beforeAll(async () => {
  own = await ownApp();
});
const app = () => own;

describe('Seen from outside, over the real engine', () => {
  test('of fifty different submissions under one nonce one is accepted, and fifty same ones are told its outcome', async () => {
    const session = await app().start('xyz_sbx_#3.0');
    const { nonce, state } = session;
    const send = (data: object) =>
      app().call('POST', `/sessions/${session.id}/steps`, {
        body: { client_id: app().demo.client_id, nonce, skill: state.skill, step: 'product_form', data },
        headers: { prefer: 'wait=20' },
      });
    const values = Array.from({ length: 50 }, (_, index) => ({ ...TERMS, value: String(100_000 + index) }));
    const replies = await Promise.all(values.map(send));
    const accepted = values.filter((_, index) => (replies[index]?.status ?? 500) < 300);
    expect(accepted).toHaveLength(1);
    expect(replies.filter(({ status, body }) => status === 409 && body.code === 'nonce_used')).toHaveLength(49);
    const repeats = await Promise.all(Array.from({ length: 50 }, () => send(accepted[0] as object)));
    expect(new Set(repeats.map(({ status, body }) => `${status} ${body.next.step} ${body.step_id}`)).size).toBe(1);
    expect(repeats[0]).toMatchObject({ status: 200, body: { next: { step: 'confirm' } } });
  });

  test('a client that listens is told each change, until the session is over', async () => {
    const session = await app().start('xyz_aisp_sbx_#1.0');
    const url = new URL(`/sessions/${session.id}/events`, app().demo.api_url);
    const stream = await readEvents(url, { authorization: `Bearer ${session.nonce}` });
    const until = async (status: string): Promise<void> => {
      for (let event = await stream.next(); event?.data.status !== status; event = await stream.next())
        expect(event).toBeDefined();
    };
    await until('SESSION_CREATED');
    await session.submit({ psu_id: 'user_redirect' });
    await until('AWAITING_USER');
    await session.until(({ next }) => next.kind === 'redirect');
    expectStatus(await session.cancel(), 200);
    await until('CANCELLED');
    expect(await stream.next()).toBeUndefined();
  });

  test('back from the bank, the user lands where the tenant wants them', async () => {
    const return_urls = ['https://shop.example/back?from=bank'];
    const tenant = new App({ ...stack().demo, ...(await freshTenant({ return_urls })) });
    const session = await tenant.start('xyz_aisp_sbx_#1.0', { return_url: return_urls[0] });
    await session.submit({ psu_id: 'user_redirect' });
    const { next } = await session.until((state) => state.next.kind === 'redirect');
    const way = await atBanksPage(next.url, 'user_redirect');
    for (const _time of ['once', 'and again']) {
      const landed = await fetch(way, { redirect: 'manual' });
      expect(landed.status).toBe(302);
      const location = new URL(landed.headers.get('location') ?? '');
      expect(location.origin + location.pathname).toBe('https://shop.example/back');
      expect(Object.fromEntries(location.searchParams)).toMatchObject({
        from: 'bank',
        session_id: session.id,
        status: expect.any(String),
      });
    }
    await session.until(session.ended);
    expect(session.state.status).toBe('COMPLETED');
  });

  test('a session that is completed is not cancelled any more, and its temp token is good once', async () => {
    const session = await consent(app(), 'user_embedded');
    expect(await session.cancel()).toMatchObject({ status: 409, body: { code: 'session_completed' } });
    const { temp_token } = session.state;
    await exchange(session);
    expect(await app().exchange(temp_token)).toMatchObject({ status: 410, body: { code: 'temp_token_used' } });
  });

  test('another tenant finds nothing where a session is', async () => {
    const session = await app().start('xyz_sbx_#3.0');
    const stranger = new App({ ...stack().demo, ...(await freshTenant()) });
    const reply = await stranger.call('GET', `/sessions/${session.id}`, { headers: stranger.basic });
    const never = await stranger.call('GET', '/sessions/7b1c8e2a-0d57-4c3e-9f6a-1b2c3d4e5f60', {
      headers: stranger.basic,
    });
    expect([reply.status, reply.body.code, reply.body.detail]).toEqual([
      never.status,
      never.body.code,
      never.body.detail,
    ]);
    expect(reply.status).toBe(404);
  });

  test('a consent that the user takes back at the bank is told as revoked, one that lapses as expired, a limit as a limit', async () => {
    const revoked = await consent(app(), 'user_redirect');
    const credentials = await exchange(revoked);
    const { points_to } = expectStatus(
      await app().data(`/credentials/${credentials.credentials_id}`, credentials),
      200,
    ).body;
    expect(points_to.consent_id).toEqual(expect.any(String));
    const taken = await fetch(`${stack().demo.bank_url}/consents/${points_to.consent_id}/revoke`, { method: 'POST' });
    expect(taken.ok).toBe(true);
    const expired = await exchange(await consent(app(), 'user_expired'));
    const limited = await exchange(await consent(app(), 'user_limit'));
    const codes = await Promise.all(
      [credentials, expired, limited].map(async (pair) => (await app().data('/accounts', pair)).body.code),
    );
    expect(codes).toEqual(['consent_revoked', 'consent_expired', 'bank_rate_limited']);
  });
});
