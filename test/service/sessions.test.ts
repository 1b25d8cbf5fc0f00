import { VestibuleError } from '../../domain/errors';
import { findTenant, isOriginAllowed, isOriginKnown, provenTenant } from '../../service/access';
import { listAccounts } from '../../service/accounts';
import { returnFromBank } from '../../service/callbacks';
import { listSkills } from '../../service/catalog';
import { readCredentials } from '../../service/credentials';
import { createServices } from '../../service/services';
import { openEvents } from '../../service/session-events';
import type { SessionState } from '../../service/session-state';
import { cancelSession, createSession, readSession } from '../../service/sessions';
import { submitStep } from '../../service/submissions';
import { exchangeToken } from '../../service/token-exchange';
import { AISP, DEPOSIT, TERMS, testDeps } from './support/test-deps';

const { deps, engine, memory, tenant: addTenant } = testDeps();
const services = createServices(deps);
const client = addTenant();
const { client_id } = client;
const signal = () => new AbortController().signal;
const wait = { ms: 5_000, signal };
const psu = { ip_address: '192.0.2.1' };
const tenantOf = async (id = client_id) =>
  provenTenant(services, await findTenant(services, id), client.client_secret, 'secret');
const refOf = ({ session_id }: SessionState) => ({ client_id, session_id });
const start = async (skill = DEPOSIT) => createSession(services, await tenantOf(), { skill }, wait);
const submit = (session: SessionState, nonce: string | undefined, step: string, data: object, skill = DEPOSIT) =>
  submitStep(services, { ref: refOf(session), nonce: String(nonce), skill, step, data: { ...data }, psu, wait });

