import path from 'node:path';
import { runCommand } from '../local/servers/command';
import { projectRoot } from '../runtime/paths';

/** Compiles the runner, which is test code and so not part of the build, and goes on in it. */
async function main(): Promise<void> {
  const root = projectRoot();
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await runCommand(process.execPath, [compiler, '-p', path.join('test', 'conformance')], { cwd: root });
  require(path.join(root, 'dist', 'test', 'conformance', 'run'));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
