import { Readable } from 'node:stream';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDeps, IssuedCredentials } from '../../activities/dependencies';
import { CATALOGS } from '../../connectors/catalogs';
import { standardHandlers } from '../../connectors/standard/operations';
import { type CallContext, type Connector, ConnectorError, type ScaHandler } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import type { Json, JsonObject } from '../../domain/json';
import { SENTENCES } from '../../domain/session/platform';
import type { TenantEvent } from '../../domain/tenant-event';
import { credentialsId } from '../../security/ids';
import { deriveKeys, newSecret } from '../../security/keys';
import { createSealer } from '../../security/seal';
import { createTokens } from '../../security/tokens';
import type { ActivityRequest } from '../../workflows/activity-request';

const SESSION = '0b7d1c1e-0000-4000-8000-000000000001';
const keys = deriveKeys(newSecret());
const sealer = createSealer(keys);
const tokens = createTokens(keys);
const seal = (value: Json) => sealer.seal(value, SESSION);
const SCHEDULED = Date.parse('2030-01-01T00:00:00Z');

/** What a deposit is opened with. */
const OPENED = {
  deposit_id: 'd-1',
  iban: 'RO49AAAA1B31007593840000',
  opened_on: '2026-01-05',
  maturity_date: '2026-07-05',
};

/** A connector whose operations do what the test says, within the real catalog. */
function build(handlers: Connector['handlers']) {
  const issued: IssuedCredentials[] = [];
  const removed: string[] = [];
  const told: TenantEvent[] = [];
  const catalog = CATALOGS.xyz as Connector['catalog'];
  const deps: ActivityDeps = {
    connectors: {
      catalogs: CATALOGS,
      connector: (name, flavour) =>
        name === 'xyz' && flavour === 'sandbox' ? { catalog, handlers, data: {} as Connector['data'] } : undefined,
    },
    files: {
      open: async (id) => (id === 'u1' ? Readable.from(['bytes']) : undefined),
      remove: async (id) => void removed.push(id),
      removeSession: async (id) => void removed.push(id),
    },
    credentials: { issue: async (credentials) => void issued.push(credentials) },
    sealer,
    callbacks: tokens.callback,
    events: { record: async (_client_id, events) => void told.push(...events) },
    credentialsId,
    publicUrl: 'https://api.test',
  };
  return { activities: createActivities(deps), issued, removed, told };
}

const request = (more: Partial<ActivityRequest> = {}): ActivityRequest => ({
  session: {
    session_id: SESSION,
    client_id: 'vci_1',
    skill: 'xyz_sbx_#3.0',
    digest: 'd',
    catalog: 'xyz',
    flavour: 'sandbox',
  },
  step: 'hold',
  visit: 2,
  phase: 'call',
  key: `${SESSION}/hold/2`,
  args: {},
  ...more,
});
const run = (activities: ReturnType<typeof createActivities>, name: string, asked: ActivityRequest, attempt = 1) =>
  new MockActivityEnvironment(
    { attempt, scheduledTimestampMs: SCHEDULED },
    { logger: new DefaultLogger('ERROR', () => undefined) },
  ).run(activities[name] as (r: ActivityRequest) => Promise<Json>, asked);
async function failureOf(error: unknown, asked = request({ args: { hold_id: 'h' } }), attempt = 1) {
  const { activities } = build({ 'deposit.open': () => Promise.reject(error) });
  return (await run(activities, 'deposit.open', asked, attempt).catch(
    (failure: unknown) => failure,
  )) as ApplicationFailure;
}

test('every operation of the catalog has an activity of its own name, beside the platform’s four', () => {
  const { activities } = build({});
  expect(Object.keys(activities).sort()).toEqual(
    [
      ...Object.keys((CATALOGS.xyz as Connector['catalog']).operations),
      'sandbox.mock',
      'session.finish',
      'session.discard',
      'session.cancel',
    ].sort(),
  );
});

