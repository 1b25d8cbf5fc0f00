import { Webhook } from 'standardwebhooks';
import { createMetrics } from '../../api/http/metrics';
import { PROBLEM_JSON } from '../../api/http/problem';
import { createOperationValidators } from '../../api/http/validator';
import { OPERATIONS, openapiDocument } from '../../api/openapi/document';
import { EVENT_DATA } from '../../api/openapi/operation';
import { metaRoutes, ROUTES } from '../../api/routes';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken, valueAt } from '../../domain/pointer';
import { samplePayload } from '../../kit/sample';
import { pdf } from '../support/samples';
import { atReview } from './support/review';
import { AISP, basic, DEPOSIT, openTestApp, startSession, submit, TERMS, WEBHOOK_SECRET } from './support/test-app';

const bearer = (token: string) => `Bearer ${token}`;
const document = openapiDocument() as JsonObject;
const validatorOf = createOperationValidators(document, true);

const resolved = (schema: JsonObject): JsonObject =>
  typeof schema.$ref === 'string' ? (valueAt(document, schema.$ref.slice(1)) as JsonObject) : schema;

/**
 * A value with every documented member, and the pointers of its closed objects and of what the document leaves open.
 */
function fullSample(given: JsonObject, at = ''): { value: Json; closed: string[]; open: string[] } {
  const schema = resolved(given);
  if (schema.type === 'array') {
    const { value, ...places } = fullSample(schema.items as JsonObject, `${at}/0`);
    return { value: [value], ...places };
  }
  if (!isObject(schema.properties)) {
    const isOpen = schema.additionalProperties === true || schema.type === undefined;
    return { value: schema.type === 'object' ? {} : samplePayload(schema), closed: [], open: isOpen ? [at] : [] };
  }
  const members = Object.entries(schema.properties).map(
    ([name, property]) => [name, fullSample(property as JsonObject, `${at}/${name}`)] as const,
  );
  return {
    value: Object.fromEntries(members.map(([name, { value }]) => [name, value])),
    closed: [at, ...members.flatMap(([, { closed }]) => closed)],
    open: members.flatMap(([, { open }]) => open),
  };
}

/** The same value with one member more in the object at this pointer. */
function withStranger(value: Json, pointer: string): Json {
  const changed = structuredClone(value);
  (valueAt(changed, pointer) as JsonObject).stranger = 1;
  return changed;
}

/**
 * The answers of an operation that have JSON in them: status → schema, and of a refusal the first code listed. `event`:
 * the data of a streamed one.
 */
function answersOf(
  path: string,
  method: string,
): [status: number | 'event', schema: JsonObject, code: string | undefined][] {
  const { responses = {} } = valueAt(document, `/paths/${escapeToken(path)}/${method}`) as {
    responses?: Record<string, { description: string; content?: Record<string, JsonObject> }>;
  };
  return Object.entries(responses).flatMap(([status, { description, content = {} }]) =>
    Object.entries(content).flatMap(([type, media]): [number | 'event', JsonObject, string | undefined][] => {
      const schema = (type.endsWith('json') ? media.schema : media[EVENT_DATA]) as JsonObject | undefined;
      const [, code] = (type === PROBLEM_JSON && /^- `(\w+)`/.exec(description)) || [];
      return schema === undefined ? [] : [[EVENT_DATA in media ? 'event' : Number(status), schema, code]];
    }),
  );
}

describe.each(OPERATIONS.map(({ method, path, id }) => [method, path, id] as const))('%s %s', (method, path) => {
  const { checkAnswer } = validatorOf(path, method);

  test('may answer as documented, and with no member more', () => {
    const answers = answersOf(path, method);
    expect(answers.map(([status]) => status)).toEqual(expect.arrayContaining([400, 404, 500]));
    for (const [status, schema, code] of answers) {
      const { value: sample, closed } = fullSample(schema);
      const value = code === undefined ? sample : { ...(sample as JsonObject), code };
      expect(() => checkAnswer(status, value)).not.toThrow();
      for (const pointer of closed) {
        const answered = () => checkAnswer(status, withStranger(value, pointer));
        expect(answered).toThrow(`"pointer":"${pointer}/stranger","code":"unknown"`);
      }
    }
  });
});