describe('Without HTTP', () => {
  test('a session runs from its start to the accounts of its user', async () => {
    const tenant = await tenantOf();
    const session = await start(AISP);
    expect(session).toMatchObject({ status: 'SESSION_CREATED', next: { step: 'identify' } });
    const atBank = await submit(session, session.nonce, 'identify', { psu_id: 'user_redirect' }, AISP);
    expect(atBank).toMatchObject({ settled: true, state: { status: 'AWAITING_USER', next: { kind: 'redirect' } } });
    const claims = { ...refOf(session), step: 'authorise', visit: 1 };
    const { token: handle } = services.tokens.callback.issue(claims);
    expect(await returnFromBank(services, handle, 'ok', signal())).toMatchObject({ status: 'COMPLETED' });
    const { temp_token } = await readSession(services, refOf(session));
    const pair = await exchangeToken(services, tenant, String(temp_token));
    const claim = { tenant, credentials_id: pair.credentials_id, access_token: pair.access_token };
    expect(await listAccounts(services, claim, { signal: signal() })).toMatchObject({ data: [{ account_id: 'a-1' }] });
    expect(await readCredentials(services, claim)).toMatchObject({ status: 'active', session_id: session.session_id });
  });

  test('a refusal has its code and says where the fault is', async () => {
    const session = await start();
    const refused = submit(session, session.nonce, 'product_form', { value: 'x' });
    await expect(refused).rejects.toBeInstanceOf(VestibuleError);
    await expect(refused).rejects.toMatchObject({
      code: 'step_data_invalid',
      options: { errors: [{ pointer: '/data/value' }, { pointer: '/data/currency' }, { pointer: '/data/period' }] },
    });
    await expect(submit(session, 'forged', 'product_form', TERMS)).rejects.toMatchObject({ code: 'nonce_invalid' });
    await expect(submit(session, session.nonce, 'product_form', TERMS, AISP)).rejects.toMatchObject({
      code: 'skill_mismatch',
      options: { extra: { skill: DEPOSIT } },
    });
  });

  test('without a worker a read is engine_unavailable, and a submission that was delivered is unsettled', async () => {
    const session = await start();
    engine.workerIsDown = true;
    await expect(readSession(services, refOf(session))).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(await submit(session, session.nonce, 'product_form', TERMS)).toMatchObject({
      settled: false,
      state: { status: 'PROCESSING', next: { kind: 'wait' } },
    });
    engine.workerIsDown = false;
    expect((await readSession(services, refOf(session))).step_id).toBeDefined();
  });

  test('without a worker a session that is over refuses what the engine did not take, and is cancelled as before', async () => {
    const session = await start();
    const holder = { ref: refOf(session), skill: DEPOSIT };
    await cancelSession(services, holder, wait);
    engine.workerIsDown = true;
    await expect(submit(session, session.nonce, 'product_form', TERMS)).rejects.toMatchObject({
      code: 'session_closed',
    });
    expect(await cancelSession(services, holder, wait)).toMatchObject({
      settled: true,
      state: { status: 'CANCELLED', next: { kind: 'none' } },
    });
    engine.workerIsDown = false;
  });

  test('while something is undone a cancellation is unsettled, and nothing more is taken', async () => {
    const slow = testDeps({ 'deposit.release': () => undefined });
    const own = createServices(slow.deps);
    const keys = slow.tenant();
    const tenant = provenTenant(own, await findTenant(own, keys.client_id), keys.client_secret, 'secret');
    const session = await createSession(own, tenant, { skill: DEPOSIT }, wait);
    const ref = { client_id: keys.client_id, session_id: session.session_id };
    const say = (nonce: string | undefined, step: string, data: object) =>
      submitStep(own, { ref, nonce: String(nonce), skill: DEPOSIT, step, data: { ...data }, psu, wait });
    const { state } = await say(session.nonce, 'product_form', TERMS);
    const held = await say(state.nonce, 'confirm', { action: 'accept' });
    const short = { ms: 50, signal };
    const cancelled = await cancelSession(own, { ref }, short);
    expect(cancelled).toMatchObject({ settled: false, state: { status: 'PROCESSING', next: { kind: 'wait' } } });
    expect(cancelled.state.next).toHaveProperty('message', expect.stringContaining('being taken back'));
    const data = { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' };
    await expect(say(held.state.nonce, 'documents', data)).rejects.toMatchObject({ code: 'step_changed' });
  });

  test('a caller who leaves is no longer waited for', async () => {
    const session = await start();
    const gone = new AbortController();
    const reading = readSession(services, refOf(session), { ms: 60_000, signal: () => gone.signal });
    gone.abort();
    expect((await reading).status).toBe('SESSION_CREATED');
  });

  test('a listener gets the state at once, each change, and the end with the session', async () => {
    const session = await start();
    const seen: string[] = [];
    const events = await openEvents(services, refOf(session));
    const ended = new Promise((resolve) => {
      events?.listen({ next: ({ state }) => seen.push(state.status), end: resolve });
    });
    await submit(session, session.nonce, 'product_form', TERMS);
    await cancelSession(services, { ref: refOf(session) }, wait);
    expect(await ended).toBeUndefined();
    expect(seen[0]).toBe('SESSION_CREATED');
    expect(seen.at(-1)).toBe('CANCELLED');
  });

  test('a listener who stops gets nothing more', async () => {
    const session = await start();
    const next = jest.fn();
    const stop = (await openEvents(services, refOf(session)))?.listen({ next, end: next });
    stop?.();
    await cancelSession(services, { ref: refOf(session) }, wait);
    expect(next).not.toHaveBeenCalled();
  });
});

describe('A tenant', () => {
  test('is proven by its own key, and by no other', async () => {
    const found = await findTenant(services, client_id);
    const prove = (key: string, kind: 'secret' | 'app') => () => provenTenant(services, found, key, kind);
    expect(prove(client.client_secret, 'secret')()).toBe(found);
    expect(prove(client.client_app_key, 'app')()).toBe(found);
    expect(prove(client.client_app_key, 'secret')).toThrow(VestibuleError);
    expect(() => provenTenant(services, undefined, client.client_secret, 'secret')).toThrow(VestibuleError);
  });

  test.each([
    ['https://shop.example', true, true],
    ['https://shop.example.evil', false, false],
    ['http://localhost:5173', true, false],
    ['http://[::1]:8080', true, false],
    ['http://localhost.evil.example', false, false],
    ['ftp://localhost', false, false],
    ['null', false, false],
  ])('may call from %s in the sandbox: %s, in production: %s', async (origin, inSandbox, inProduction) => {
    const production = memory.tenants.get(addTenant({ flavour: 'production' }).client_id);
    expect(isOriginAllowed(await tenantOf(), origin)).toBe(inSandbox);
    expect(production && isOriginAllowed(production, origin)).toBe(inProduction);
    expect(await isOriginKnown(services, origin)).toBe(inSandbox);
  });

  test('of the sandbox is never shown a production skill that it has in its list', async () => {
    const skills = [AISP, 'xyz_aisp_#1.0'];
    const [sandbox, production] = [addTenant({ skills }), addTenant({ skills, flavour: 'production' })].map(
      ({ client_id: id }) => memory.tenants.get(id),
    );
    const names = (of: typeof sandbox) => of && listSkills(services, of, {}).data.map(({ skill }) => skill);
    expect(names(sandbox)).toEqual([AISP]);
    expect(names(production)).toEqual(['xyz_aisp_#1.0', AISP]);
  });
});
