import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until there is what a test waits for, and returns it. The test's own time limit ends it. */
export async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    await delay(50);
  }
}
