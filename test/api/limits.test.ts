import { networkOf } from '../../api/http/network';
import { callLimits } from '../../runtime/limits';
import { type Limiter, sharedLimiter } from '../../store/limiter';
import { AISP, basic, openTestApp, startSession } from './support/test-app';

/** An app whose limits are small: `calls` of a client at an address, a fifth of it a session, a tenth failures. */
function limitedApp(calls: number, settings: object = {}) {
  const limiter = (options: Parameters<typeof sharedLimiter>[0]) =>
    sharedLimiter(options, async () => ({ total: 0, ends_in: 0 }));
  const limits = callLimits({ limiter }, calls);
  const app = openTestApp({}, limits ? { limits } : {});
  Object.assign(app.deps.settings, settings);
  return { ...app, limits };
}
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const catalog = ({ api }: ReturnType<typeof limitedApp>, id: string) => api.get(`/catalog?client_id=${id}`);
const statuses = async (calls: PromiseLike<{ status: number }>[]) =>
  (await Promise.all(calls)).map(({ status }) => status);

test('who guesses clients is slowed down, and opens no bucket for any of them', async () => {
  const app = limitedApp(50);
  const opened = jest.spyOn(app.limits?.callers as Limiter, 'consume');
  const guesses = await statuses(times(20, (index) => catalog(app, `vci_guess_${index}`)));
  expect(guesses.filter((status) => status === 401)).toHaveLength(5);
  expect(guesses.filter((status) => status === 429)).toHaveLength(15);
  const refused = await catalog(app, 'vci_guess');
  expect(refused.body).toMatchObject({ code: 'rate_limited', retryable: true });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(opened).not.toHaveBeenCalled();
});

test('nobody else at that address is refused: not another client, not a session, not who comes back from the bank', async () => {
  const app = limitedApp(50);
  const good = app.tenant();
  const session = await startSession(app, good, AISP);
  const handle = app.tokens.callback.issue({
    session_id: session.session_id,
    client_id: good.client_id,
    step: 'authorise',
    visit: 1,
  }).token;
  await Promise.all(times(30, (index) => catalog(app, `vci_guess_${index}`)));
  await catalog(app, good.client_id).expect(200);
  await app.api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
  await startSession(app, good);
  await app.api.get(`/callbacks/${handle}/ok`).expect(200);
});

test('one client’s worthless calls stop that client at that address, and neither others nor its own sessions', async () => {
  const app = limitedApp(50);
  const [bad, good] = [app.tenant(), app.tenant()];
  const session = await startSession(app, bad, AISP);
  const calls = await statuses(times(60, () => catalog(app, bad.client_id)));
  expect(calls.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  await catalog(app, good.client_id).expect(200);
  await startSession(app, good);
  await app.api.get(`/sessions/${session.session_id}`).set('Authorization', `Bearer ${session.nonce}`).expect(200);
});

test('a session has its own bucket, whoever calls with its nonce', async () => {
  const app = limitedApp(50);
  const client = app.tenant();
  const [one, other] = [await startSession(app, client, AISP), await startSession(app, client, AISP)];
  const read = ({ session_id, nonce }: typeof one) =>
    app.api.get(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`);
  const reads = await statuses(times(15, () => read(one)));
  expect(reads.filter((status) => status === 200)).toHaveLength(10);
  expect((await read(one).expect(429)).body.code).toBe('rate_limited');
  await read(other).expect(200);
});

test('a wrong key and a forged nonce are failures; a right key still passes when they are too many', async () => {
  const app = limitedApp(50);
  const client = app.tenant();
  const wrong = basic({ ...client, client_secret: 'vcs_wrong' });
  const guesses = await statuses(times(8, () => app.api.get('/accounts').set('Authorization', wrong)));
  expect(guesses).toContain(429);
  await app.api.get('/sessions/x').set('Authorization', 'Bearer forged').expect(429);
  await startSession(app, client);
});

test('a garbled way back is a user’s mishap: it is never limited', async () => {
  const app = limitedApp(10);
  const ways = await statuses(times(10, () => app.api.get('/callbacks/garbled/ok')));
  expect(new Set(ways)).toEqual(new Set([404]));
});

test('the answers of who fails too often are held back, and nobody else’s', async () => {
  const app = limitedApp(10, { failure_hold: 300 });
  await catalog(app, 'vci_guess_0').expect(401);
  const order: string[] = [];
  const held = catalog(app, 'vci_guess_1').then(({ status }) => order.push(`held ${status}`));
  await app.api.get('/livez').expect(200);
  order.push('another');
  await held;
  expect(order).toEqual(['another', 'held 429']);
});

test('failures that come all at once are answered one by one, and others at that address meanwhile', async () => {
  const app = limitedApp(1_000);
  const good = app.tenant();
  const order: number[] = [];
  const note = ({ status }: { status: number }) => void order.push(status);
  const guesses = times(50, (index) => catalog(app, `vci_guess_${index}`).then(note));
  await Promise.all([...guesses, catalog(app, good.client_id).then(note)]);
  expect(order.filter((status) => status === 401)).toHaveLength(50);
  expect(order.at(-1)).toBe(401);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the address %s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a proxy in front that nobody told us of is noticed, said once, counted, and not believed', async () => {
  const app = openTestApp();
  for (const header of ['X-Forwarded-For', 'Forwarded'])
    await app.api.get('/livez').set(header, 'for=192.0.2.1').expect(200);
  const said = app.lines.map((line) => JSON.parse(line)).filter(({ msg }) => /TRUST_PROXY/.test(msg));
  expect(said).toHaveLength(1);
  expect((await app.api.get('/metrics')).text).toMatch(/vestibule_http_unknown_proxy_total 2/);
  const told = openTestApp({}, { settings: { ...app.deps.settings, trust_proxy: 1 } });
  await told.api.get('/livez').set('X-Forwarded-For', '192.0.2.1').expect(200);
  expect((await told.api.get('/metrics')).text).toMatch(/vestibule_http_unknown_proxy_total 0/);
});
