import { cp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { getOS } from 'mongodb-memory-server-core/lib/util/getos';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl';
import type { Say } from './command';
import { downloadArchive } from './download';
import type { Engine, MadeWay } from './engine';
import { LOOPBACK } from './ports';
import { projectRoot } from './root';
import { goBuild } from './temporal';

const MONGOD = '8.2.6';
const FERRETDB = '1.24.2';

const ferretdb: MadeWay = {
  kind: 'build',
  title: `go build of FerretDB ${FERRETDB} with SQLite (some 40 seconds)`,
  name: 'ferretdb',
  version: FERRETDB,
  program: 'ferretdb',
  make: buildFerretdb,
};

/** A server that speaks MongoDB's protocol and keeps its data in files. */
export const mongoServer: Engine = {
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

/** For a home whose data FerretDB has written: mongod can't read its files. */
export const ferretdbOnly: Engine = { title: 'FerretDB, which keeps the data of this home', ways: [ferretdb] };

async function downloadMongod(folder: string, say: Say): Promise<void> {
  const machine = { platform: process.platform, arch: process.arch, os: await getOS() };
  const url = await new MongoBinaryDownloadUrl({ version: MONGOD, ...machine }).getDownloadUrl();
  await downloadArchive(url, folder, say);
  const [unpacked] = await readdir(folder);
  await rename(path.join(folder, String(unpacked), 'bin', 'mongod'), path.join(folder, 'mongod'));
  await rm(path.join(folder, String(unpacked)), { recursive: true });
}

async function buildFerretdb(folder: string, say: Say): Promise<void> {
  const source = path.join(folder, 'source');
  await cp(path.join(projectRoot(), 'engines', 'ferretdb'), source, { recursive: true });
  await goBuild(
    ['build', '-v', '-tags', 'ferretdb_no_postgresql', '-o', path.join(folder, 'ferretdb'), '.'],
    { cwd: source, packages: 450 },
    say,
  );
  await rm(source, { recursive: true });
}

/** What the server is started with, whichever of the two it is. */
export function mongoArguments(program: string, options: { port: number; data: string }): string[] {
  if (isFerretdb(program)) return ['-listen', `${LOOPBACK}:${options.port}`, '-data', options.data];
  return ['--bind_ip', LOOPBACK, '--port', String(options.port), '--dbpath', options.data, '--nounixsocket'];
}

export function isFerretdb(program: string): boolean {
  return path.basename(program).startsWith('ferretdb');
}
