import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { getOS } from 'mongodb-memory-server-core/lib/util/getos';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl';
import type { Say } from './command';
import { downloadArchive } from './download';
import { ferretdb } from './ferretdb';
import { LOOPBACK } from './free-ports';
import type { ServerProgram } from './program';

const MONGOD = '8.2.6';

/** A database server that speaks MongoDB's protocol and keeps its data in files: mongod, else FerretDB. */
export const mongoServer: ServerProgram = {
  title: 'A MongoDB server',
  setting: 'MONGODB_URI',
  ways: [
    { kind: 'path', program: 'mongod' },
    {
      kind: 'download',
      title: `official download of mongod ${MONGOD}`,
      name: 'mongod',
      version: MONGOD,
      program: 'mongod',
      make: downloadMongod,
    },
    ferretdb,
  ],
};

/** FerretDB alone, for a home whose data it has written: mongod can't read its files. */
export const ferretdbOnly: ServerProgram = { title: 'FerretDB, which keeps the data of this home', ways: [ferretdb] };

async function downloadMongod(folder: string, say: Say): Promise<void> {
  const machine = { platform: process.platform, arch: process.arch, os: await getOS() };
  const url = await new MongoBinaryDownloadUrl({ version: MONGOD, ...machine }).getDownloadUrl();
  await downloadArchive(url, folder, say);
  const [unpacked] = await readdir(folder);
  await rename(path.join(folder, String(unpacked), 'bin', 'mongod'), path.join(folder, 'mongod'));
  await rm(path.join(folder, String(unpacked)), { recursive: true });
}

/** Command line of the server, whichever of the two it is. */
export function mongoArguments(program: string, options: { port: number; data: string }): string[] {
  if (isFerretdb(program)) return ['-listen', `${LOOPBACK}:${options.port}`, '-data', options.data];
  return ['--bind_ip', LOOPBACK, '--port', String(options.port), '--dbpath', options.data, '--nounixsocket'];
}

export function isFerretdb(program: string): boolean {
  return path.basename(program).startsWith('ferretdb');
}
