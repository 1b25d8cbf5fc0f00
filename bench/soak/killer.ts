import { setTimeout as delay } from 'node:timers/promises';
import type { Part } from '../../local/stack/part';

/** A process that was killed: which, when (s since the beginning), and for how long nothing took its place (s). */
export interface Kill {
  part: string;
  at: number;
  away: number;
}

/** s between two kills, at least; the mean is on top. */
const REST = 10;

/**
 * Kills one of the parts at a time by SIGKILL, at random moments, and starts it again after up to three seconds, until
 * `signal` aborts.
 */
export async function killAtRandom(
  parts: readonly Part[],
  { draw, mean, signal }: { draw: () => number; mean: number; signal: AbortSignal },
): Promise<Kill[]> {
  const kills: Kill[] = [];
  const began = Date.now();
  while (!signal.aborted) {
    const pause = REST + -Math.log(1 - draw()) * mean;
    await delay(pause * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const part = parts[Math.floor(draw() * parts.length)] as Part;
    const at = Date.now();
    await part.kill();
    await delay(draw() * 3_000);
    await part.start();
    kills.push({ part: part.name, at: (at - began) / 1000, away: (Date.now() - at) / 1000 });
  }
  return kills;
}