test('only what others define is left open: schemas, what a skill shows, objects at a bank, this document', () => {
  const open = OPERATIONS.flatMap(({ id, method, path }) =>
    answersOf(path, method).flatMap(([status, schema]) =>
      fullSample(schema)
        // A refusal may hold the session state, which is told of below.
        .open.filter((pointer) => !pointer.startsWith('/session/'))
        .map((pointer) => `${id} ${status} ${pointer}`),
    ),
  );
  const state = (answer: string) =>
    ['/next/schema', '/next/show', '/next/prefill', '/output'].map((pointer) => `${answer} ${pointer}`);
  expect(open.sort()).toEqual(
    [
      ...['createSession 201', 'readSession 200', 'streamEvents event'].flatMap(state),
      ...['submitStep', 'uploadFiles', 'removeUpload', 'cancelSession', 'advanceSession', 'reportEvent'].flatMap(
        (id) => [...state(`${id} 200`), ...state(`${id} 202`)],
      ),
      'describeSkill 200 /steps/0/schema',
      'describeSkill 200 /steps/0/sample',
      'readCredentials 200 /points_to',
      'revokeCredentials 200 /points_to',
      // In two media types.
      ...['/data', '/errors/0/extensions', '/data', '/errors/0/extensions'].map((at) => `askGraphql 200 ${at}`),
      'openapi 200 ',
    ].sort(),
  );
});

test('every operation has a route, and every route an operation; pages for browsers apart', () => {
  const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
  const routes = [...ROUTES, ...metaRoutes(createMetrics(), {}, openTestApp().deps)].map(({ operation }) =>
    named(operation),
  );
  const browsers = ['get /docs/reference.js', 'get /docs/graphiql', 'get /docs/graphiql.js'];
  expect(routes.sort()).toEqual([...OPERATIONS.map(named), ...browsers].sort());
});

test('an answer that is not as documented is a fault of ours, and so is an event', async () => {
  const testApp = openTestApp();
  const { api, deps, engine } = testApp;
  const { session_id, nonce } = await startSession(testApp, testApp.tenant());
  const { query } = engine;
  jest.spyOn(engine, 'query').mockImplementation(async (...call) => {
    const answer = await query(...call);
    return answer && { view: { ...answer.view, reason: { code: 'x', message: 'y', stranger: 1 } } as never };
  });
  const logged = jest.spyOn(deps.log, 'error');
  const ask = (path: string) => api.get(path).set('Authorization', `Bearer ${nonce}`);
  await ask(`/sessions/${session_id}`).expect(500);
  expect((await ask(`/sessions/${session_id}/events`).expect(200)).text).not.toContain('stranger');
  const faults = logged.mock.calls.map(([line]) => String((line as unknown as { err: Error }).err.message));
  expect(faults).toHaveLength(2);
  for (const fault of faults) expect(fault).toContain('/reason/stranger');
});

