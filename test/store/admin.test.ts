import { runAdmin } from '../../cli/admin/run';
import { keyMatches, newKey } from '../../security/keys';
import { provenTenant } from '../../service/access';
import type { Services } from '../../service/services';
import { type Admin, createAdmin } from '../../service/tenants';
import { createStore } from '../../store';
import { type Fixture, openFixture } from './fixture';

const SKILLS = ['xyz_sbx_#3.0', 'xyz_aisp_sbx_#1.0', 'xyz_#3.0'];
let fixture: Fixture;
let admin: Admin;
beforeAll(async () => {
  fixture = await openFixture();
  admin = createAdmin({ store: fixture.store, keys: fixture.keys, skills: () => SKILLS });
});
afterAll(() => fixture.dispose());

/** Runs a command line as a terminal would. */
async function run(...argv: string[]) {
  const [out, err]: string[][] = [[], []];
  const store = createStore({ uri: fixture.uri, keys: fixture.keys });
  const own = createAdmin({ store, keys: fixture.keys, skills: () => SKILLS });
  const open = () => ({ admin: own, close: () => store.close() });
  const code = await runAdmin(argv, { open, print: (text) => out?.push(text), complain: (text) => err?.push(text) });
  return { code, out: out?.join('\n') ?? '', err: err?.join('\n') ?? '' };
}
const json = async (...argv: string[]) => {
  const { code, out, err } = await run(...argv, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
};

describe('a tenant made on the command line', () => {
  beforeAll(() => run('servicer', 'create', 'acme', '--title', 'Acme Wallets'));

  test('can be used with the keys that were printed, and these are stored nowhere', async () => {
    const made = await json(
      'tenant',
      'create',
      'acme-test',
      '--servicer',
      'acme',
      '--skill',
      'xyz_sbx_#3.0',
      '--origin',
      'http://localhost:5173',
    );
    const stored = await fixture.store.tenants.byClientId(made.client_id);
    expect(stored).toMatchObject({ name: 'acme-test', servicer: 'acme', flavour: 'sandbox', skills: ['xyz_sbx_#3.0'] });
    expect(keyMatches(fixture.keys, made.client_secret, stored?.secret_hmac)).toBe(true);
    expect(keyMatches(fixture.keys, made.client_app_key, stored?.app_key_hmac)).toBe(true);
    expect(keyMatches(fixture.keys, made.client_app_key, stored?.secret_hmac)).toBe(false);
    const all = JSON.stringify(await fixture.database.collection('tenants').find().toArray());
    expect(all).not.toContain(made.client_secret);
    expect(all).not.toContain(made.client_app_key);
  });

  test('is shown and listed without its keys or what is stored of them', async () => {
    const shown = await json('tenant', 'show', 'acme-test');
    expect(Object.keys(shown).sort()).toEqual(
      ['client_id', 'created_at', 'flavour', 'name', 'origins', 'return_urls', 'servicer', 'skills'].sort(),
    );
    expect(await json('tenant', 'show', shown.client_id)).toEqual(shown);
    expect(await json('tenant', 'list', '--servicer', 'acme')).toEqual([shown]);
    expect((await run('tenant', 'list')).out).toContain('acme-test');
  });

  test('gets and loses skills, return URLs and origins', async () => {
    expect((await json('tenant', 'skills', 'acme-test', '--add', 'xyz_aisp_sbx_#1.0', 'xyz_sbx_#3.0')).skills).toEqual([
      'xyz_sbx_#3.0',
      'xyz_aisp_sbx_#1.0',
    ]);
    expect((await json('tenant', 'skills', 'acme-test', '--remove', 'xyz_sbx_#3.0')).skills).toEqual([
      'xyz_aisp_sbx_#1.0',
    ]);
    const urls = ['https://acme.example/a', 'http://localhost:3000/b'];
    expect((await json('tenant', 'return-urls', 'acme-test', '--set', ...urls)).return_urls).toEqual(urls);
    expect((await json('tenant', 'origins', 'acme-test', '--clear')).origins).toEqual([]);
    expect((await json('tenant', 'return-urls', 'acme-test')).return_urls).toEqual(urls);
  });

  test('keeps its list as it was when an entry is refused', async () => {
    const refused = await run('tenant', 'skills', 'acme-test', '--add', 'xyz_sbx_#3.0', 'xyz_#3.0');
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('a sandbox tenant gets sandbox skills only'),
    });
    expect((await json('tenant', 'show', 'acme-test')).skills).toEqual(['xyz_aisp_sbx_#1.0']);
  });

  test('gets a new key, and the old one ends', async () => {
    const { client_id } = await json('tenant', 'show', 'acme-test');
    const before = await fixture.store.tenants.byName('acme-test');
    const refreshed = await json('tenant', 'refresh', 'acme-test', 'client_secret');
    expect(refreshed).toEqual({ client_id, client_secret: expect.stringMatching(/^vcs_/) });
    const after = await fixture.store.tenants.byName('acme-test');
    expect(keyMatches(fixture.keys, refreshed.client_secret, after?.secret_hmac)).toBe(true);
    expect(after?.secret_hmac).not.toBe(before?.secret_hmac);
    expect(after?.app_key_hmac).toBe(before?.app_key_hmac);
    expect((await run('tenant', 'refresh', 'acme-test', 'client_app_key')).out).toMatch(
      /client_app_key: vak_[\s\S]*shown this once/,
    );
  });

  test('has both keys for as long as it wants when one is refreshed, and ends the old one when it wants', async () => {
    const first = await json('tenant', 'refresh', 'acme-test', 'client_secret');
    const second = await json('tenant', 'refresh', 'acme-test', 'client_secret', '--overlap', 'P7D');
    expect(Date.parse(second.old_key_ends_at) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const services = { keys: fixture.keys, clock: Date.now } as Services;
    const proves = async (secret: string, ahead = 0) => {
      const found = await fixture.store.tenants.byName('acme-test');
      return () => provenTenant({ ...services, clock: () => Date.now() + ahead }, found, secret, 'secret');
    };
    for (const { client_secret } of [first, second]) expect((await proves(client_secret))()).toBeDefined();
    expect(await proves(first.client_secret, 8 * 86_400_000)).toThrow(/unknown, or its key is wrong/);
    expect((await json('tenant', 'show', 'acme-test')).old_keys).toEqual([
      `client_secret until ${second.old_key_ends_at}`,
    ]);
    const ended = await json('tenant', 'end-old-keys', 'acme-test', 'client_secret');
    expect(ended.old_keys).toBeUndefined();
    expect(await proves(first.client_secret)).toThrow(/unknown, or its key is wrong/);
    expect((await proves(second.client_secret))()).toBeDefined();
    await json('tenant', 'refresh', 'acme-test', 'client_secret', '--overlap', 'PT1H');
    await json('tenant', 'refresh', 'acme-test', 'client_secret');
    expect(await proves(second.client_secret)).toThrow(/unknown, or its key is wrong/);
    expect((await run('tenant', 'refresh', 'acme-test', 'client_secret', '--overlap', 'P1Y')).err).toMatch(
      /must be a duration of at most 90 days/,
    );
  });

  test('of production takes production skills and no localhost', async () => {
    const made = await json(
      'tenant',
      'create',
      'acme-live',
      '--servicer',
      'acme',
      '--flavour',
      'production',
      '--skill',
      'xyz_#3.0',
    );
    expect(made).toMatchObject({ flavour: 'production', skills: ['xyz_#3.0'] });
    expect((await run('tenant', 'origins', 'acme-live', '--add', 'http://localhost:1')).err).toMatch(
      /a production tenant needs https/,
    );
  });

  test('is removed only when that is really meant', async () => {
    expect(await run('tenant', 'remove', 'acme-live')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--yes'),
    });
    expect(await run('tenant', 'remove', 'acme-live', '--yes')).toMatchObject({ code: 0 });
    expect(await run('tenant', 'show', 'acme-live')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no tenant "acme-live"'),
    });
  });
});

