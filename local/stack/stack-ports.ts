import { setTimeout as delay } from 'node:timers/promises';
import { freePort, isFree } from '../servers/free-ports';
import type { Home } from './home';

/** ms for which a process that was killed may still hold its port, and ms between two looks. */
const LETTING_GO = 1_000;
const LOOK_EVERY = 25;

/** Waits for a port of last time: whoever held it may just have been killed. */
async function untilFree(port: number): Promise<void> {
  for (let waited = 0; waited < LETTING_GO && !(await isFree(port)); waited += LOOK_EVERY) await delay(LOOK_EVERY);
}

/**
 * The free ports of one stack: those it had last time where they are free still.
 *
 * So the addresses that banks know and the links that users have go on working.
 */
export class FreePorts {
  private readonly claimed = new Map<string, number>();
  private readonly taken = new Set<number>();

  constructor(private readonly home: Home) {}

  /** @param wanted what the user or the caller asks for; 0 for any; undefined for the last one, else the usual one */
  async claim(name: string, wanted: number | undefined, usual: number, say: (line: string) => void): Promise<number> {
    const already = this.claimed.get(name);
    if (already !== undefined) return already;
    const last = this.home.read<Record<string, number>>('ports.json')?.[name];
    const preferred = wanted || (last ?? wanted ?? usual);
    if (last !== undefined && preferred === last) await untilFree(last);
    const port = await freePort(preferred, this.taken);
    if (preferred !== 0 && port !== preferred) say(`port ${preferred} is in use, taking ${port}`);
    this.claimed.set(name, port);
    return port;
  }

  /** Gives ports up that somebody else was faster to take: the next claim looks further. */
  release(...names: string[]): void {
    for (const name of names) this.claimed.delete(name);
  }

  remember(): void {
    this.home.write('ports.json', Object.fromEntries(this.claimed));
  }
}
