import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Body } from '../../cli/tour/app';
import { projectRoot } from '../../runtime/paths';
import type { Publication } from '../../store/store';
import { openTestApp, submit } from './support/test-app';

/** The bundled consent skill as another provider's, which no file has. */
const DOCUMENT: Body = {
  ...JSON.parse(readFileSync(path.join(projectRoot(), 'skills/xyz_aisp/1.0.json'), 'utf8')),
  skill: 'xyz_aisp_sbx_#5.0',
};
const SKILL = String(DOCUMENT.skill);
const LIVE = 'xyz_aisp_#5.0';
const WAIVER = { reason: 'A test of the publication.', by: 'platform team' };
const text = (document: unknown = DOCUMENT) => JSON.stringify(document, null, 2);
/** The document with changes of its top members and of the form `identify`. */
const changed = (change: Body, ask: Body = {}): Body => {
  const copy = structuredClone(DOCUMENT);
  Object.assign(copy, change);
  Object.assign(copy.steps.identify.ask, ask);
  return copy;
};

function open() {
  const testApp = openTestApp();
  const key = testApp.servicer('acme', ['xyz']);
  const call = (method: 'get' | 'post', at: string, body?: object, by = key) => {
    const made = testApp.api[method](at).set('Authorization', `Bearer ${by}`);
    return body === undefined ? made : made.send(body);
  };
  const publish = (document: unknown = DOCUMENT, more: object = { waiver: WAIVER }, by = key) =>
    call('post', '/catalog', { document: typeof document === 'string' ? document : text(document), ...more }, by);
  const at = (skill: string) => `/catalog/${encodeURIComponent(skill)}`;
  return {
    ...testApp,
    testApp,
    key,
    call,
    publish,
    promote: (digest: string, skill = SKILL) => call('post', `${at(skill)}/promote`, { digest }),
    retire: (skill = SKILL, body = {}) => call('post', `${at(skill)}/retire`, body),
    list: (by = key) => call('get', '/catalog/published', undefined, by),
    /** A session of a tenant that has registered the skill. */
    start: (client: { client_id: string; client_app_key: string }, skill = SKILL) =>
      testApp.api.post('/sessions').send({ client_id: client.client_id, client_app_key: client.client_app_key, skill }),
  };
}

