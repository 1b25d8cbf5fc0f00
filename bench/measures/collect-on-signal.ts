import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Loaded before a program of the platform, by NODE_OPTIONS: SIGUSR2 has it collect its garbage, so that what it holds
 * can be told from what it has only not thrown away yet. Its process id goes to the folder that BENCH_PIDS names.
 */
const { BENCH_PIDS } = process.env;
const program = path.relative(path.join(__dirname, '..', '..'), process.argv[1] ?? '');
if (BENCH_PIDS && program === path.join('api', 'server.js')) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('SIGUSR2', () => collect());
  writeFileSync(path.join(BENCH_PIDS, 'api.pid'), String(process.pid));
}
