import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { projectRoot } from '../../runtime/paths';
import { bundled, installRuntime } from './harness';

const folder = path.join(projectRoot(), 'test', 'histories');
const recorded = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => path.basename(file, '.json'));

/** The text of a history with its payloads decoded, as anybody may read it who has access to the engine. */
function readable(history: unknown): string {
  const payloads: string[] = [];
  const text = JSON.stringify(history, (key, value) => {
    if (key === 'data' && typeof value === 'string') payloads.push(Buffer.from(value, 'base64').toString());
    return value;
  });
  return [text, ...payloads].join('\n');
}

describe('A session that was recorded by an earlier version', () => {
  beforeAll(installRuntime);

  test.each(recorded)('is replayed to the same decisions: %s', async (name) => {
    const history = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
    await Worker.runReplayHistory({ workflowBundle: await bundled() }, history, name);
  });

  test.each(recorded)('names no user: %s', (name) => {
    const text = readable(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')));
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
});
