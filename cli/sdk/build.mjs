// Builds the package: the same modules twice, as ES modules and as CommonJS, each with its own declarations.
//
//   node cli/sdk/build.mjs [folder]      into the folder's dist/; sdk/ by default
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sdk = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'sdk');
const dist = path.join(path.resolve(process.argv[2] ?? sdk), 'dist');
const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

rmSync(dist, { recursive: true, force: true });
for (const [name, type, config] of [
  ['esm', 'module', 'tsconfig.json'],
  ['cjs', 'commonjs', 'tsconfig.cjs.json'],
]) {
  const folder = path.join(dist, name);
  execFileSync(process.execPath, [tsc, '-p', path.join(sdk, config), '--outDir', folder], { stdio: 'inherit' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
