import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import type { Json } from '../../domain/json';
import { projectRoot } from '../../runtime/paths';
import { bundled, installRuntime, NOBODY_LISTENS } from './harness';
import { machineIn, textsOf, withoutMachine } from './recording';

const folder = path.join(projectRoot(), 'test', 'histories');
const recorded = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => path.basename(file, '.json'));
const read = (name: string) => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

describe('A session that was recorded by an earlier version', () => {
  beforeAll(installRuntime);

  test.each(recorded)('is replayed to the same decisions: %s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle: await bundled(), sinks: NOBODY_LISTENS }, read(name), name);
  });

  test.each(recorded)('tells nobody who the user is: %s', (name) => {
    const text = textsOf(read(name)).join('\n');
    for (const personal of [
      /user_[a-z]+/,
      /\bAna\b/,
      /"[a-z_]*iban":"/i,
      /Green Grocer/,
      /passport\.pdf/,
      /user-agent|undici/i,
    ]) {
      expect(text).not.toMatch(personal);
    }
  });

  test.each(recorded)('says nothing of the machine that recorded it: %s', (name) => {
    expect(machineIn(read(name))).toEqual([]);
  });
});

describe('What is recorded', () => {
  const payload = (value: Json) => ({ data: Buffer.from(JSON.stringify(value)).toString('base64') });
  const failure = { message: 'The bank has not decided yet.', stackTrace: 'Error\n    at ask (/srv/app/call.ts:2:1)' };
  const history = {
    identity: '4711@laptop.example',
    taskQueue: { name: `4711@laptop-of-ana-${'0a'.repeat(16)}`, normalName: 'vestibule' },
    workerVersion: { buildId: '@temporalio/worker@1.24.0+266ab176' },
    failure,
    input: { payloads: [payload({ step: '/steps/terms/value', url: 'https://bank.example/login/17' })] },
  };

  test('loses its stack traces and its host, and nothing else', () => {
    expect(machineIn(history)).toHaveLength(4);
    const kept = withoutMachine(history);
    expect(machineIn(kept)).toEqual([]);
    expect(kept).toEqual({
      ...history,
      identity: '4711@vm',
      taskQueue: { name: `4711@vm-${'0a'.repeat(16)}`, normalName: 'vestibule' },
      failure: { ...failure, stackTrace: '' },
    });
  });

  test.each([
    '/srv/app/dist/worker.js',
    'cannot open /home/ana/notes',
    'C:\\Users\\ana',
    'file:///srv/app',
    '12@laptop.example',
  ])('is searched for a machine inside payloads: %s', (text) => {
    expect(machineIn({ result: payload({ message: text }) })).not.toEqual([]);
  });
});
