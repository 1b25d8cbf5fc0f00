import type { Sample } from './statistics';

export type Task = () => Promise<void>;

/** One of those that are compared. `prepare` answers one task a client; what it does itself isn't timed. */
export interface Contender {
  name: string;
  prepare(round: number): Promise<Task[]>;
}
export interface Pace {
  rounds: number;
  /** ms that each contender runs in each round. */
  ms: number;
  /** ms that it runs before, uncounted: while the others ran, its code and data have left the processor's caches. */
  runIn: number;
}

/** For most measures. */
export const FULL: Pace = { rounds: 8, ms: 800, runIn: 300 };
/** What `--quick` does. */
export const QUICK: Pace = { rounds: 3, ms: 300, runIn: 100 };

/** ms that nobody runs between two contenders: what the one before has left to do is not the next one's to pay for. */
const PAUSE = 50;

/**
 * Has each contender run for `ms` before anything is measured, one after the other: a process that has served for a
 * while is what users meet, and Node compiles what it runs only once it has run often.
 */
export async function warmUp(contenders: readonly Contender[], ms: number): Promise<void> {
  for (const contender of contenders) await closedLoop(await contender.prepare(0), ms);
}

/**
 * ABAB…: every contender once in every round, each round beginning with another one, so that whatever changes on the
 * machine in the meantime changes for all of them.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, ms, runIn }: Pace,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      const contender = contenders[(i + round) % contenders.length] as Contender;
      const tasks = await contender.prepare(round);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (runIn > 0) await closedLoop(tasks, runIn);
      samples.get(contender.name)?.push(await closedLoop(tasks, ms));
    }
  }
  return samples;
}

/**
 * Each client begins its next operation when its last one is answered. Its rate counts until its own last answer: the
 * others, who have nothing more to do meanwhile, don't become slower by waiting for it. The first failure ends the run.
 */
export async function closedLoop(tasks: readonly Task[], ms: number): Promise<Sample> {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + ms;
  const client = async (task: Task): Promise<number> => {
    let answered = 0;
    let now = performance.now();
    while (now < end) {
      await task();
      const after = performance.now();
      latencies.push(after - now);
      answered += 1;
      now = after;
    }
    return (answered / (now - started)) * 1000;
  };
  const rates = await Promise.all(tasks.map(client));
  return { latencies, throughput: rates.reduce((sum, rate) => sum + rate, 0) };
}

/** `count` of something, a few at a time. */
export async function several<T>(count: number, make: (index: number) => Promise<T>, atOnce = 16): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const hand = async () => {
    while (next < count) {
      const index = next++;
      made[index] = await make(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, hand));
  return made;
}

/** Tries until it goes well, for `ms` at most; what has just been started may need its time. */
export async function patiently<T>(attempt: () => Promise<T>, ms = 60_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