describe('a call', () => {
  test('gets its arguments opened, without those that have no value, and all that surrounds it', async () => {
    const seen: { args?: JsonObject; ctx?: CallContext } = {};
    const { activities } = build({
      'ais.revoke': async (args, ctx) => {
        Object.assign(seen, { args, ctx });
        return {};
      },
    });
    const args = { psu_id: seal('ana') as unknown as Json, consent_id: null };
    const psu = seal({ ip: '192.0.2.1', user_agent: 'UA' }) as unknown as Json;
    await run(activities, 'ais.revoke', request({ args, phase: 'undo', undoes: 'k0', psu }));
    expect(seen.args).toEqual({ psu_id: 'ana' });
    expect(seen.ctx).toMatchObject({
      key: `${SESSION}/hold/2`,
      undoes: 'k0',
      psu: { ip_address: '192.0.2.1', user_agent: 'UA' },
      redirect: {
        ok: expect.stringMatching(/^https:\/\/api\.test\/callbacks\/[^/]+\/ok$/),
        nok: expect.stringMatching(/\/nok$/),
      },
    });
    await expect(seen.ctx?.files.open('u1')).resolves.toBeInstanceOf(Readable);
    await expect(seen.ctx?.files.open('gone')).rejects.toMatchObject({ code: 'error' });
  });

  test('looks at the clock as its sandbox session does, which may have skipped time', async () => {
    const seen: (number | undefined)[] = [];
    const { activities } = build({
      'deposit.open': async (_args, { now }) => {
        seen.push(now);
        return OPENED;
      },
    });
    const args = { hold_id: 'h' };
    const before = Date.now();
    await run(activities, 'deposit.open', request({ args, skipped: 400 * 86_400_000 }));
    await run(activities, 'deposit.open', request({ args }));
    expect(seen[0]).toBeGreaterThanOrEqual(before + 400 * 86_400_000);
    expect(seen[0]).toBeLessThanOrEqual(Date.now() + 400 * 86_400_000);
    expect(seen[1]).toBeUndefined();
  });

  test('of the platform’s own is carried out for a draft’s own catalog, too, and no other operation is', async () => {
    const { activities } = build({ ...standardHandlers });
    const session = { ...request().session, catalog: 'acme' };
    const of = (name: string, args: JsonObject) => run(activities, name, request({ session, args }));
    expect(await of('std.sum', { amounts: ['1.50', '2'] })).toEqual({ sum: '3.50' });
    await expect(of('deposit.open', { hold_id: 'h' })).rejects.toMatchObject({ type: 'error' });
  });

  test('is no undo where it takes nothing back, whatever an older document says: it is not made, for certain', async () => {
    const paid: JsonObject[] = [];
    const { activities } = build({
      'pis.initiate': async (args) => {
        paid.push(args);
        return {};
      },
    });
    const failure = run(activities, 'pis.initiate', request({ args: {}, phase: 'undo', undoes: 'k0' }));
    await expect(failure).rejects.toMatchObject({ type: 'error', nonRetryable: true, details: [{ uncertain: false }] });
    expect(paid).toEqual([]);
  });

  test('that yields more than a session takes fails with a code of its own, and may have happened', async () => {
    const { activities } = build({
      'ais.accounts': async () => ({ accounts: Array.from({ length: 1_000 }, (_, n) => `${n}`.padEnd(500, 'x')) }),
    });
    const failure = run(activities, 'ais.accounts', request({ args: { consent_id: 'c' } }));
    await expect(failure).rejects.toMatchObject({
      type: 'result.too_large',
      nonRetryable: true,
      details: [{ uncertain: true }],
    });
  });

  test('has its way back made of step and visit, the same at every attempt', async () => {
    const urls: string[] = [];
    const { activities } = build({
      'ais.revoke': async (_args, { redirect }) => {
        urls.push(redirect.ok);
        return {};
      },
    });
    for (const attempt of [1, 2]) await run(activities, 'ais.revoke', request(), attempt);
    expect(urls[0]).toBe(urls[1]);
    const handle = urls[0]?.split('/').at(-2) ?? '';
    expect(tokens.callback.check(handle, SCHEDULED)).toMatchObject({
      ok: true,
      claims: { session_id: SESSION, step: 'hold', visit: 2 },
    });
  });

  test('has the definition’s callback markers resolved, but none that came with the user’s data', async () => {
    let seen: JsonObject = {};
    const { activities } = build({
      'kyc.submit': async (args) => {
        seen = args;
        return { check_id: 'c' };
      },
    });
    const file = { upload_id: 'u1', field: 'f', media_type: 'image/png', bytes: 1, sha256: 'x' };
    const args = {
      holder: seal('Ana') as unknown as Json,
      id_type: 'passport',
      id_scan: [file],
      selfie: [file],
      reply_to: { $callback: { step: 'review', visit: 1 } },
    };
    await run(activities, 'kyc.submit', request({ args }));
    expect(seen.reply_to).toMatch(/^https:\/\/api\.test\/callbacks\/[\w.-]+$/);
    const forged = { ...args, holder: seal({ $callback: { step: 'x', visit: 1 } }) as unknown as Json };
    await expect(run(activities, 'kyc.submit', request({ args: forged }))).rejects.toMatchObject({
      type: 'argument.unfit',
      nonRetryable: true,
    });
  });

  test('is given one text where the definition joins what is sealed, and null where that is none', async () => {
    const seen: JsonObject[] = [];
    const { activities } = build({
      'ais.revoke': async (args) => {
        seen.push(args);
        return {};
      },
    });
    const sealed = (value: Json) => seal(value) as unknown as Json;
    const call = (psu_id: Json) => run(activities, 'ais.revoke', request({ args: { psu_id } }));
    await call({ $join: [sealed('Ana'), ' ', { $join: [sealed('Pop'), '-', 7] }] });
    await call({ $join: ['x', sealed({ town: 'Cluj' })] });
    await call({ $join: ['x', sealed({ $join: ['forged'] })] });
    expect(seen).toEqual([{ psu_id: 'Ana Pop-7' }, {}, {}]);
  });

  test('yields what its catalog marks sealed, and the rest as it is', async () => {
    const { activities } = build({
      'ais.consent': async () => ({ consent_id: 'c1', approach: 'REDIRECT', links: { a: 'b' } }),
    });
    const result = (await run(activities, 'ais.consent', request({ args: { psu_id: 'ana' } }))) as JsonObject;
    expect(result).toEqual({
      consent_id: { $sealed: expect.any(String) },
      approach: 'REDIRECT',
      links: { $sealed: expect.any(String) },
    });
    expect(sealer.unsealDeep(result, SESSION)).toEqual({ consent_id: 'c1', approach: 'REDIRECT', links: { a: 'b' } });
  });

  test('that yields what its catalog does not promise fails for good, naming the place only', async () => {
    const { activities } = build({ 'deposit.hold': async () => ({ hold_id: 'x'.repeat(200) }) });
    const args = { quote_id: 'q', value: '1', currency: 'EUR' };
    const failure = await run(activities, 'deposit.hold', request({ args })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'error', nonRetryable: true, details: [{ uncertain: true }] });
    expect((failure as Error).message).toBe("The operation’s output does not fit its schema at '/hold_id'.");
  });

  test('that is given what its catalog does not take is not made', async () => {
    const { activities } = build({ 'deposit.hold': () => Promise.reject(new Error('called')) });
    await expect(run(activities, 'deposit.hold', request({ args: { quote_id: 7 } }))).rejects.toMatchObject({
      type: 'argument.unfit',
      message: SENTENCES['argument.unfit'],
      nonRetryable: true,
      details: [{ uncertain: false }],
    });
  });

  test('that is an undo with what its catalog does not take is left to an operator', async () => {
    const { activities } = build({ 'deposit.release': () => Promise.reject(new Error('called')) });
    const undo = request({ args: { hold_id: 7 }, phase: 'undo' });
    await expect(run(activities, 'deposit.release', undo)).rejects.toMatchObject({ type: 'error', nonRetryable: true });
  });

  test('of a catalog that this environment does not bind fails for good', async () => {
    const { activities } = build({});
    const asked = request();
    const elsewhere = { ...asked, session: { ...asked.session, flavour: 'production' as const } };
    await expect(run(activities, 'ais.revoke', elsewhere)).rejects.toMatchObject({ type: 'error', nonRetryable: true });
  });
});

