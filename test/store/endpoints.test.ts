import { newEndpointId } from '../../security/ids';
import { createStore } from '../../store';
import { openDatabase } from '../../store/connection';
import { ENDPOINTS_KEPT, endpointPort, live } from '../../store/endpoints';
import { defineModels } from '../../store/models';
import type { EndpointPort, WebhookEndpoint } from '../../store/store';
import { anEndpoint } from '../support/an-endpoint';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.dispose());

const HOUR = 60 * 60_000;
const sealed = (text: string) => ({ $sealed: text });
const endpoint = (client_id: string, more: Partial<WebhookEndpoint> = {}) =>
  anEndpoint({ endpoint_id: newEndpointId(), client_id, events: ['session.*'], ...more });
const secretsOf = async (store: EndpointPort, id: string) =>
  (await store.find(id))?.secrets.map((secret) => secret.sealed.$sealed);

describe('The store of webhook endpoints', () => {
  test('keeps an endpoint as it was given, with its secret, and lists those of its tenant, oldest first', async () => {
    const { endpoints } = fixture.store;
    const [old, young] = [
      endpoint('vci_1', { created_at: new Date(1_000), description: 'Shop', ordered: true, from: '0000000000000007' }),
      endpoint('vci_1', { created_at: new Date(2_000), temp_token: true, enabled: false }),
    ];
    await endpoints.create(young, sealed('b'));
    await endpoints.create(old, sealed('a'));
    await endpoints.create(endpoint('vci_2'), sealed('c'));
    expect(await endpoints.find(old.endpoint_id)).toEqual({ ...old, secrets: [{ sealed: sealed('a') }] });
    expect((await endpoints.list('vci_1')).map(({ endpoint_id }) => endpoint_id)).toEqual([
      old.endpoint_id,
      young.endpoint_id,
    ]);
    expect(await endpoints.list('vci_3')).toEqual([]);
    expect(await endpoints.find(newEndpointId())).toBeUndefined();
  });

  test('gives a tenant its last place once, however many processes ask for it', async () => {
    const other = createStore({ uri: fixture.uri, keys: fixture.keys });
    try {
      const create = (store: EndpointPort) => store.create(endpoint('vci_1'), sealed('s'));
      const asked = Array.from({ length: 2 * ENDPOINTS_KEPT }, (_, n) =>
        create((n % 2 ? other : fixture.store).endpoints),
      );
      const created = await Promise.all(asked);
      expect(created.filter(Boolean)).toHaveLength(ENDPOINTS_KEPT);
      expect(await fixture.store.endpoints.list('vci_1')).toHaveLength(ENDPOINTS_KEPT);
      // Those that got no place have left nothing.
      expect(await fixture.database.collection('webhook_secrets').countDocuments()).toBe(ENDPOINTS_KEPT);
      expect(await create(fixture.store.endpoints)).toBe(false);
      const [first] = await fixture.store.endpoints.list('vci_1');
      await fixture.store.endpoints.remove(String(first?.endpoint_id));
      expect(await create(fixture.store.endpoints)).toBe(true);
    } finally {
      await other.close();
    }
  });

  test('changes what it is told to, and nothing else', async () => {
    const { endpoints } = fixture.store;
    const made = endpoint('vci_1', { description: 'Shop' });
    await endpoints.create(made, sealed('a'));
    const changed = await endpoints.change(made.endpoint_id, { url: 'https://other.example/', enabled: false });
    expect(changed).toEqual({
      ...made,
      url: 'https://other.example/',
      enabled: false,
      secrets: [{ sealed: sealed('a') }],
    });
    expect((await endpoints.change(made.endpoint_id, { description: null }))?.description).toBeUndefined();
    expect((await endpoints.change(made.endpoint_id, { description: 'New' }))?.description).toBe('New');
    expect(await endpoints.change(newEndpointId(), { enabled: true })).toBeUndefined();
  });

  test('lets the secrets before a new one sign until its overlap ends, and not one longer than was said first', async () => {
    const database = openDatabase(fixture.uri, async () => undefined);
    let now = 0;
    try {
      const port = endpointPort(defineModels(database.connection), () => now);
      await database.run(async () => {
        const made = endpoint('vci_1');
        await port.create(made, sealed('a'));
        await port.addSecret(made.endpoint_id, sealed('b'), new Date(24 * HOUR));
        expect((await port.find(made.endpoint_id))?.secrets).toEqual([
          { sealed: sealed('b') },
          { sealed: sealed('a'), ends_at: new Date(24 * HOUR) },
        ]);
        now = 23 * HOUR;
        await port.addSecret(made.endpoint_id, sealed('c'), new Date(48 * HOUR));
        expect(await secretsOf(port, made.endpoint_id)).toEqual(['c', 'b', 'a']);
        now = 24 * HOUR;
        expect(await secretsOf(port, made.endpoint_id)).toEqual(['c', 'b']);
        await port.addSecret(made.endpoint_id, sealed('d'), new Date(now));
        expect(await secretsOf(port, made.endpoint_id)).toEqual(['d']);
      });
    } finally {
      await database.close();
    }
  });

  test('loses no secret of rotations at once: whoever was shown one can rely on it', async () => {
    const { endpoints } = fixture.store;
    const made = endpoint('vci_1');
    await endpoints.create(made, sealed('first'));
    const until = new Date(Date.now() + HOUR);
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await Promise.all(names.map((name) => endpoints.addSecret(made.endpoint_id, sealed(name), until)));
    expect((await secretsOf(endpoints, made.endpoint_id))?.sort()).toEqual([...names, 'first'].sort());
  });

  test('leaves nothing of an endpoint that is removed', async () => {
    const { endpoints } = fixture.store;
    const made = endpoint('vci_1');
    await endpoints.create(made, sealed('a'));
    expect([await endpoints.remove(made.endpoint_id), await endpoints.remove(made.endpoint_id)]).toEqual([true, false]);
    expect(await endpoints.find(made.endpoint_id)).toBeUndefined();
    expect(await fixture.database.collection('webhook_secrets').countDocuments()).toBe(0);
  });
});

test('A secret that was ended at once takes all older ones along, whatever they had been promised', () => {
  const secrets = [
    { sealed: 'c', old_until: new Date(1_000) },
    { sealed: 'b', old_until: new Date(9_000) },
    { sealed: 'a' },
  ];
  expect(live(secrets, 500).map(({ ends_at }) => ends_at?.getTime())).toEqual([undefined, 1_000, 1_000]);
  expect(live(secrets, 1_000)).toEqual([{ sealed: { $sealed: 'c' } }]);
});
