import { setTimeout as delay } from 'node:timers/promises';

type Look<T> = () => Promise<T | false | undefined> | T | false | undefined;

/** Looks again and again until there is what a test waits for, and returns it. The test's own time limit ends it. */
export async function until<T>(look: Look<T>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    await delay(50);
  }
}

/** The same, where what is looked at may be away for a while: a look that fails is made again. */
export const untilThere = <T>(look: Look<T>): Promise<T> =>
  until(async () => {
    try {
      return await look();
    } catch {
      return false;
    }
  });