describe('a failure', () => {
  test('with a code of the catalog carries the catalog’s sentence', async () => {
    const failure = await failureOf(new ConnectorError('deposit.declined', 'no because of Ana'));
    expect(failure).toMatchObject({
      type: 'deposit.declined',
      nonRetryable: true,
      message: 'The bank declined to open the deposit.',
    });
  });

  test('with any other code is a final error', async () => {
    expect(await failureOf(new ConnectorError('pis.rejected', 'x'))).toMatchObject({
      type: 'error',
      nonRetryable: true,
    });
  });

  test('that may pass is retried, after as long as the bank asks for or more', async () => {
    const busy = new ConnectorError('unavailable', 'x', { retryable: true, uncertain: true, retryAfter: 1000 });
    expect(await failureOf(busy)).toMatchObject({
      type: 'unavailable',
      nonRetryable: false,
      details: [{ uncertain: true }],
      nextRetryDelay: 1000,
    });
    expect((await failureOf(busy, undefined, 5)).nextRetryDelay).toBe(8000);
    expect((await failureOf(busy, undefined, 50)).nextRetryDelay).toBe(10_000);
    const plain = new ConnectorError('unavailable', 'x', { retryable: true });
    expect((await failureOf(plain)).nextRetryDelay).toBeUndefined();
  });

  test('of a settlement that is still pending is polled for ever more rarely', async () => {
    const pending = new ConnectorError('pending', 'x', { retryable: true });
    expect(await failureOf(pending)).toMatchObject({ type: 'pending', nonRetryable: false, nextRetryDelay: 1000 });
    expect((await failureOf(pending, undefined, 100)).nextRetryDelay).toBe(300_000);
  });

  test.each([
    ['a fault of ours', new TypeError('Ana Pop is not a function')],
    ['a database that is away', new VestibuleError('database_unavailable', 'mongodb://Ana:Pop@db')],
  ])('of %s is retried and says nothing of what was at hand', async (_what, error) => {
    const failure = await failureOf(error);
    expect(failure).toMatchObject({
      type: 'unavailable',
      nonRetryable: false,
      details: [{ uncertain: true, fault: true }],
    });
    expect([failure.message, failure.stack, String(failure.cause)].join()).not.toContain('Ana');
  });

  test('to open what was sealed for another session is final', async () => {
    const { activities } = build({ 'ais.revoke': async () => ({}) });
    const args = { psu_id: sealer.seal('ana', 'another') as unknown as Json };
    await expect(run(activities, 'ais.revoke', request({ args }))).rejects.toMatchObject({
      type: 'error',
      nonRetryable: true,
    });
  });
});

