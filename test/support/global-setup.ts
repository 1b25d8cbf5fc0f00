import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemo } from '../../cli/demo/seed';
import { startStack } from '../../local/stack/stack';
import { ANY_PORTS, type SharedStack, STACK_FILE } from './stack';

/** Starts the one stack of a run, on free ports and in a folder of its own, so that two runs at once don't meet. */
export default async function globalSetup(): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
  const stack = await startStack({ home, seedDemo, ...ANY_PORTS });
  void stack.failed.then((error) => console.error(`\nThe tests' stack broke: ${error.message}\n`));
  const file = path.join(home, 'test-stack.json');
  writeFileSync(file, JSON.stringify({ demo: stack.demo, env: stack.env, home } satisfies SharedStack), {
    mode: 0o600,
  });
  process.env[STACK_FILE] = file;
  Object.assign(globalThis, { __vestibuleStack: stack });
}
