// Whether `node_modules` holds what `package-lock.json` asks for, by npm's own record of what it put there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** @param {string} root the project's folder */
export function installed(root) {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  return holds(packagesOf(record), packagesOf(path.join(root, 'package-lock.json')));
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * Whether what is there is what is wanted, optional packages of other platforms apart.
 *
 * A workspace stands in both twice: as its folder, with a version, and as a link to that folder, without one.
 *
 * @param {Record<string, object>} there
 * @param {Record<string, object>} wanted
 */
export function holds(there, wanted) {
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const found = there[name];
    if (!found) return entry.optional === true;
    return entry.link ? found.link === true && found.resolved === entry.resolved : found.version === entry.version;
  });
}
