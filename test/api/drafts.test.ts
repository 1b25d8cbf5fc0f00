import type { JsonObject } from '../../domain/json';
import { patched } from '../docs/support/patch';
import { atReview } from './support/review';
import { basic, type Client, DEPOSIT, openTestApp, startSession } from './support/test-app';

const testApp = openTestApp();
const { api, deps, engine } = testApp;
const DRAFT = 'xyz_sbx_#9.0';

/** The deposit under another name, with changes. */
const draft = (patch: JsonObject = {}): string =>
  JSON.stringify(patched({ ...deps.skills.get(DEPOSIT)?.definition, skill: DRAFT } as never, patch), null, 2);
const save = (client: Client, body: object) =>
  api.post('/sandbox/drafts').set('Authorization', basic(client)).send(body);

describe('A draft of a skill', () => {
  test('is there at once for its tenant, and for nobody else', async () => {
    const [client, other] = [testApp.tenant(), testApp.tenant()];
    const { body } = await save(client, { document: draft() }).expect(201);
    expect(body).toMatchObject({ skill: DRAFT, mocked: [], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await startSession(testApp, client, DRAFT)).toMatchObject({ next: { step: 'product_form' } });
    const { client_id, client_app_key } = other;
    await api.post('/sessions').send({ client_id, client_app_key, skill: DRAFT }).expect(404);
  });

  test('takes the place of the one before, and sessions go on with what they began with', async () => {
    const client = testApp.tenant();
    await save(client, { document: draft({ steps: { product_form: { title: 'Before' } } }) }).expect(201);
    const before = await startSession(testApp, client, DRAFT);
    await save(client, { document: draft({ steps: { product_form: { title: 'After' } } }) }).expect(201);
    expect((await startSession(testApp, client, DRAFT)).next).toMatchObject({ title: 'After' });
    const again = await api.get(`/sessions/${before.session_id}`).set('Authorization', `Bearer ${before.nonce}`);
    expect(again.body.next.title).toBe('Before');
  });

  test('is described like any skill', async () => {
    const client = testApp.tenant();
    await save(client, { document: draft() }).expect(201);
    const path = `/catalog/${encodeURIComponent(DRAFT)}?client_id=${client.client_id}`;
    expect((await api.get(path).expect(200)).body.steps[0]).toMatchObject({ step: 'product_form' });
  });

  test('is refused with all that is wrong with it', async () => {
    const document = draft({ start: 'nowhere', steps: { quote: { call: 'deposit.qoute' } } });
    const { body } = await save(testApp.tenant(), { document }).expect(422);
    expect(body).toMatchObject({ code: 'skill_invalid' });
    expect(body.errors.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['target_unknown', 'operation_unknown']),
    );
    for (const error of body.errors)
      expect(error).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  });

  test('can’t have the name of a skill that is served, nor one of production', async () => {
    const client = testApp.tenant();
    expect((await save(client, { document: draft({ skill: DEPOSIT }) }).expect(409)).body.code).toBe('skill_changed');
    expect((await save(client, { document: draft({ skill: 'xyz_#9.0' }) }).expect(403)).body.code).toBe('sandbox_only');
  });

  test('is for the sandbox', async () => {
    const client = testApp.tenant({ flavour: 'production' });
    expect((await save(client, { document: draft() }).expect(403)).body.code).toBe('sandbox_only');
  });

  test.each([{}, { document: 5 }, { document: '' }, { document: '{}', mock: 'yes' }, { document: '{}', answers: [] }])(
    'is not %j',
    async (body) => {
      expect((await save(testApp.tenant(), body).expect(400)).body.code).toBe('request_invalid');
    },
  );
});

describe('A draft’s operations', () => {
  const callsOf = (session_id: string) =>
    Object.values(engine.session(session_id)?.graph.nodes ?? {}).flatMap((node) =>
      'call' in node ? [node.call as { operation: string; mock?: unknown }] : [],
    );

  test('are carried out unless they are mocked', async () => {
    const client = testApp.tenant();
    await save(client, { document: draft() }).expect(201);
    const { session_id } = await startSession(testApp, client, DRAFT);
    expect(callsOf(session_id).filter(({ mock }) => mock)).toEqual([]);
  });

  test('answer as their author says, or with a sample', async () => {
    const client = testApp.tenant();
    const answers = {
      'deposit.quote': { code: 'deposit.terms_unavailable' },
      'deposit.hold': { result: { hold_id: 'h-9' } },
    };
    const { body } = await save(client, { document: draft(), mock: true, answers }).expect(201);
    expect(body.mocked).toEqual(
      expect.arrayContaining(['deposit.quote', 'deposit.hold', 'deposit.open', 'kyc.submit']),
    );
    const { session_id } = await startSession(testApp, client, DRAFT);
    const mocks = Object.fromEntries(callsOf(session_id).map(({ operation, mock }) => [operation, mock]));
    expect(mocks).toMatchObject({
      'deposit.quote': { code: 'deposit.terms_unavailable', message: expect.any(String) },
      'deposit.hold': { result: { hold_id: 'h-9' } },
      'deposit.open': { result: { deposit_id: expect.any(String) } },
      'deposit.authorise': { method: 'redirect' },
    });
  });

  test.each([
    ['an operation that is not there', { 'deposit.qoute': { code: 'error' } }, '/answers/deposit.qoute'],
    ['a code that it never has', { 'deposit.quote': { code: 'nope' } }, '/answers/deposit.quote/code'],
    ['a result of another shape', { 'deposit.quote': { result: { rate: 3 } } }, '/answers/deposit.quote/result'],
  ])('can’t be %s', async (_what, answers, pointer) => {
    const { body } = await save(testApp.tenant(), { document: draft(), answers }).expect(400);
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer }] });
  });
});

describe('A tenant that plays the partner of its sandbox session', () => {
  const report = (session_id: string, body: object, client: Client) =>
    api.post(`/sandbox/sessions/${session_id}/report`).set('Authorization', basic(client)).send(body);

  test('reports what the partner would, and the session goes on', async () => {
    const client = testApp.tenant();
    const { session_id } = await atReview(testApp, client);
    const { body } = await report(session_id, { step: 'review', payload: { decision: 'retake' } }, client).expect(200);
    expect(body.next).toMatchObject({ step: 'documents' });
  });

  test('is told what the event must be', async () => {
    const client = testApp.tenant();
    const { session_id } = await atReview(testApp, client);
    const { body } = await report(session_id, { step: 'review', payload: { decision: 'maybe' } }, client).expect(400);
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/payload/decision' }] });
  });

  test('is told which step waits for an event, and whether the session is over', async () => {
    const client = testApp.tenant();
    const { session_id, nonce } = await startSession(testApp, client);
    const body = { step: 'review', payload: { decision: 'approved' } };
    expect((await report(session_id, body, client).expect(409)).body).toMatchObject({ code: 'step_not_current' });
    await api.delete(`/sessions/${session_id}`).set('Authorization', `Bearer ${nonce}`).expect(200);
    expect((await report(session_id, body, client).expect(410)).body.code).toBe('session_closed');
    const other = testApp.tenant();
    expect((await report(session_id, body, other).expect(404)).body.code).toBe('session_not_found');
  });
});