describe('A servicer publishes a skill', () => {
  test('that tenants find in their catalog and begin sessions with, without a restart', async () => {
    const { publish, tenant, api, start } = open();
    const client = tenant({ skills: [SKILL] });
    await start(client).expect(404);
    const { body } = await publish().expect(201);
    expect(body).toEqual({
      skill: SKILL,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: 'published',
      published_at: expect.stringMatching(/Z$/),
      by: { servicer: 'acme', key: 'ci' },
      waiver: WAIVER,
      served: true,
    });
    const catalog = await api.get(`/catalog?client_id=${client.client_id}`).expect(200);
    expect(catalog.body.data.map(({ skill }: Body) => skill)).toEqual([SKILL]);
    const session = await start(client).expect(201);
    expect(session.body.next).toMatchObject({ kind: 'form', step: 'identify' });
  });

  test('once: the same again changes nothing, another document or other texts under its name are refused', async () => {
    const { publish } = open();
    const texts = { ro: { title: 'Conturile dumneavoastră' } };
    const first = await publish(DOCUMENT, { waiver: WAIVER, texts }).expect(201);
    // Spaces and the order of members are not the document.
    const again = await publish(JSON.stringify(Object.fromEntries(Object.entries(DOCUMENT).reverse())), { texts });
    expect([again.status, again.body]).toEqual([200, first.body]);
    for (const refused of [publish(changed({ title: 'Another' }), { texts }), publish(DOCUMENT)])
      expect((await refused.expect(409)).body).toMatchObject({
        code: 'skill_changed',
        detail: expect.stringMatching(/copy it to the next version/),
      });
  });

  test('with every fault told: code, pointer, line and column of what was sent, sentence', async () => {
    const { publish } = open();
    const { body } = await publish(changed({ start: 'nowhere', limits: { expires: 'P0D' } })).expect(422);
    expect(body.code).toBe('skill_invalid');
    expect(body.errors.map(({ code, pointer }: Body) => [code, pointer])).toEqual(
      expect.arrayContaining([['target_unknown', '/start']]),
    );
    for (const fault of body.errors)
      expect(fault).toMatchObject({
        line: expect.any(Number),
        column: expect.any(Number),
        message: expect.any(String),
      });
    for (const document of ['{"skill":', '', '[]', '{"a":1,"a":2}', '\u{feff}{}', `${'['.repeat(5_000)}`])
      expect((await publish(document || ' ')).body.code).toBe('skill_invalid');
    const large = await publish(`${text()}${' '.repeat(70_000)}`);
    expect(large.body).toMatchObject({ code: 'skill_invalid', errors: [{ code: 'too_large' }] });
  });

  test('with texts that belong to something: others are named', async () => {
    const { publish } = open();
    const { body } = await publish(DOCUMENT, { waiver: WAIVER, texts: { ro: { 'identify.nothing.title': 'X' } } });
    expect(body).toMatchObject({
      code: 'skill_invalid',
      errors: [{ code: 'text_unknown', pointer: '/texts/ro/identify.nothing.title' }],
    });
  });

  test('whose tests cover all of it, or with a waiver', async () => {
    const { publish, list } = open();
    const counted = { covered: 4, of: 4 };
    const coverage = { steps: counted, branches: counted, outcomes: counted };
    expect((await publish(DOCUMENT, {}).expect(422)).body.code).toBe('coverage_missing');
    const { digest } = (await publish(changed({ skill: 'xyz_aisp_travel_sbx_#5.0' })).expect(201)).body;
    const partly = { digest, ...coverage, branches: { covered: 3, of: 4 } };
    const lacking = await publish(DOCUMENT, { coverage: partly }).expect(422);
    expect(lacking.body).toMatchObject({ code: 'coverage_missing', detail: expect.stringMatching(/3 of 4 branches/) });
    const other = await publish(DOCUMENT, { coverage: { digest: '0'.repeat(64), ...coverage } }).expect(422);
    expect(other.body).toMatchObject({ code: 'coverage_missing', detail: expect.stringMatching(/another document/) });
    const waived = [{ at: '/steps/failed', why: 'The sandbox never fails so.' }];
    await publish(DOCUMENT, { coverage: { ...partly, waived } }).expect(201);
    await publish(changed({ skill: 'xyz_sbx_#5.0' }), { coverage: { digest, ...coverage } }).expect(201);
    expect((await list()).body.data).toMatchObject([
      { skill: SKILL, coverage: { digest, waived } },
      { waiver: WAIVER },
      { coverage: { digest } },
    ]);
  });

  test('of its own providers only, and none of the platform’s', async () => {
    const { publish, servicer, call, retire } = open();
    const other = servicer('other', ['other']);
    const foreign = await publish(DOCUMENT, { waiver: WAIVER }, other).expect(403);
    expect(foreign.body).toMatchObject({ code: 'provider_forbidden', detail: expect.stringMatching(/It has: other/) });
    const bundled = await publish(changed({ skill: 'xyz_aisp_sbx_#1.0', title: 'Mine' }));
    expect(bundled.body.code).toBe('skill_bundled');
    expect((await call('post', '/catalog/xyz_aisp_sbx_%231.0/retire', {})).body.code).toBe('skill_bundled');
    await publish().expect(201);
    const stranger = await call('post', `/catalog/${encodeURIComponent(SKILL)}/retire`, {}, other).expect(404);
    expect(stranger.body.code).toBe('publication_not_found');
    expect((await retire('xyz_aisp_sbx_#7.7')).body.code).toBe('publication_not_found');
  });

  test('by a key that is good: others are 401, and none of them is shown or logged', async () => {
    const { publish, key, lines, api, memory } = open();
    for (const wrong of ['vsk_x', `vsk_${'a'.repeat(43)}`, key.slice(0, -1)]) {
      const { body, headers } = await publish(DOCUMENT, {}, wrong).expect(401);
      expect(body.code).toBe('servicer_key_invalid');
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
    }
    await api.post('/catalog').send({ document: '{}' }).expect(401);
    const [stored] = memory.servicerKeys;
    Object.assign(stored ?? {}, { ends_at: new Date(Date.now() + 60_000) });
    await publish().expect(201);
    Object.assign(stored ?? {}, { ends_at: new Date(Date.now() - 1) });
    await publish().expect(401);
    expect(lines.join('\n')).not.toContain(key);
  });
});

describe('The version number says what has changed', () => {
  const optional = {
    properties: { ...DOCUMENT.steps.identify.ask.properties, note: { type: 'string', maxLength: 10 } },
  };
  const required = {
    ...optional,
    required: [...DOCUMENT.steps.identify.ask.required, 'note'],
    examples: [{ psu_id: 'user_redirect', note: 'a note' }],
  };

  test('what breaks clients is refused under the same major number, with each such change', async () => {
    const { publish } = open();
    await publish().expect(201);
    const { body } = await publish(changed({ skill: 'xyz_aisp_sbx_#5.1' }, required)).expect(409);
    expect(body).toMatchObject({
      code: 'version_too_small',
      detail: expect.stringMatching(/call it 6\.0/),
      errors: [{ code: 'required_field_added', pointer: '/steps/identify/ask/properties/note' }],
    });
    await publish(changed({ skill: 'xyz_aisp_sbx_#5.1' }, optional)).expect(201);
    await publish(changed({ skill: 'xyz_aisp_sbx_#6.0' }, required)).expect(201);
  });

  test('and it grows', async () => {
    const { publish } = open();
    await publish(changed({ skill: 'xyz_aisp_sbx_#5.5' })).expect(201);
    const { body } = await publish(changed({ skill: 'xyz_aisp_sbx_#5.4' })).expect(409);
    expect(body).toMatchObject({ code: 'version_too_small', detail: expect.stringMatching(/5\.6/) });
  });
});