test('every operation is called here, and answers as documented', async () => {
  const testApp = openTestApp();
  const { api, tokens, lines } = testApp;
  const client = testApp.tenant();
  const { client_id, client_secret } = client;
  const handleFor = (session_id: string, step: string) =>
    tokens.callback.issue({ session_id, client_id, step, visit: 1 }).token;

  await api.get(`/catalog?client_id=${client_id}`).expect(200);
  await api.get(`/catalog/${encodeURIComponent(DEPOSIT)}?client_id=${client_id}`).expect(200);
  const deposit = await startSession(testApp, client);
  const quote = await submit(testApp, client, deposit, deposit.nonce, 'product_form', TERMS).expect(200);
  const accepted = await submit(testApp, client, deposit, quote.body.nonce, 'confirm', { action: 'accept' }).expect(
    200,
  );
  const uploadPath = `/sessions/${deposit.session_id}/steps/${accepted.body.next.step_id}/upload`;
  const uploaded = await api
    .post(uploadPath)
    .field('client_id', client_id)
    .field('nonce', accepted.body.nonce)
    .attach('id_scan', pdf(), 'scan.pdf')
    .expect(200);
  await api
    .delete(`${uploadPath}/${uploaded.body.uploads[0].upload_id}`)
    .set('Authorization', bearer(accepted.body.nonce))
    .expect(200);
  const published = await publishEach(testApp);
  expect(published).toEqual([201, 200, 201, 200]);
  const report = JSON.stringify({ decision: 'approved' });
  await api
    .post(`/callbacks/${handleFor(deposit.session_id, 'review')}`)
    .type('json')
    .set({
      'webhook-id': 'm1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': new Webhook(WEBHOOK_SECRET).sign('m1', new Date(), report),
    })
    .send(report)
    .expect(200);
  const document = JSON.stringify({ ...testApp.deps.skills.get(DEPOSIT)?.definition, skill: 'xyz_sbx_#9.0' });
  const reviewed = await atReview(testApp, client);
  await api
    .post(`/sandbox/sessions/${reviewed.session_id}/report`)
    .set('Authorization', basic(client))
    .send({ step: 'review', payload: { decision: 'retake' } })
    .expect(200);
  await api.post('/sandbox/drafts').set('Authorization', basic(client)).send({ document, mock: true }).expect(201);
  await api
    .post(`/sandbox/sessions/${deposit.session_id}/advance`)
    .set('Authorization', basic(client))
    .send({ by: 'PT1H' })
    .expect(200);
  await api.delete(`/sessions/${deposit.session_id}`).set('Authorization', bearer(deposit.nonce)).expect(200);
  await api.get(`/sessions/${deposit.session_id}/events`).set('Authorization', bearer(deposit.nonce)).expect(204);
  await api
    .post(`/sessions/${deposit.session_id}/events/ticket`)
    .set('Authorization', bearer(deposit.nonce))
    .expect(200);

  const session = await startSession(testApp, client, AISP, { return_url: 'https://shop.example/back?x=1' });
  await submit(testApp, client, session, session.nonce, 'identify', { psu_id: 'user_redirect' }, AISP).expect(200);
  await api.get(`/callbacks/${handleFor(session.session_id, 'authorise')}/nok`).expect(302);
  await api.get(`/callbacks/${handleFor(session.session_id, 'authorise')}/ok`).expect(302);
  const { body } = await api
    .get(`/sessions/${session.session_id}`)
    .set('Authorization', bearer(session.nonce))
    .expect(200);
  const { temp_token } = body;
  const pair = (await api.post('/token').send({ client_id, client_secret, temp_token }).expect(200)).body;
  const holder = {
    Authorization: basic(client),
    'X-Credentials-Id': pair.credentials_id,
    'X-Access-Token': pair.access_token,
  };
  for (const path of [
    '/accounts',
    '/accounts/a-1',
    '/transactions?account_id=a-1',
    `/credentials/${pair.credentials_id}`,
  ])
    await api.get(path).set(holder).expect(200);
  await api.delete(`/credentials/${pair.credentials_id}`).set(holder).expect(200);
  await api.get('/events').set('Authorization', basic(client)).expect(200);
  expect(await webhookEach(testApp, basic(client))).toEqual([201, 200, 200, 200, 200, 200, 202, 200, 204]);
  await api.post('/graphql').set(holder).send({ query: '{ skills { nodes { skill } } }' }).expect(200);
  for (const path of ['/openapi.json', '/docs', '/docs/api.md', '/llms.txt', '/livez', '/readyz', '/metrics'])
    await api.get(path).expect(200);

  const calls = lines.map((line) => JSON.parse(line) as { msg: string; method: string; route: string; status: number });
  const answered = calls.filter(({ msg, status }) => msg === 'call' && status < 400);
  const called = new Set(answered.map(({ method, route }) => `${method.toLowerCase()} ${route}`));
  expect([...called].sort()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort());
});

/** Calls each operation of webhook endpoints; the statuses of the answers. Nobody listens at the endpoint. */
async function webhookEach({ api }: ReturnType<typeof openTestApp>, server: string): Promise<number[]> {
  const body = { url: 'http://localhost:9/', events: ['*'] };
  const created = await api.post('/webhooks').set('Authorization', server).send(body);
  const at = `/webhooks/${created.body.endpoint_id}`;
  const answers = [
    created,
    await api.get('/webhooks').set('Authorization', server),
    await api.get(at).set('Authorization', server),
    await api.patch(at).set('Authorization', server).send({ enabled: false }),
    await api.post(`${at}/secret`).set('Authorization', server).send({}),
    await api.post(`${at}/test`).set('Authorization', server),
    await api.post(`${at}/replay`).set('Authorization', server).send({ failed: true }),
    await api.get(`${at}/deliveries`).set('Authorization', server),
    await api.delete(at).set('Authorization', server),
  ];
  return answers.map(({ status }) => status);
}

/** Calls each operation of the publication; the statuses of the answers. */
async function publishEach({ api, servicer, deps }: ReturnType<typeof openTestApp>): Promise<number[]> {
  const key = bearer(servicer('acme', ['xyz']));
  const skill = 'xyz_aisp_sbx_#5.0';
  const document = JSON.stringify({ ...deps.skills.get(AISP)?.definition, skill });
  const waiver = { reason: 'A test', by: 'tests' };
  const at = `/catalog/${encodeURIComponent(skill)}`;
  const first = await api.post('/catalog').set('Authorization', key).send({ document, waiver });
  const { digest } = first.body;
  const list = await api.get('/catalog/published').set('Authorization', key);
  const promoted = await api.post(`${at}/promote`).set('Authorization', key).send({ digest });
  const retired = await api.post(`${at}/retire`).set('Authorization', key).send({});
  return [first, list, promoted, retired].map(({ status }) => status);
}
