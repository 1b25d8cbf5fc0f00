import { spawn } from 'node:child_process';
import path from 'node:path';
import { mongoServer } from '../local/servers/mongo';
import { findProgram, type ServerProgram } from '../local/servers/program';
import { temporalServer } from '../local/servers/temporal';
import { timeSkippingServer } from '../local/servers/test-server';
import { projectRoot } from '../runtime/paths';
import { throttled } from './progress';

/** Runs jest with the arguments given, once the servers' programs are there: no test waits for a build. */
async function main(): Promise<number> {
  const { TEMPORAL_ADDRESS, MONGODB_URI } = process.env;
  const needed = [
    ...(TEMPORAL_ADDRESS ? [] : [temporalServer]),
    ...(MONGODB_URI ? [] : [mongoServer]),
    timeSkippingServer,
  ];
  await Promise.all(needed.map(ensure));
  const jest = path.join(projectRoot(), 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { cwd: projectRoot(), stdio: 'inherit' });
  // A terminal signals the whole process group, others this process only. It must not end before jest has cleaned up.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function ensure(program: ServerProgram): Promise<void> {
  await findProgram(
    program,
    throttled((line) => console.error(`${program.title}: ${line}`)),
  );
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`\n${error.message}\n`);
    process.exit(1);
  },
);
