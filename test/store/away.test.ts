import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createStore } from '../../store';
import type { Store } from '../../store/store';
import { bytesOf, type Fixture, kept, openFixture } from './fixture';

const AWAY = { name: 'VestibuleError', code: 'database_unavailable', options: { retryAfter: expect.any(Number) } };

/** A proxy between the store and its database, by which a test can cut the connection. */
async function betweenHere(uri: string) {
  const target = new URL(uri);
  const { hostname, port } = target;
  const sockets = new Set<Socket>();
  let up = true;
  const server = createServer((here) => {
    if (!up) return here.destroy();
    const there = connect(Number(port), hostname);
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => other.destroy());
      one.pipe(other);
    }
    return undefined;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => {
    up = false;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const mend = () => {
    up = true;
  };
  const close = () => {
    cut();
    server.close();
  };
  return { uri: target.href, cut, mend, close };
}

let fixture: Fixture;
let line: Awaited<ReturnType<typeof betweenHere>>;
let store: Store;
beforeAll(async () => {
  fixture = await openFixture();
  line = await betweenHere(fixture.uri);
  store = createStore({ uri: line.uri, keys: fixture.keys });
});
afterAll(async () => {
  await store.close();
  line.close();
  await fixture.dispose();
});

const META = { session_id: 's', seq: 1, field: 'selfie', filename: 'me.jpg', inspect: async () => 'image/jpeg' };

describe('a database that goes away', () => {
  test('fails every kind of call within seconds, and is used again as soon as it is back', async () => {
    await store.ping();
    line.cut();
    const started = Date.now();
    await Promise.all([
      expect(store.ping()).rejects.toMatchObject(AWAY),
      expect(store.tenants.byClientId('vci_x')).rejects.toMatchObject(AWAY),
      expect(store.credentials.exchange('c', 'vci_x', 'hmac')).rejects.toMatchObject(AWAY),
      expect(store.idempotency.begin('key', 'body')).rejects.toMatchObject(AWAY),
      expect(store.files.open('x')).rejects.toMatchObject(AWAY),
      expect(store.sweep()).rejects.toMatchObject(AWAY),
    ]);
    expect(Date.now() - started).toBeLessThan(8_000);
    line.mend();
    await store.ping();
    expect(await store.tenants.byClientId('vci_x')).toBeUndefined();
  });

  test.each([10, 2_000_000])('never has a file of %i bytes taken for stored', async (size) => {
    await store.ping();
    const source = Readable.from(
      (async function* () {
        yield randomBytes(size);
        line.cut();
      })(),
    );
    await expect(store.files.write(source, META)).rejects.toMatchObject(AWAY);
    line.mend();
    expect(await store.files.list('s')).toEqual([]);
    const content = randomBytes(size);
    const { upload_id } = await kept(store.files, Readable.from([content]), META);
    expect((await bytesOf(await store.files.open(upload_id))).equals(content)).toBe(true);
    await store.files.remove(upload_id);
  });
});
