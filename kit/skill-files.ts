import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { MAX_BYTES } from './checker';

/** The files of one skill: its versions, oldest first, and its texts by locale. */
export interface SkillFiles {
  folder: string;
  documents: string[];
  texts: string[];
}

/** Folders inside one another that are looked into. */
const DEPTH = 4;

/**
 * Lists the skills under a folder, or in it: `<skill>/<version>.json`, with texts beside them in `i18n/<locale>.json`,
 * and those of one version in `i18n/<version>/<locale>.json`.
 * In the order of their names. Throws where the folder can't be read.
 */
export function skillsUnder(folder: string, depth = DEPTH): SkillFiles[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const documents = entries.filter((entry) => !entry.isDirectory() && VERSION.test(entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$|^i18n$/.test(entry.name));
  const below = depth > 0 ? folders.flatMap(({ name }) => skillsUnder(path.join(folder, name), depth - 1)) : [];
  if (documents.length === 0) return below;
  const versions = documents.map(({ name }) => name).sort(byVersion);
  const texts = entries.some((entry) => entry.isDirectory() && entry.name === 'i18n') ? textsIn(folder) : [];
  return [{ folder, documents: versions.map((name) => path.join(folder, name)), texts }, ...below];
}

const VERSION = /^(\d+)\.(\d+)\.json$/;

function byVersion(a: string, b: string): number {
  const [, major = '', minor = ''] = VERSION.exec(a) ?? [];
  const [, otherMajor = '', otherMinor = ''] = VERSION.exec(b) ?? [];
  return Number(major) - Number(otherMajor) || Number(minor) - Number(otherMinor);
}

/** Texts for all versions, then those of one: `i18n/ro.json`, `i18n/1.1/ro.json`. */
function textsIn(folder: string): string[] {
  const place = path.join(folder, 'i18n');
  const entries = readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const jsonIn = (inside: string): string[] =>
    readdirSync(inside)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => path.join(inside, name));
  const versions = entries.filter((entry) => entry.isDirectory() && /^\d+\.\d+$/.test(entry.name));
  return [...jsonIn(place), ...versions.flatMap(({ name }) => jsonIn(path.join(place, name)))];
}

/** The version that a file of texts is for; `undefined` where it is for all of them. */
export function versionOfTexts(file: string): string | undefined {
  const folder = path.basename(path.dirname(file));
  return folder === 'i18n' ? undefined : folder;
}

/** The bytes of a file, but no more than it takes to see that it is too large. Throws where it can't be read. */
export function readBounded(file: string, most = MAX_BYTES): Uint8Array {
  const bytes = Buffer.allocUnsafe(most + 1);
  const handle = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(handle, bytes, length, bytes.length - length, null);
      length += read;
      if (read === 0 || length === bytes.length) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}
