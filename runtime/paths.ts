import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The project's folder, where `package.json` and `skills/` lie.
 *
 * It is the same whether the code runs from `dist/` or as source under jest.
 */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${__dirname}`);
    folder = parent;
  }
  return folder;
}

/** The folder where `npm start` keeps data, secrets and logs: `VESTIBULE_HOME`, by default `.vestibule/`. */
export function homeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env.VESTIBULE_HOME || path.join(projectRoot(), '.vestibule'));
}

/** The folder where programs of servers are kept, by name and version, shared by all clones of one user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'vestibule');
}
