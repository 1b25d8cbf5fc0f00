import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { getOS } from 'mongodb-memory-server-core/lib/util/getos';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl';
import { projectRoot } from '../../runtime/paths';
import { outputOf, runCommand, type Say } from './command';
import { downloadArchive } from './download';
import type { Engine, MadeWay } from './engine';
import { LOOPBACK } from './free-ports';
import { goBuild } from './temporal';

const MONGOD = '8.2.6';
const FERRETDB = '1.24.2';
/** Counts what is changed in it here, for the cache. */
const CHANGES = 2;

const ferretdb: MadeWay = {
  kind: 'build',
  title: `go build of FerretDB ${FERRETDB} with SQLite (some 40 seconds)`,
  name: 'ferretdb',
  version: `${FERRETDB}-${CHANGES}`,
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
  await cp(path.join(projectRoot(), 'local', 'servers', 'ferretdb'), source, { recursive: true });
  await goBuild(['mod', 'download', FERRETDB_MODULE], { cwd: source, packages: 1 }, say);
  await useIndexOfIds(source);
  await goBuild(
    ['build', '-v', '-tags', 'ferretdb_no_postgresql', '-o', path.join(folder, 'ferretdb'), '.'],
    { cwd: source, packages: 450 },
    say,
  );
  await rm(source, { recursive: true });
}

const FERRETDB_MODULE = 'github.com/FerretDB/FerretDB';

/**
 * FerretDB makes its index of ids on one expression and looks ids up by another of the same meaning, for which SQLite
 * reads the whole collection. Has the build in `source` use a copy of it that says the index's expression in both
 * places.
 */
async function useIndexOfIds(source: string): Promise<void> {
  const [indexed, lookedUp] = [String.raw`"->\"_id\""`, `"->'$._id'"`];
  const module = (await outputOf('go', ['list', '-m', '-f', '{{.Dir}}', FERRETDB_MODULE], { cwd: source })).trim();
  const copy = path.join(source, 'changed');
  await runCommand('cp', ['-R', module, copy]);
  await runCommand('chmod', ['-R', 'u+w', copy]);
  const file = path.join(copy, 'internal', 'backends', 'sqlite', 'metadata', 'metadata.go');
  const text = await readFile(file, 'utf8');
  if (!text.includes(lookedUp)) throw new Error('this FerretDB is not the one that the change was made for');
  await writeFile(file, text.replace(lookedUp, indexed));
  await outputOf('go', ['mod', 'edit', `-replace=${FERRETDB_MODULE}=./changed`], { cwd: source });
}

/** What the server is started with, whichever of the two it is. */
export function mongoArguments(program: string, options: { port: number; data: string }): string[] {
  if (isFerretdb(program)) return ['-listen', `${LOOPBACK}:${options.port}`, '-data', options.data];
  return ['--bind_ip', LOOPBACK, '--port', String(options.port), '--dbpath', options.data, '--nounixsocket'];
}

export function isFerretdb(program: string): boolean {
  return path.basename(program).startsWith('ferretdb');
}
