import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../domain/json';
import { inProject } from '../docs/support/page';
import { patched } from '../docs/support/patch';
import { atReview } from './support/review';
import { basic, type Client, DEPOSIT, openTestApp, startSession, submit } from './support/test-app';

// The engine of these tests plays each operation, mocked ones too.
const testApp = openTestApp({
  'travel.review': () => ({}),
  'travel.quote': () => ({ quote_id: 'q', premium: '9.00' }),
});
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
    // What the platform itself works out reaches nobody, and a sample of it would lead anywhere.
    expect(body.mocked.filter((name: string) => name.startsWith('std.'))).toEqual([]);
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

describe('A draft with a catalog of its own', () => {
  const TRAVEL = JSON.parse(readFileSync(inProject('docs/skills/declared/xyz.catalog.json'), 'utf8'));
  const none = { type: 'object', additionalProperties: false, properties: {} };
  const reviewed = { ...none, properties: { reply_to: { type: 'string', maxLength: 2_048 } } };
  const review = { title: 'Have the underwriter decide', input: reviewed, output: none };
  const CATALOG = JSON.stringify(patched(TRAVEL, { operations: { 'travel.review': review } }), null, 2);
  const travel = (patch: JsonObject = {}): string =>
    JSON.stringify(
      patched(
        {
          skill: 'xyz_travel_sbx_#1.0',
          title: 'Insure a journey',
          catalog: 'xyz',
          limits: { expires: 'P7D' },
          start: 'journey',
          on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
          steps: {
            journey: {
              title: 'Your journey',
              ask: {
                type: 'object',
                additionalProperties: false,
                required: ['days'],
                properties: { days: { type: 'integer', title: 'Days', minimum: 1, maximum: 90 } },
              },
              next: 'ask_underwriter',
            },
            ask_underwriter: {
              call: 'travel.review',
              with: { reply_to: { $: '/callbacks/decision' } },
              next: 'decision',
            },
            decision: { await: 'travel.decision', within: 'P3D', on: { timeout: 'expired' }, next: 'quote' },
            quote: {
              call: 'travel.quote',
              with: { birth_dates: ['1990-01-01'], days: { $: '/steps/journey/days' } },
              on: { 'travel.not_insurable': 'failed' },
              next: 'done',
            },
            done: { end: 'succeeded', output: { premium: { $: '/steps/quote/premium' } } },
            expired: { end: 'expired' },
            cancelled: { end: 'cancelled' },
            failed: { end: 'failed' },
          },
        } as never,
        patch,
      ),
    );
  const withCatalog = (more: object = {}) => ({ document: travel(), catalogs: { xyz: CATALOG }, ...more });

  test('has its operations mocked, whether or not the others are', async () => {
    const { body } = await save(testApp.tenant(), withCatalog()).expect(201);
    expect(body.mocked.sort()).toEqual(['travel.hold', 'travel.quote', 'travel.release', 'travel.review']);
    expect(body.warnings).toMatchObject([{ code: 'operation_not_built' }]);
  });

  test('hears the events of that catalog, for as long as they are as it says', async () => {
    const client = testApp.tenant();
    await save(client, withCatalog()).expect(201);
    const session = await startSession(testApp, client, 'xyz_travel_sbx_#1.0');
    const { session_id, nonce } = session;
    await submit(testApp, client, { session_id }, nonce, 'journey', { days: 7 }, 'xyz_travel_sbx_#1.0').expect(202);
    const report = (payload: object) =>
      api
        .post(`/sandbox/sessions/${session.session_id}/report`)
        .set('Authorization', basic(client))
        .send({ step: 'decision', payload });
    expect((await report({ decision: 'maybe' }).expect(400)).body.errors).toMatchObject([
      { pointer: '/payload/decision' },
    ]);
    expect([200, 202]).toContain((await report({ decision: 'accepted' })).status);
    expect(engine.session(session_id)?.results.decision).toEqual({ decision: 'accepted' });
  });

  test('keeps it for itself: no other draft has these operations', async () => {
    const client = testApp.tenant();
    await save(client, withCatalog()).expect(201);
    const { body } = await save(client, { document: travel() }).expect(422);
    expect(body.errors.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['operation_unknown', 'event_unknown']),
    );
  });

  test('is told what is wrong with the catalog, and where', async () => {
    const bad = JSON.stringify({ ...JSON.parse(CATALOG), catalog: 'acme' });
    const { body } = await save(testApp.tenant(), withCatalog({ catalogs: { xyz: bad } })).expect(422);
    expect(body).toMatchObject({ code: 'skill_invalid' });
    expect(body.errors).toContainEqual(
      expect.objectContaining({ code: 'catalog_bad', pointer: '/catalogs/xyz/catalog', line: expect.any(Number) }),
    );
  });

  test.each([
    ['five catalogs', Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, '{}']))],
    ['one whose name is none', { '../xyz': '{}' }],
    ['one that is no text', { xyz: {} }],
  ])('can’t bring %s', async (_what, catalogs) => {
    const { body } = await save(testApp.tenant(), withCatalog({ catalogs })).expect(400);
    expect(body.code).toBe('request_invalid');
  });
});

describe('A draft’s translations', () => {
  const RO = { ro: { 'product_form.title': 'Alege' } };

  test('are shown, change with it, and are those of its own tenant', async () => {
    const [client, other] = [testApp.tenant(), testApp.tenant()];
    await save(client, { document: draft(), texts: RO }).expect(201);
    await save(other, { document: draft() }).expect(201);
    const titleFor = async ({ client_id, client_app_key }: Client) => {
      const start = { client_id, client_app_key, skill: DRAFT, locale: 'ro' };
      return (await api.post('/sessions').send(start).expect(201)).body.next.title;
    };
    expect(await titleFor(client)).toBe('Alege');
    expect(await titleFor(other)).not.toBe('Alege');
    await save(client, { document: draft(), texts: { ro: { 'product_form.title': 'Alegeți' } } }).expect(201);
    expect(await titleFor(client)).toBe('Alegeți');
  });

  test('are refused where nothing in the document could have them', async () => {
    const texts = { ro: { 'nowhere.title': 'Nicăieri' } };
    const { body } = await save(testApp.tenant(), { document: draft(), texts }).expect(422);
    expect(body.errors).toMatchObject([{ code: 'text_unknown', pointer: '/texts/ro/nowhere.title' }]);
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
