// Builds the package: the same modules twice, as ES modules and as CommonJS, each with its own declarations.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

rmSync(path.join(here, 'dist'), { recursive: true, force: true });
for (const [folder, type, config] of [
  ['esm', 'module', 'tsconfig.json'],
  ['cjs', 'commonjs', 'tsconfig.cjs.json'],
]) {
  execFileSync(process.execPath, [tsc, '-p', path.join(here, config)], { stdio: 'inherit' });
  mkdirSync(path.join(here, 'dist', folder), { recursive: true });
  writeFileSync(path.join(here, 'dist', folder, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
