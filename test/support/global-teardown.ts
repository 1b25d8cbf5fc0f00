import { rmSync } from 'node:fs';
import type { Stack } from '../../local/stack/stack';

export default async function globalTeardown(): Promise<void> {
  const { __vestibuleStack: stack } = globalThis as { __vestibuleStack?: Stack };
  if (!stack) return;
  await stack.stop();
  rmSync(stack.home, { recursive: true, force: true });
}
