// Builds the package: the same modules twice, as ES modules and as CommonJS, each with its own declarations.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sdk = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'sdk');
const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

rmSync(path.join(sdk, 'dist'), { recursive: true, force: true });
for (const [folder, type, config] of [
  ['esm', 'module', 'tsconfig.json'],
  ['cjs', 'commonjs', 'tsconfig.cjs.json'],
]) {
  execFileSync(process.execPath, [tsc, '-p', path.join(sdk, config)], { stdio: 'inherit' });
  mkdirSync(path.join(sdk, 'dist', folder), { recursive: true });
  writeFileSync(path.join(sdk, 'dist', folder, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
