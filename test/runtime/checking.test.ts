import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { type CheckingThread, createCheckingThread } from '../../runtime/threads/checking';
import { check, small } from '../kit/support/bundled';

/** A thread of its own runs what is compiled. */
const PROGRAM = path.join(projectRoot(), 'dist', 'runtime', 'threads', 'checking-thread.js');
/** A check that never ends at one document, and dies of another. */
const STUBBORN = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ document }) => {
    while (document === 'endless');
    if (document === 'deadly') throw new Error('dead');
    parentPort.postMessage({ findings: [] });
  });`;

let folder: string;
let thread: CheckingThread | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'checking-'));
});
afterEach(async () => {
  await thread?.close();
  rmSync(folder, { recursive: true });
});

function stubborn(limit: number): CheckingThread {
  const program = path.join(folder, 'stubborn.js');
  writeFileSync(program, STUBBORN);
  thread = createCheckingThread({ program, limit });
  return thread;
}

test('A document is judged in the thread as it is judged here', async () => {
  thread = createCheckingThread({ program: PROGRAM });
  const sound = JSON.stringify(small);
  expect(await thread.check(sound, 'a')).toEqual({ findings: [], skill: check(sound, 'a').skill });
  const { findings } = check('{"steps":{}}', 'b');
  expect(await thread.check('{"steps":{}}', 'b')).toEqual({ findings });
});

test('A document whose check does not end is refused, and this process is free meanwhile', async () => {
  const { check: judge } = stubborn(300);
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
  }, 1);
  await expect(judge('endless', 'a')).rejects.toMatchObject({ code: 'internal_timeout' });
  clearInterval(turning);
  expect(turns).toBeGreaterThan(10);
});

test.each(['endless', 'deadly'])(
  'After a document that is %s to the thread, the next one is checked',
  async (document) => {
    const { check: judge } = stubborn(2_000);
    const refused = judge(document, 'a');
    const next = judge('fine', 'b');
    await expect(refused).rejects.toMatchObject({ code: 'internal_timeout' });
    await expect(next).resolves.toEqual({ findings: [] });
  },
);

test('More documents than the thread will get to are refused at once', async () => {
  const { check: judge } = stubborn(2_000);
  const many = await Promise.allSettled(Array.from({ length: 30 }, () => judge('fine', 'a')));
  expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
});
