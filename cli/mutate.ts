import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../runtime/paths';

/** Runs Stryker with the arguments given. Ends with its exit code. */
function main(): void {
  const stryker = path.join(projectRoot(), 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const child = spawn(process.execPath, [stryker, 'run', ...process.argv.slice(2)], {
    cwd: projectRoot(),
    stdio: 'inherit',
  });
  // A terminal signals the whole process group. This process must not end before Stryker has removed its copies.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code) => process.exit(code ?? 1));
}

main();
