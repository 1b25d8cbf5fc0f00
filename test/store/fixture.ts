import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Mongoose, type mongo } from 'mongoose';
import { deriveKeys, type Keys, newSecret } from '../../security/keys';
import { createStore } from '../../store';
import type { FileMeta, FilePort, Store, StoredFile, Tenant } from '../../store/store';
import { stack } from '../support/stack';

export interface Fixture {
  store: Store;
  keys: Keys;
  uri: string;
  /** The database itself, to see what is stored. */
  database: mongo.Db;
  /** Drops the database and closes everything. */
  dispose(): Promise<void>;
}

/** A store on a database of its own, at the server of `MONGODB_URI`, or that of the stack that runs for the tests. */
export async function openFixture(): Promise<Fixture> {
  const url = new URL(process.env.MONGODB_URI ?? String(stack().env.MONGODB_URI));
  url.pathname = `/store_${randomUUID().replaceAll('-', '')}`;
  const keys = deriveKeys(newSecret());
  const store = createStore({ uri: url.href, keys });
  await store.ready();
  const raw = await new Mongoose().createConnection(url.href).asPromise();
  const database = raw.getClient().db(raw.name);
  const dispose = async () => {
    await database.dropDatabase();
    await raw.close();
    await store.close();
  };
  return { store, keys, uri: url.href, database, dispose };
}

export const newTenant = (change: Partial<Tenant> = {}): Omit<Tenant, 'created_at'> => ({
  client_id: `vci_${randomUUID()}`,
  name: `shop-${randomUUID()}`,
  servicer: 'demo',
  flavour: 'sandbox',
  skills: ['xyz_sbx_#3.0'],
  return_urls: ['https://shop.example/return'],
  origins: [],
  secret_hmac: 'secret',
  app_key_hmac: 'app',
  ...change,
});

export async function bytesOf(stream: Readable | undefined): Promise<Buffer> {
  if (!stream) throw new Error('there is no such file');
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A stream that gives these pieces, then fails. */
export const brokenAfter = (pieces: Buffer[]): Readable =>
  Readable.from(
    (async function* () {
      yield* pieces;
      throw new Error('the connection broke');
    })(),
  );

/** Stores a file and keeps it. */
export async function kept(files: FilePort, source: Readable, meta: FileMeta): Promise<StoredFile> {
  const pending = await files.write(source, meta);
  await pending.keep();
  return pending.file;
}
