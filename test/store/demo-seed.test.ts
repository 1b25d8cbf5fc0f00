import { seedDemo } from '../../cli/demo/seed';
import type { DemoKeys } from '../../local/stack/home';
import { openPlatform, type Platform } from '../../runtime/platform';
import { keyMatches, newSecret } from '../../security/keys';
import { provenPublisher } from '../../service/publication/publisher-access';
import { SANDBOX_SKILLS } from '../support/sandbox-skills';
import { type Fixture, openFixture } from './fixture';

describe('The demo tenant', () => {
  let fixture: Fixture;
  let platform: Platform;
  let env: { VESTIBULE_SECRET: string; MONGODB_URI: string };
  beforeEach(async () => {
    fixture = await openFixture();
    env = { VESTIBULE_SECRET: newSecret(), MONGODB_URI: fixture.uri };
    platform = openPlatform({ secret: env.VESTIBULE_SECRET, mongodb_uri: env.MONGODB_URI, skills_dir: '' });
  });
  afterEach(async () => {
    await platform.close();
    await fixture.dispose();
  });

  const opens = async ({ client_id, client_secret, client_app_key }: DemoKeys) => {
    const tenant = await platform.store.tenants.byName('demo-shop');
    return (
      tenant?.client_id === client_id &&
      keyMatches(platform.keys, client_secret, tenant.secret_hmac) &&
      keyMatches(platform.keys, client_app_key, tenant.app_key_hmac)
    );
  };

  test('is made with keys of its own and every sandbox skill', async () => {
    const demo = await seedDemo(env, undefined);
    expect(demo.skills).toEqual(SANDBOX_SKILLS);
    expect(await opens(demo)).toBe(true);
  });

  test('keeps its keys, and all that an administrator has changed, when it is seeded again', async () => {
    const { skills, ...kept } = await seedDemo(env, undefined);
    await platform.admin.editList('demo-shop', 'origins', { add: ['http://localhost:5173'] });
    await platform.admin.editList('demo-shop', 'return_urls', { set: ['http://localhost:5173/back'] });
    await platform.admin.editList('demo-shop', 'skills', { remove: [String(skills[0])] });
    const again = await seedDemo(env, kept);
    expect(again).toEqual({ ...kept, skills: skills.slice(1) });
    expect(await opens(kept)).toBe(true);
    expect(await platform.admin.showTenant('demo-shop')).toMatchObject({
      origins: ['http://localhost:5173'],
      return_urls: ['http://localhost:5173/back'],
      skills: skills.slice(1),
    });
  });

  test('is given skills that are new in this version, once', async () => {
    const { skills, ...kept } = await seedDemo(env, undefined);
    await platform.admin.editList('demo-shop', 'skills', { set: [] });
    const before = { ...kept, offered: skills.slice(1) };
    const { skills: now, ...then } = await seedDemo(env, before);
    expect(now).toEqual([skills[0]]);
    await platform.admin.editList('demo-shop', 'skills', { set: [] });
    expect((await seedDemo(env, then)).skills).toEqual([]);
  });

  test('keeps a key that an administrator has replaced, and says that it is not known here', async () => {
    const { skills: _skills, ...kept } = await seedDemo(env, undefined);
    const { client_secret } = await platform.admin.refreshKey('demo-shop', 'client_secret');
    const demo = await seedDemo(env, kept);
    expect(demo).toMatchObject({ client_app_key: kept.client_app_key, client_secret: 'replaced-by-admin' });
    expect(await opens({ ...kept, client_secret: String(client_secret) })).toBe(true);
    await platform.admin.removeTenant('demo-shop');
    const anew = await seedDemo(env, demo);
    expect(anew.client_secret).not.toBe('replaced-by-admin');
    expect(await opens(anew)).toBe(true);
  });

  test('of an empty database gets the keys that were kept', async () => {
    const kept = { client_id: 'vci_kept', client_secret: 'vcs_kept', client_app_key: 'vak_kept' };
    const seeded = { ...kept, skills: SANDBOX_SKILLS, offered: SANDBOX_SKILLS };
    expect(await seedDemo(env, kept)).toEqual({ ...seeded, servicer_key: expect.stringMatching(/^vsk_/) });
    expect(await opens(kept)).toBe(true);
  });

  test('of another home gets new keys, and the old ones end', async () => {
    const first = await seedDemo(env, undefined);
    const second = await seedDemo(env, { client_id: 'vci_other', client_secret: 'vcs_x', client_app_key: 'vak_x' });
    expect(second.client_id).toBe(first.client_id);
    expect([await opens(first), await opens(second)]).toEqual([false, true]);
  });

  test('belongs to a servicer that can publish at once, by a key that is kept while it is good', async () => {
    const { store, keys, admin } = platform;
    const by = (key?: string) => provenPublisher({ store, keys, clock: Date.now }, key);
    const { skills: _skills, ...kept } = await seedDemo(env, undefined);
    expect(await by(kept.servicer_key)).toMatchObject({ servicer: 'demo' });
    expect(await store.servicers.byName('demo')).toMatchObject({ providers: ['xyz'] });
    expect((await seedDemo(env, kept)).servicer_key).toBe(kept.servicer_key);
    const [key] = await admin.listKeys('demo');
    await admin.endKey('demo', String(key?.name));
    const { servicer_key } = await seedDemo(env, kept);
    expect(servicer_key).not.toBe(kept.servicer_key);
    expect(await by(servicer_key)).toMatchObject({ servicer: 'demo' });
  });
});
