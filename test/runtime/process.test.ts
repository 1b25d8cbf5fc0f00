import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';

/** Runs a program of ours with an environment of its own. */
const run = (program: string, env: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, [path.join(projectRoot(), 'dist', `${program}.js`)], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });

describe.each(['api/server', 'worker'])('The process of %s', (program) => {
  test('ends with one line that names every setting that it lacks, a log level that there is not too', () => {
    const { status, stdout, stderr } = run(program, { LOG_LEVEL: 'loud', MONGODB_URI: 'mongodb://here' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const [line = '', ...rest] = stdout.trim().split('\n');
    expect(rest).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      process: program === 'worker' ? 'worker' : 'api',
      reason: 'The environment lacks, or has a wrong value for: VESTIBULE_SECRET, LOG_LEVEL',
    });
  });

  test('ends with one line that says what is wrong with its secret, and not the secret', () => {
    const { status, stdout } = run(program, { VESTIBULE_SECRET: 'too-short', MONGODB_URI: 'mongodb://here' });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).reason).toMatch(/^VESTIBULE_SECRET must be base64url of at least 32 random bytes/);
    expect(stdout).not.toContain('too-short');
  });
});
