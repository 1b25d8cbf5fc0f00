import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../runtime/paths';

export const run = promisify(execFile);

/**
 * The SDK, built and put where a program in a folder of its own finds it as `@vestibule/sdk`.
 *
 * @returns the program's folder, the package's, and `remove`
 */
export async function buildSdk(): Promise<{ home: string; sdk: string; remove: () => void }> {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-sdk-'));
  const sdk = path.join(home, 'node_modules', '@vestibule', 'sdk');
  mkdirSync(sdk, { recursive: true });
  for (const file of ['package.json', 'README.md', 'CHANGELOG.md'])
    copyFileSync(path.join(projectRoot(), 'sdk', file), path.join(sdk, file));
  await run(process.execPath, [path.join(projectRoot(), 'cli', 'sdk', 'build.mjs'), sdk]);
  return { home, sdk, remove: () => rmSync(home, { recursive: true, force: true }) };
}
