import { type Connection, Mongoose } from 'mongoose';
import { createStore } from '../../store';
import { defineModels } from '../../store/models';
import { tenantPort } from '../../store/tenants';
import { type Fixture, newTenant, openFixture } from './fixture';

let fixture: Fixture;
let connection: Connection;
const mongoose = new Mongoose({ sanitizeFilter: true });
beforeAll(async () => {
  fixture = await openFixture();
  connection = await mongoose.createConnection(fixture.uri).asPromise();
});
afterAll(async () => {
  await mongoose.disconnect();
  await fixture.dispose();
});

describe('a tenant', () => {
  test('is found by client id and by name, as it was registered', async () => {
    const { tenants } = fixture.store;
    const tenant = newTenant();
    expect(await tenants.create(tenant)).toBe(true);
    expect(await tenants.byClientId(tenant.client_id)).toEqual({ ...tenant, created_at: expect.any(Date) });
    expect((await tenants.byName(tenant.name))?.client_id).toBe(tenant.client_id);
  });

  test('that nobody registered is not found', async () => {
    expect(await fixture.store.tenants.byClientId('vci_nobody')).toBeUndefined();
    expect(await fixture.store.tenants.byName('nobody')).toBeUndefined();
    expect(await fixture.store.tenants.change('vci_nobody', { skills: [] })).toBeUndefined();
    expect(await fixture.store.tenants.remove('vci_nobody')).toBe(false);
  });

  test('has its name and its client id to itself, also when many register at once', async () => {
    const { tenants } = fixture.store;
    const { name, client_id } = newTenant();
    const sameName = await Promise.all(Array.from({ length: 8 }, () => tenants.create(newTenant({ name }))));
    expect(sameName.filter(Boolean)).toHaveLength(1);
    const sameId = await Promise.all(Array.from({ length: 8 }, () => tenants.create(newTenant({ client_id }))));
    expect(sameId.filter(Boolean)).toHaveLength(1);
  });

  test('is seen as changed at once by the process that changed it', async () => {
    const { tenants } = fixture.store;
    const tenant = newTenant();
    await tenants.create(tenant);
    await tenants.byClientId(tenant.client_id);
    expect((await tenants.change(tenant.client_id, { skills: ['xyz_aisp_sbx_#1.0'] }))?.skills).toEqual([
      'xyz_aisp_sbx_#1.0',
    ]);
    expect((await tenants.byClientId(tenant.client_id))?.skills).toEqual(['xyz_aisp_sbx_#1.0']);
    expect(await tenants.remove(tenant.client_id)).toBe(true);
    expect(await tenants.byClientId(tenant.client_id)).toBeUndefined();
  });

  test('is asked of the database once, however often it is used', async () => {
    const { tenants } = fixture.store;
    const tenant = newTenant();
    await tenants.create(tenant);
    await tenants.byClientId(tenant.client_id);
    await fixture.database.collection('tenants').deleteOne({ name: tenant.name });
    expect(await tenants.byClientId(tenant.client_id)).toBeDefined();
  });

  test('that is unknown costs one look-up in five seconds, however many ask for how many', async () => {
    let now = Date.now();
    const models = defineModels(connection);
    const port = tenantPort(models, () => now);
    const [reads, single] = [jest.spyOn(models.tenants, 'find'), jest.spyOn(models.tenants, 'findById')];
    const ask = () => Promise.all(Array.from({ length: 500 }, (_, index) => port.byClientId(`vci_${now}_${index}`)));
    expect(new Set(await ask())).toEqual(new Set([undefined]));
    expect(reads).toHaveBeenCalledTimes(1);
    now += 4_000;
    await ask();
    expect(reads).toHaveBeenCalledTimes(1);
    now += 2_000;
    await ask();
    expect(reads).toHaveBeenCalledTimes(2);
    expect(single).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  test('that was made in one process is there at once in every other, and changed or removed within two seconds', async () => {
    const { tenants } = fixture.store;
    let now = Date.now();
    const elsewhere = tenantPort(defineModels(connection), () => now);
    const tenant = newTenant();
    expect(await elsewhere.byClientId(tenant.client_id)).toBeUndefined();
    await tenants.create(tenant);
    expect(await elsewhere.byClientId(tenant.client_id)).toMatchObject({ secret_hmac: 'secret' });
    await tenants.change(tenant.client_id, { secret_hmac: 'another' });
    now += 2_000;
    expect(await elsewhere.byClientId(tenant.client_id)).toMatchObject({ secret_hmac: 'another' });
    await tenants.remove(tenant.client_id);
    now += 2_000;
    expect(await elsewhere.byClientId(tenant.client_id)).toBeUndefined();
  });

  test('is listed by servicer, in order of names', async () => {
    const { tenants } = fixture.store;
    for (const name of ['b-app', 'a-app']) await tenants.create(newTenant({ servicer: 'listed', name }));
    expect((await tenants.list('listed')).map(({ name }) => name)).toEqual(['a-app', 'b-app']);
    expect((await tenants.list()).length).toBeGreaterThan(2);
  });

  test('is known by its origins', async () => {
    const { tenants } = fixture.store;
    expect(await tenants.hasOrigin('https://app.example')).toBe(false);
    await tenants.create(newTenant({ origins: ['https://other.example', 'https://app.example'] }));
    expect(await tenants.hasOrigin('https://app.example')).toBe(true);
    expect(await tenants.hasOrigin('https://app.example.evil')).toBe(false);
  });

  test.each([undefined, null, '', { $ne: '' }, { $gt: '' }])(
    'is not found by %j in place of an id, name or origin',
    async (value) => {
      const { tenants } = fixture.store;
      await tenants.create(newTenant({ origins: ['https://app.example'] }));
      expect(await tenants.byClientId(value as string)).toBeUndefined();
      expect(await tenants.byName(value as string)).toBeUndefined();
      expect(await tenants.hasOrigin(value as string)).toBe(false);
    },
  );

  test('with a field that is not its own, or without one that is, is refused', async () => {
    const { tenants } = fixture.store;
    await expect(tenants.create({ ...newTenant(), role: 'admin' } as never)).rejects.toThrow(/role/);
    await expect(tenants.create({ ...newTenant(), secret_hmac: undefined } as never)).rejects.toThrow(/secret_hmac/);
    await expect(tenants.create({ ...newTenant(), name: { $ne: 1 } } as never)).rejects.toThrow(/name/);
  });
});

describe('a servicer', () => {
  test('is registered once', async () => {
    const { servicers } = fixture.store;
    expect(await servicers.create({ name: 'xyz', title: 'XYZ Bank' })).toBe(true);
    expect(await servicers.create({ name: 'xyz', title: 'Another' })).toBe(false);
    expect(await servicers.byName('xyz')).toMatchObject({ name: 'xyz', title: 'XYZ Bank' });
    expect((await servicers.list()).map(({ name }) => name)).toEqual(['xyz']);
  });
});

describe('a published skill', () => {
  const definition = {
    skill: 'xyz_sbx_#3.0',
    title: 'Open a term deposit',
    catalog: 'xyz',
    limits: { expires: 'P14D' },
    start: 'form',
    steps: {
      form: {
        ask: { $ref: '#/$defs/form', $defs: { form: { type: 'object' } } },
        show: { rate: { $: '/steps/quote/rate' } },
        next: 'done',
      },
      branch: { ask: {}, next: [{ when: { '/steps/a.b/c': { const: 1 } }, to: 'done' }] },
      done: { end: 'succeeded' as const },
    },
  };

  test('is kept as it was written, whatever its keys are', async () => {
    const { skills } = fixture.store;
    await Promise.all([skills.put(definition, 'd1'), skills.put(definition, 'd1')]);
    expect(await skills.find('xyz_sbx_#3.0', 'd1')).toEqual(definition);
  });

  test('never changes', async () => {
    const { skills } = fixture.store;
    await skills.put(definition, 'd2');
    await skills.put({ ...definition, title: 'Changed' }, 'd2');
    expect((await skills.find('xyz_sbx_#3.0', 'd2'))?.title).toBe(definition.title);
  });

  test('shares its digest with its twin and is still itself', async () => {
    const { skills } = fixture.store;
    await skills.put({ ...definition, skill: 'xyz_#3.0' }, 'd1');
    expect((await skills.find('xyz_#3.0', 'd1'))?.skill).toBe('xyz_#3.0');
    expect(await skills.find('xyz_#3.0', 'd2')).toBeUndefined();
    expect(await skills.names()).toEqual(['xyz_#3.0', 'xyz_sbx_#3.0']);
  });
});

describe('a database that is not there', () => {
  test('is database_unavailable within seconds, at every try', async () => {
    const store = createStore({ uri: 'mongodb://127.0.0.1:9/none', keys: fixture.keys });
    const away = { name: 'VestibuleError', code: 'database_unavailable' };
    const started = Date.now();
    await expect(store.ping()).rejects.toMatchObject(away);
    await expect(store.tenants.byClientId('vci_x')).rejects.toMatchObject(away);
    await expect(store.files.open('x')).rejects.toMatchObject(away);
    expect(Date.now() - started).toBeLessThan(15_000);
    await store.close();
  }, 30_000);

  test('says nothing of where it was looked for', async () => {
    const store = createStore({ uri: 'mongodb://user:secret@127.0.0.1:9/none', keys: fixture.keys });
    await expect(store.ping()).rejects.toThrow(/^The database can’t be reached right now\.$/);
    await store.close();
  }, 30_000);
});
