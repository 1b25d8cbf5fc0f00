import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../runtime/paths';
import { onPath, type Say, versionOf } from './command';
import { withLock } from './lock';

/** A server that this project runs on one machine, and the ways to come by its program. */
export interface Engine {
  /** As the user reads it. */
  title: string;
  /** The setting that points at one that runs elsewhere. */
  setting?: string;
  ways: Way[];
}

export type Way = PathWay | MadeWay;

/** A program that is installed already. */
export interface PathWay {
  kind: 'path';
  program: string;
  /** Says why this one is of no use, or nothing if it is. */
  refuse?: (version: string) => string | undefined;
}

/** A program that is downloaded or built once, and then kept in the cache. */
export interface MadeWay {
  kind: 'download' | 'build';
  /** Says what it does: 'official download of …'. */
  title: string;
  /** Name and version of the folder in the cache. */
  name: string;
  version: string;
  /** Path of the program inside that folder. */
  program: string;
  /** Makes the program inside `folder`, an empty one; throws with a reason if it can't. */
  make: (folder: string, say: Say) => Promise<void>;
  /** How to ask the program what it is; `--version` unless told. */
  check?: (program: string) => Promise<string>;
}

export interface Found {
  file: string;
  /** 'on the PATH', 'in the cache', … */
  how: string;
}

/**
 * The engine's program: installed, cached, downloaded or built, in the order of its ways; the cache is looked into for
 * every way before anything is made.
 *
 * @throws Error that names every way and why it failed
 */
export async function findEngine(engine: Engine, say: Say): Promise<Found> {
  const failures: string[] = [];
  if (engine.setting) failures.push(`${engine.setting} (one that runs elsewhere): not set`);
  for (const way of engine.ways) {
    if (way.kind !== 'path') continue;
    const found = await installed(way);
    if (typeof found === 'object') return found;
    failures.push(found);
  }
  const made = engine.ways.filter((way) => way.kind !== 'path');
  for (const way of made) {
    if (existsSync(cached(way))) return { file: cached(way), how: 'in the cache' };
    failures.push(`the cache: ${cached(way)} does not exist`);
  }
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
    `${engine.title} could be had in none of these ways:\n${failures.map((failure) => `  - ${failure}`).join('\n')}`,
  );
}

async function installed(way: PathWay): Promise<Found | string> {
  const file = onPath(way.program);
  if (!file) return `'${way.program}' on the PATH: not found`;
  try {
    const refusal = way.refuse?.(await versionOf(file));
    return refusal ? `'${way.program}' on the PATH: ${refusal}` : { file, how: 'on the PATH' };
  } catch (error) {
    return `'${way.program}' on the PATH: does not run (${(error as Error).message})`;
  }
}

function cached(way: MadeWay): string {
  return path.join(cacheFolder(), way.name, way.version, way.program);
}

/** Two runs at once: the second waits for the first. A run that is killed leaves a draft, never half an engine. */
async function obtain(way: MadeWay, say: Say): Promise<string> {
  const folder = path.join(cacheFolder(), way.name, way.version);
  await mkdir(path.dirname(folder), { recursive: true });
  return await withLock(
    `${folder}.lock`,
    (pid) => say(`${way.title}: process ${pid} is at it, waiting`),
    async () => {
      if (existsSync(cached(way))) return cached(way);
      const draft = await mkdtemp(`${folder}.draft-`);
      try {
        say(way.title);
        await way.make(draft, say);
        const version = await (way.check ?? versionOf)(path.join(draft, way.program));
        await rm(folder, { recursive: true, force: true });
        await rename(draft, folder);
        say(`${way.title}: got ${version}`);
        return cached(way);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    },
  );
}