describe('A sandbox skill is promoted', () => {
  test('to production as it is: by its digest, once, and not by publishing it there', async () => {
    const { publish, promote, tenant, start, list } = open();
    expect((await publish(changed({ skill: LIVE })).expect(409)).body.code).toBe('promotion_needed');
    expect((await promote('0'.repeat(64)).expect(404)).body.code).toBe('publication_not_found');
    const { digest } = (await publish().expect(201)).body;
    expect((await promote('0'.repeat(64)).expect(409)).body.code).toBe('skill_changed');
    const { body } = await promote(digest).expect(201);
    expect(body).toMatchObject({ skill: LIVE, digest, by: { servicer: 'acme' }, waiver: WAIVER, served: true });
    expect((await promote(digest).expect(200)).body).toEqual(body);
    expect((await promote(digest, LIVE).expect(409)).body.code).toBe('promotion_needed');
    expect((await list()).body.data.map(({ skill }: Body) => skill)).toEqual([LIVE, SKILL]);
    const client = tenant({ flavour: 'production', skills: [LIVE] });
    expect((await start(client, LIVE).expect(201)).body.skill).toBe(LIVE);
  });

  test('while it is not retired', async () => {
    const { publish, promote, retire } = open();
    const { digest } = (await publish()).body;
    await retire().expect(200);
    expect((await promote(digest).expect(410)).body.code).toBe('skill_retired');
  });
});

describe('A skill is retired', () => {
  test('for new sessions: catalogs list it no more, and open sessions end on it', async () => {
    const { publish, retire, tenant, start, api, testApp } = open();
    await publish();
    const client = tenant({ skills: [SKILL] });
    const { body: session } = await start(client).expect(201);
    const { body } = await retire().expect(200);
    expect(body).toMatchObject({ state: 'retired', served: false, retired_by: { servicer: 'acme', key: 'ci' } });
    expect((await start(client).expect(410)).body.code).toBe('skill_retired');
    expect((await api.get(`/catalog?client_id=${client.client_id}`)).body.data).toEqual([]);
    const described = await api.get(`/catalog/${encodeURIComponent(SKILL)}?client_id=${client.client_id}`);
    expect(described.body.code).toBe('skill_retired');
    const next = await submit(testApp, client, session, session.nonce, 'identify', { psu_id: 'ana' }, SKILL);
    expect([next.status, next.body.next.kind]).toEqual([200, 'redirect']);
  });

  test('again without effect, and taken back where that is asked for', async () => {
    const { publish, retire, tenant, start } = open();
    await publish();
    const { body } = await retire().expect(200);
    expect((await retire().expect(200)).body).toEqual(body);
    // Publishing it again is no way back: a folder that is published whole would bring everything back.
    expect((await publish().expect(200)).body.state).toBe('retired');
    expect((await retire(SKILL, { undo: true }).expect(200)).body).toMatchObject({ state: 'published', served: true });
    await start(tenant({ skills: [SKILL] })).expect(201);
  });

  test('again, after a process died before the others heard of it: then they do', async () => {
    const { publish, retire, deps, memory } = open();
    await publish();
    const { retired: _none, ...before } = memory.publications.get(SKILL) as Publication;
    const by = { servicer: 'acme', key: 'ci' };
    memory.publications.set(SKILL, { ...before, retired: { by, at: new Date() } });
    const unheard = await deps.store.publications.mark();
    await retire().expect(200);
    expect(await deps.store.publications.mark()).not.toBe(unheard);
  });
});

test('a stored document that was changed, or that the check refuses, is left out, and the others are served', async () => {
  const { publish, memory, live, deps } = open();
  await publish();
  await publish(changed({ skill: 'xyz_aisp_travel_sbx_#5.0' }));
  const good = memory.publications.get(SKILL);
  for (const [skill, document] of [
    ['xyz_sbx_#5.0', text(changed({ title: 'Tampered' }))],
    ['xyz_sbx_#5.1', text(changed({ start: 'nowhere' }))],
    ['xyz_sbx_#5.2', '{"'],
  ])
    memory.publications.set(String(skill), { ...good, skill, document } as never);
  await live.refresh();
  expect(memory.refused.map(([skill]) => skill).sort()).toEqual(['xyz_sbx_#5.0', 'xyz_sbx_#5.1', 'xyz_sbx_#5.2']);
  expect(deps.skills.get('xyz_sbx_#5.0')).toBeUndefined();
  expect(deps.skills.get(SKILL)?.name).toBe(SKILL);
  expect(deps.skills.get('xyz_aisp_travel_sbx_#5.0')).toBeDefined();
});

test('what a servicer has published comes in pages', async () => {
  const { publish, call } = open();
  for (const skill of [SKILL, 'xyz_aisp_travel_sbx_#5.0']) await publish(changed({ skill })).expect(201);
  const first = await call('get', '/catalog/published?limit=1').expect(200);
  expect(first.body).toMatchObject({ has_more: true, next_cursor: SKILL, data: [{ skill: SKILL }] });
  const rest = await call('get', `/catalog/published?limit=1&cursor=${encodeURIComponent(SKILL)}`).expect(200);
  expect(rest.body).toMatchObject({
    has_more: false,
    next_cursor: null,
    data: [{ skill: 'xyz_aisp_travel_sbx_#5.0' }],
  });
});
