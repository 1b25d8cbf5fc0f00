import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import { assertThere } from '../documents';
import { SkillToolError } from '../io';

/**
 * Runs `check` at once, and after every change below the paths, until SIGINT or SIGTERM. What can't be checked any more
 * is told, and watched all the same: it may come back. Throws `SkillToolError` for a path that is not there. An editor
 * writes a file in several steps: changes that come together are one, which the next turn of the event loop tells. A
 * change while a file is half written is followed by another one, so what is shown last is the whole file's.
 */
export function watchPaths(
  paths: readonly string[],
  check: () => void,
  complain: (text: string) => void,
): Promise<void> {
  // Watched before it is checked: no change goes unnoticed between the two.
  const ended = untilEnded(watching(paths, () => told(check, complain)));
  told(check, complain);
  return ended;
}

/** The watchers that run `changed` after every change below the paths, until they are closed. */
export function watching(paths: readonly string[], changed: () => void): FSWatcher[] {
  let isNoted = false;
  const note = (_event: string, name: string | null) => {
    if (isNoted || !(name?.endsWith('.json') ?? true)) return;
    isNoted = true;
    setImmediate(() => {
      isNoted = false;
      changed();
    });
  };
  return [...new Set(paths.map(folderOf))].map((folder) => watch(folder, { recursive: true }, note));
}

function told(check: () => void, complain: (text: string) => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof SkillToolError)) throw error;
    complain(error.message);
  }
}

/** A file is watched by its folder: editors put another file in its place. */
function folderOf(place: string): string {
  assertThere(place);
  return statSync(place).isDirectory() ? place : path.dirname(place);
}

const untilEnded = (watchers: readonly FSWatcher[]): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      for (const watcher of watchers) watcher.close();
      for (const signal of SIGNALS) process.off(signal, end);
      resolve();
    };
    for (const signal of SIGNALS) process.once(signal, end);
  });
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
