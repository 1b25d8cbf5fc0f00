import { runAdmin } from '../../cli/admin/run';
import type { Body } from '../../cli/tour/app';
import { skillDigest } from '../../security/digest';
import { hmacKey } from '../../security/keys';
import { provenPublisher } from '../../service/publication/publisher-access';
import { createAdmin } from '../../service/tenants';
import { createStore } from '../../store';
import type { Store } from '../../store/store';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
/** The store of another process. */
let elsewhere: Store;
beforeAll(async () => {
  fixture = await openFixture();
  elsewhere = createStore({ uri: fixture.uri, keys: fixture.keys });
});
afterAll(async () => {
  await elsewhere.close();
  await fixture.dispose();
});

async function run(...argv: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const admin = createAdmin({ store: fixture.store, keys: fixture.keys, skills: () => [] });
  const open = () => ({ admin, close: async () => undefined });
  const code = await runAdmin(argv, { open, print: say, complain: say });
  return { code, said: said.join('\n') };
}
const json = async (...argv: string[]): Promise<Body> => {
  const { code, said } = await run(...argv, '--json');
  expect([code, said]).toEqual([0, expect.any(String)]);
  return JSON.parse(said);
};
const proves = (key: string, store = elsewhere) =>
  provenPublisher({ store, keys: fixture.keys, clock: Date.now }, key).then(
    (publisher) => publisher,
    ({ code }) => code,
  );

describe('A servicer on the command line', () => {
  beforeAll(() => run('servicer', 'create', 'acme', '--provider', 'acme', '--provider', 'acmebank'));

  test('has providers, which no other servicer has at the same time', async () => {
    expect((await json('servicer', 'providers', 'acme', '--remove', 'acmebank', '--add', 'wallet')).providers).toEqual([
      'acme',
      'wallet',
    ]);
    const taken = await run('servicer', 'create', 'other', '--provider', 'acme');
    expect(taken).toEqual({ code: 1, said: 'The provider acme belongs to the servicer acme.' });
    expect((await run('servicer', 'providers', 'acme', '--add', 'Not A Provider')).said).toMatch(/is not a provider's/);
    expect((await run('servicer', 'providers', 'nobody')).said).toMatch(/There is no servicer "nobody"/);
  });

  test('has keys: shown once, stored nowhere, known to every process at once, listed without what is stored', async () => {
    const made = await run('servicer', 'key', 'create', 'acme', '--name', 'ci');
    expect(made.said).toMatch(/vsk_[\s\S]*shown this once/);
    const key = /vsk_\S+/.exec(made.said)?.[0] ?? '';
    expect(await proves(key)).toEqual({ servicer: 'acme', key: 'ci' });
    const stored = JSON.stringify(await fixture.database.collection('servicer_keys').find().toArray());
    expect(stored).not.toContain(key);
    const hmac = hmacKey(fixture.keys.pepper, key);
    expect(stored).toContain(hmac);
    const listed = await run('servicer', 'key', 'list', 'acme');
    expect(listed.said).toMatch(/ci[\s\S]*good/);
    expect(listed.said).not.toContain(hmac);
    expect((await run('servicer', 'key', 'create', 'acme', '--name', 'ci')).said).toMatch(/choose another name/);
  });

  test('replaces a key without a gap: both are good, then the old one ends, later or at once', async () => {
    const old = (await json('servicer', 'key', 'create', 'acme', '--name', 'old')).servicer_key;
    const fresh = (await json('servicer', 'key', 'create', 'acme', '--name', 'new')).servicer_key;
    const ending = await json('servicer', 'key', 'end', 'acme', 'old', '--in', 'P7D');
    expect(ending).toMatchObject({ state: 'ending', ends_at: expect.any(String) });
    expect(await proves(old)).toMatchObject({ key: 'old' });
    expect(await json('servicer', 'key', 'end', 'acme', 'old')).toMatchObject({ state: 'ended' });
    // An end never moves away again.
    expect(await json('servicer', 'key', 'end', 'acme', 'old', '--in', 'P7D')).toMatchObject({ state: 'ended' });
    expect(await proves(old, fixture.store)).toBe('servicer_key_invalid');
    while ((await proves(old)) !== 'servicer_key_invalid') await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await proves(fresh)).toMatchObject({ key: 'new' });
    expect((await run('servicer', 'key', 'end', 'acme', 'never')).said).toMatch(/It has: ci, old, new\./);
  });

  test('has five good keys at most', async () => {
    for (const name of ['three', 'four', 'five']) await run('servicer', 'key', 'create', 'acme', '--name', name);
    const { code, said } = await run('servicer', 'key', 'create', 'acme', '--name', 'six');
    expect([code, said]).toEqual([1, expect.stringMatching(/has 5 good keys: end one first/)]);
  });
});

describe('A publication in the store', () => {
  const proof = { waiver: { reason: 'a test' } };
  const by = { servicer: 'acme', key: 'ci' };
  const publication = {
    skill: 'acme_sbx_#1.0',
    digest: 'd1',
    document: '{"a":1}',
    texts: { ro: { 'a.b': 'x' } },
    proof,
    by,
  };

  test('is there once, whole, and told to other processes by a mark', async () => {
    const { publications } = fixture.store;
    const before = await elsewhere.publications.mark();
    const made = await Promise.all([1, 2, 3].map(() => publications.create(publication)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await elsewhere.publications.mark()).not.toBe(before);
    expect(await elsewhere.publications.find('acme_sbx_#1.0')).toEqual({
      ...publication,
      published_at: expect.any(Date),
    });
    expect(await publications.find('acme_sbx_#1.1')).toBeUndefined();
  });

  test('is retired and published again, and is never changed by that', async () => {
    const { publications } = fixture.store;
    const at = new Date();
    await publications.setRetired('acme_sbx_#1.0', { by, at });
    const [note] = await elsewhere.publications.list();
    expect(note).toMatchObject({ skill: 'acme_sbx_#1.0', digest: 'd1', proof, by, retired: { by, at } });
    expect(note).not.toHaveProperty('document');
    await publications.setRetired('acme_sbx_#1.0', undefined);
    expect(await publications.find('acme_sbx_#1.0')).toEqual({ ...publication, published_at: expect.any(Date) });
  });

  test('is a skill that tenants can be given', async () => {
    await run('tenant', 'create', 'acme-shop', '--servicer', 'acme', '--skill', 'acme_sbx_#1.0');
    expect(await json('tenant', 'show', 'acme-shop')).toMatchObject({ skills: ['acme_sbx_#1.0'] });
    expect(await json('skills')).toEqual(['acme_sbx_#1.0']);
  });

  test('gives sessions its definition by its digest, unless somebody has changed it in the database', async () => {
    expect(await fixture.store.skills.find('acme_sbx_#1.0', 'd1')).toBeUndefined();
    const document = '{"skill":"acme_sbx_#1.1","title":"A"}';
    // Of {"title":"A"}, which is the document without its name.
    const digest = skillDigest(JSON.parse(document));
    await fixture.store.publications.create({ ...publication, skill: 'acme_#1.1', digest, document });
    expect(await elsewhere.skills.find('acme_#1.1', digest)).toEqual({ skill: 'acme_#1.1', title: 'A' });
    expect(await elsewhere.skills.find('acme_#1.1', 'another')).toBeUndefined();
  });
});