describe('a command that can’t be carried out says why and what to do', () => {
  test.each<[string[], RegExp]>([
    [
      ['tenant', 'create', 'x', '--servicer', 'nobody'],
      /There is no servicer "nobody"; make it first: servicer create nobody/,
    ],
    [['tenant', 'create', 'x'], /required option '--servicer <name>' not specified/],
    [['tenant', 'create', 'acme-test', '--servicer', 'acme'], /There is a tenant acme-test already/],
    [['tenant', 'create', 'Not A Slug', '--servicer', 'acme'], /must be lower-case/],
    [['tenant', 'create', 'x', '--servicer', 'acme', '--flavour', 'test'], /Allowed choices are sandbox, production/],
    [['tenant', 'skills', 'acme-test', '--remove', 'xyz_#9.9'], /Not in the list of acme-test: xyz_#9.9/],
    [['tenant', 'refresh', 'acme-test', 'client_id'], /Allowed choices are client_secret, client_app_key/],
    [['servicer', 'create', 'acme'], /There is a servicer acme already/],
    [['tenants'], /unknown command 'tenants'/],
  ])('%j', async (argv, why) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(why);
  });

  test('also without a database', async () => {
    const store = createStore({ uri: 'mongodb://127.0.0.1:9/none', keys: fixture.keys });
    const open = () => ({
      admin: createAdmin({ store, keys: fixture.keys, skills: () => [] }),
      close: () => store.close(),
    });
    const complaints: string[] = [];
    const code = await runAdmin(['servicer', 'list'], {
      open,
      print: () => undefined,
      complain: (text) => complaints.push(text),
    });
    expect({ code, complaints }).toEqual({
      code: 1,
      complaints: [expect.stringMatching(/^The database can’t be reached: see whether npm start runs/)],
    });
  });

  test('but help is help, and needs no database', async () => {
    const open = () => {
      throw new Error('not needed');
    };
    const said: string[] = [];
    expect(
      await runAdmin(['tenant', '--help'], { open, print: (text) => said.push(text), complain: () => undefined }),
    ).toBe(0);
    expect(said.join()).toMatch(/return-urls/);
  });
});