describe('an authorisation', () => {
  const challenge = { state: 'challenge', kind: 'otp', show: {}, handle: { id: 'c1' } } as const;
  const handler: ScaHandler = {
    begin: async () => challenge,
    answer: async (handle, answer) => ({ state: 'failed', message: JSON.stringify([handle, answer]) }),
    status: async (_handle, _ctx, once) => {
      if (once) return { state: 'done', result: {} };
      throw new ConnectorError('pending', 'x', { retryable: true });
    },
    abort: async () => {},
  };
  const { activities } = build({ 'deposit.authorise': handler });
  const phase = (phase: ActivityRequest['phase'], more: Partial<ActivityRequest> = {}, attempt = 1) =>
    run(
      activities,
      'deposit.authorise',
      request({ phase, handle: seal({ id: 'c1' }) as unknown as Json, ...more }),
      attempt,
    );

  test('keeps its note to itself sealed', async () => {
    const state = (await phase('begin', { args: { hold_id: 'h', psu_id: 'ana' } })) as JsonObject;
    expect(state).toEqual({ ...challenge, handle: { $sealed: expect.any(String) } });
    expect(sealer.unsealDeep(state.handle as Json, SESSION)).toEqual({ id: 'c1' });
  });

  test('is given its note and the user’s answer opened', async () => {
    const answer = { otp: seal('123456') as unknown as Json };
    expect(await phase('answer', { answer })).toEqual({ state: 'failed', message: '[{"id":"c1"},{"otp":"123456"}]' });
  });

  test('is never put off for longer than it has left', async () => {
    const slow = new ConnectorError('unavailable', 'x', { retryable: true, retryAfter: 900_000 });
    const { activities } = build({ 'deposit.open': () => Promise.reject(slow) });
    const info = {
      attempt: 1,
      scheduledTimestampMs: Date.now(),
      startToCloseTimeoutMs: 5_000,
      scheduleToCloseTimeoutMs: 60_000,
    };
    const activity = activities['deposit.open'] as (r: ActivityRequest) => Promise<Json>;
    const failure = await new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR', () => undefined) })
      .run(activity, request({ args: { hold_id: 'h' } }))
      .catch((error: unknown) => error);
    const { nextRetryDelay } = failure as { nextRetryDelay: number };
    expect(nextRetryDelay).toBeGreaterThan(50_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(55_000);
  });

  test('is looked at once, or polled every second or two at first, and ever more rarely', async () => {
    expect(await phase('status', { once: true })).toEqual({ state: 'done', result: {} });
    await expect(phase('status', { once: false })).rejects.toMatchObject({ type: 'pending', nextRetryDelay: 1000 });
    for (const [attempt, nextRetryDelay] of [
      [30, 2_000],
      [100, 30_000],
      [500, 300_000],
    ] as const)
      await expect(phase('status', { once: false }, attempt)).rejects.toMatchObject({ nextRetryDelay });
    expect(await phase('abort')).toBeNull();
  });

  test.each([
    ['pending', 'asked too often'],
    ['unavailable', 'down'],
  ])('is polled within half a minute while the user waits, though the bank wants 15 minutes: %s', async (code, why) => {
    const error = new ConnectorError(code, why, { retryable: true, retryAfter: 900_000 });
    const asked = request({ phase: 'status', handle: seal({ id: 'c1' }) as unknown as Json, once: false });
    const poll = async (attempt: number) => {
      const refusing = build({ 'deposit.authorise': { ...handler, status: () => Promise.reject(error) } });
      return run(refusing.activities, 'deposit.authorise', asked, attempt);
    };
    await expect(poll(1)).rejects.toMatchObject({ nextRetryDelay: 30_000 });
    await expect(poll(500)).rejects.toMatchObject({ nextRetryDelay: 300_000 });
  });
});

describe('the end of a session', () => {
  test('that is good stores what it obtained, sealed and under an id of its own, and discards the uploads', async () => {
    const { activities, issued, removed } = build({});
    const credentials = {
      consent_id: seal('c1') as unknown as Json,
      accounts: ['a1'],
      valid_until: '2030-05-01T23:59:59Z',
      holder: { $join: [seal('Ana') as unknown as Json, ' Pop'] },
    };
    const result = await run(activities, 'session.finish', request({ phase: 'finish', args: { credentials } }));
    expect(result).toEqual({ credentials_id: credentialsId(SESSION) });
    expect(await run(activities, 'session.finish', request({ phase: 'finish', args: { credentials } }))).toEqual(
      result,
    );
    expect(issued[0]).toMatchObject({
      credentials_id: credentialsId(SESSION),
      session_id: SESSION,
      client_id: 'vci_1',
      catalog: 'xyz',
    });
    expect(issued[0]?.valid_until).toBe('2030-05-01T23:59:59Z');
    expect(sealer.unsealDeep(issued[0]?.body as unknown as Json, SESSION)).toEqual({
      ...credentials,
      consent_id: 'c1',
      holder: 'Ana Pop',
    });
    expect(removed).toEqual([SESSION, SESSION]);
  });

  test('that is good is told to its tenant as credentials, without what they hold, and by one id', async () => {
    const { activities, told } = build({});
    const asked = request({ phase: 'finish', args: { credentials: { consent_id: seal('c1') as unknown as Json } } });
    await run(activities, 'session.finish', asked);
    await run(activities, 'session.finish', asked);
    const [first, again] = told;
    expect(first).toMatchObject({ id: expect.stringMatching(/^evt_[0-9a-f]{32}$/), type: 'credentials.created' });
    expect(first?.data).toEqual({
      credentials_id: credentialsId(SESSION),
      session_id: SESSION,
      skill: 'xyz_sbx_#3.0',
      status: 'active',
    });
    expect(again?.id).toBe(first?.id);
  });

  test('that is still to come lets one upload be discarded alone', async () => {
    const { activities, removed } = build({});
    expect(await run(activities, 'session.discard', request({ args: { upload_id: 'u1' } }))).toBeNull();
    expect(removed).toEqual(['u1']);
  });

  test('that is not good discards the uploads only', async () => {
    const { activities, issued, removed } = build({});
    expect(await run(activities, 'session.discard', request())).toBeNull();
    expect([issued, removed]).toEqual([[], [SESSION]]);
  });
});
