import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../runtime/paths';
import { onPath, type Say, versionOf } from './command';
import { withLock } from './lock';

/** The program of a server that runs on this machine, and the ways to come by it, in order of preference. */
export interface ServerProgram {
  /** As the user reads it. */
  title: string;
  /** The setting that points at a server that runs elsewhere. */
  setting?: string;
  ways: Way[];
}

export type Way = PathWay | MadeWay;

/** A program that is installed already. */
export interface PathWay {
  kind: 'path';
  program: string;
  /** Why this version is of no use; nothing if it is. */
  refuse?: (version: string) => string | undefined;
}

/** A program that is downloaded or built once, and then kept in the cache. */
export interface MadeWay {
  kind: 'download' | 'build';
  /** As the user reads it: 'official download of …'. */
  title: string;
  /** Name and version of the folder in the cache. */
  name: string;
  version: string;
  /** Path of the program inside that folder. */
  program: string;
  /** Makes the program inside `folder`, an empty one; throws with a reason if it can't. */
  make: (folder: string, say: Say) => Promise<void>;
  /** Asks the program what it is; `--version` unless given. */
  check?: (program: string) => Promise<string>;
}

export interface FoundProgram {
  file: string;
  /** 'on the PATH', 'in the cache', … */
  how: string;
}

/**
 * Finds a server's program: installed, cached, downloaded or built, in the order of its ways.
 *
 * The cache is looked into for every way before anything is made.
 *
 * @throws Error that names every way and why it failed
 */
export async function findProgram({ title, setting, ways }: ServerProgram, say: Say): Promise<FoundProgram> {
  const failures: string[] = [];
  if (setting) failures.push(`${setting} (one that runs elsewhere): not set`);
  for (const way of ways) {
    if (way.kind !== 'path') continue;
    const found = await installed(way);
    if (typeof found === 'object') return found;
    failures.push(found);
  }
  const made = ways.filter((way) => way.kind !== 'path');
  const places = [...new Set(made.map(cached))];
  const there = places.find((file) => existsSync(file));
  if (there) return { file: there, how: 'in the cache' };
  failures.push(...places.map((file) => `the cache: ${file} does not exist`));
  for (const way of made) {
    try {
      return { file: await obtain(way, say), how: way.kind === 'build' ? 'built' : 'downloaded' };
    } catch (error) {
      const reason = (error as Error).message;
      say(`${way.title}: ${reason}`);
      failures.push(`${way.title}: ${reason}`);
    }
  }
  throw new Error(
    `${title} could be had in none of these ways:\n${failures.map((failure) => `  - ${failure}`).join('\n')}`,
  );
}

async function installed(way: PathWay): Promise<FoundProgram | string> {
  const file = onPath(way.program);
  if (!file) return `'${way.program}' on the PATH: not found`;
  try {
    const refusal = way.refuse?.(await versionOf(file));
    return refusal ? `'${way.program}' on the PATH: ${refusal}` : { file, how: 'on the PATH' };
  } catch (error) {
    return `'${way.program}' on the PATH: does not run (${(error as Error).message})`;
  }
}

const folderOf = (way: MadeWay): string => path.join(cacheFolder(), way.name, way.version);
const cached = (way: MadeWay): string => path.join(folderOf(way), way.program);

/** Makes a program under a lock: of two runs at once, the second waits for the first. */
async function obtain(way: MadeWay, say: Say): Promise<string> {
  const folder = folderOf(way);
  await mkdir(path.dirname(folder), { recursive: true });
  return await withLock(
    `${folder}.lock`,
    (pid) => say(`${way.title}: process ${pid} is at it, waiting`),
    async () => {
      if (!existsSync(cached(way))) await makeInDraft(way, folder, say);
      return cached(way);
    },
  );
}

/** Makes a program in a draft folder, which takes its place when it is whole: no killed run leaves half of one. */
async function makeInDraft(way: MadeWay, folder: string, say: Say): Promise<void> {
  await removeDrafts(folder);
  const draft = await mkdtemp(`${folder}.draft-`);
  const discard = () => rmSync(draft, { recursive: true, force: true });
  process.once('exit', discard);
  try {
    say(way.title);
    await way.make(draft, say);
    const version = await (way.check ?? versionOf)(path.join(draft, way.program));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    say(`${way.title}: got ${version}`);
  } finally {
    process.off('exit', discard);
    discard();
  }
}

/** Whoever holds the lock is alone: other drafts are left over from runs that were killed. */
async function removeDrafts(folder: string): Promise<void> {
  const prefix = `${path.basename(folder)}.draft-`;
  const drafts = (await readdir(path.dirname(folder))).filter((name) => name.startsWith(prefix));
  await Promise.all(drafts.map((name) => rm(path.join(path.dirname(folder), name), { recursive: true, force: true })));
}