describe('a seed', () => {
  const seed = {
    servicer: 'demo',
    name: 'demo-shop',
    flavour: 'sandbox' as const,
    skills: ['xyz_sbx_#3.0'],
    client_id: newKey('vci'),
    client_secret: newKey('vcs'),
    client_app_key: newKey('vak'),
  };
  beforeAll(() => admin.createServicer('demo'));

  test('makes its tenant with the keys that it was given, and changes nothing the second time', async () => {
    const first = await admin.ensureTenant(seed);
    expect(first).toMatchObject({ client_id: seed.client_id, name: 'demo-shop' });
    expect(await admin.ensureTenant(seed)).toEqual(first);
    expect(
      keyMatches(fixture.keys, seed.client_secret, (await fixture.store.tenants.byName('demo-shop'))?.secret_hmac),
    ).toBe(true);
  });

  test('brings its tenant up to date', async () => {
    const changed = { ...seed, skills: ['xyz_aisp_sbx_#1.0'], client_secret: newKey('vcs') };
    expect((await admin.ensureTenant(changed)).skills).toEqual(['xyz_aisp_sbx_#1.0']);
    const stored = await fixture.store.tenants.byClientId(seed.client_id);
    expect(keyMatches(fixture.keys, changed.client_secret, stored?.secret_hmac)).toBe(true);
  });

  test('lists every skill that there is', async () => {
    expect(await admin.listSkills()).toEqual([...SKILLS].sort());
  });
});
