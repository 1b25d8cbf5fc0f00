import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { outputOf, runCommand, type Say } from './command';
import { goBuild } from './go';
import type { MadeWay } from './program';

const VERSION = '1.24.2';
/** Counts what is changed in it here, for the cache. */
const CHANGES = 2;
const MODULE = 'github.com/FerretDB/FerretDB';

/** FerretDB over SQLite: a server that speaks MongoDB's protocol, and that Go can build from its module proxy. */
export const ferretdb: MadeWay = {
  kind: 'build',
  title: `go build of FerretDB ${VERSION} with SQLite (some 40 seconds)`,
  name: 'ferretdb',
  version: `${VERSION}-${CHANGES}`,
  program: 'ferretdb',
  make: build,
};

async function build(folder: string, say: Say): Promise<void> {
  const source = path.join(folder, 'source');
  await cp(path.join(projectRoot(), 'local', 'servers', 'ferretdb'), source, { recursive: true });
  const go = /^go (\S+)$/m.exec(await readFile(path.join(source, 'go.mod'), 'utf8'))?.[1] ?? '';
  await goBuild(['mod', 'download', MODULE], { cwd: source, go, packages: 1 }, say);
  await useIndexOfIds(source);
  // Nobody debugs it: without symbols the build takes a tenth less.
  const lean = ['-gcflags=all=-dwarf=false', '-ldflags=-s -w'];
  const args = ['build', '-v', '-tags', 'ferretdb_no_postgresql', ...lean];
  // No C compiler is needed: SQLite has been translated to Go. Go's temporary files go when the folder does.
  const how = { cwd: source, env: { CGO_ENABLED: '0', GOTMPDIR: folder }, go, packages: 480 };
  await goBuild([...args, '-o', path.join(folder, 'ferretdb'), '.'], how, say);
  await rm(source, { recursive: true });
}

/**
 * Patches the build in `source`, so that FerretDB looks ids up by the expression that it has indexed.
 *
 * It makes the index on one expression and looks up by another of the same meaning, for which SQLite reads the whole
 * collection (ADR 3).
 */
async function useIndexOfIds(source: string): Promise<void> {
  const [indexed, lookedUp] = [String.raw`"->\"_id\""`, `"->'$._id'"`];
  const module = (await outputOf('go', ['list', '-m', '-f', '{{.Dir}}', MODULE], { cwd: source })).trim();
  const copy = path.join(source, 'changed');
  await runCommand('cp', ['-R', module, copy]);
  await runCommand('chmod', ['-R', 'u+w', copy]);
  const file = path.join(copy, 'internal', 'backends', 'sqlite', 'metadata', 'metadata.go');
  const text = await readFile(file, 'utf8');
  if (!text.includes(lookedUp)) throw new Error('this FerretDB is not the one that the change was made for');
  await writeFile(file, text.replace(lookedUp, indexed));
  await outputOf('go', ['mod', 'edit', `-replace=${MODULE}=./changed`], { cwd: source });
}
