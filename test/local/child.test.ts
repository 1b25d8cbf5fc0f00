import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Child, ChildDiedError } from '../../local/servers/child';
import { projectRoot } from '../../runtime/paths';

const RUNS = `console.log('up', process.pid); setInterval(() => {}, 1000);`;
const DRAINS = `process.on('SIGTERM', () => { console.log('drained'); process.exit(0); }); ${RUNS}`;
const STUBBORN = `process.on('SIGTERM', () => console.log('no')); ${RUNS}`;

const dist = (name: string) => JSON.stringify(path.join(projectRoot(), 'dist', 'local', 'servers', `${name}.js`));

describe('A process of the stack', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    log = path.join(folder, 'logs', 'child.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const child = (script: string) => new Child({ name: 'child', command: process.execPath, args: ['-e', script], log });
  const printed = () => readFileSync(log, 'utf8');
  const started = async (): Promise<number> => {
    for (;;) {
      const pid = /up (\d+)/.exec(printed())?.[1];
      if (pid) return Number(pid);
      await delay(10);
    }
  };

  test('drains when it is stopped', async () => {
    const running = child(DRAINS);
    const pid = await started();
    await running.stop();
    expect(printed()).toContain('drained');
    expect(isAlive(pid)).toBe(false);
  });

  test('that does not drain in time is killed', async () => {
    const running = child(STUBBORN);
    const pid = await started();
    await running.stop(100);
    await until(() => !isAlive(pid));
  });

  test('that ends by itself is told with the last lines of its log', async () => {
    const error = await child(`console.error('out of luck'); process.exit(3)`).died;
    expect(error).toBeInstanceOf(ChildDiedError);
    expect(error.message).toContain('child ended with code 3');
    expect(error.lastLines).toBe('out of luck');
  });

  test('dies with the process that started it, also when that is killed', async () => {
    const options = { name: 'child', command: process.execPath, args: ['-e', STUBBORN], log };
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const { Child } = require(${dist('child')}); new Child(${JSON.stringify(options)}); console.log('started');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => createInterface({ input: parent.stdout }).once('line', resolve));
    const pid = await started();
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(printed()).not.toContain('no');
  });
});

test('A build dies with the process that began it, and so does what the build has started', async () => {
  const builder = `
    console.log(process.pid, require('node:child_process').spawn('sleep', ['600']).pid);
    setInterval(() => {}, 1000);`;
  const script = `
    const { runCommand } = require(${dist('command')});
    runCommand(process.execPath, ['-e', ${JSON.stringify(builder)}], { line: console.log });`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => createInterface({ input: parent.stdout }).once('line', resolve));
  const pids = line.split(' ').map(Number);
  expect(pids.every(isAlive)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !pids.some(isAlive));
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10);
}

/** A process that has ended but was not waited for yet counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
