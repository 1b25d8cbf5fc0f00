import { readFileSync } from 'node:fs';
import type { Part } from '../../local/stack/part';
import { quantile, sorted } from '../statistics';

interface Sample {
  /** ms since the epoch. */
  at: number;
  /** s since the process was first seen. */
  age: number;
  /** MB of resident memory. */
  resident: number;
}

const EVERY = 5_000;
/** s after its start from which a process counts: before, it grows by nature. */
const GROWN = 45;

/** Samples the resident memory of parts; each start of one counts from its own beginning. Linux only. */
export function sampleMemory(parts: readonly Part[]) {
  const samples = new Map<string, Sample[]>();
  const firstSeen = new Map<number, number>();
  const timer = setInterval(() => {
    for (const { name, pid } of parts) {
      const resident = pid === undefined ? undefined : residentOf(pid);
      if (pid === undefined || resident === undefined) continue;
      const at = Date.now();
      firstSeen.set(pid, firstSeen.get(pid) ?? at);
      const list = samples.get(name) ?? [];
      samples.set(name, list);
      list.push({ at, age: (at - (firstSeen.get(pid) as number)) / 1000, resident });
    }
  }, EVERY);
  return {
    /** The median in MB of the first and of the last third of the time, and the most. */
    stop() {
      clearInterval(timer);
      return [...samples].map(([part, all]) => {
        const grown = all.filter(({ age }) => age >= GROWN);
        const third = Math.ceil(grown.length / 3);
        const of = (some: Sample[]) => quantile(sorted(some.map(({ resident }) => resident)), 0.5);
        const most = Math.max(...all.map(({ resident }) => resident));
        return { part, first: of(grown.slice(0, third)), last: of(grown.slice(-third)), most };
      });
    },
  };
}

/** Of the process and those that it has started: a part may be run by a guard. */
function residentOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + (residentOf(Number(child)) ?? 0), own);
  } catch {
    return undefined;
  }
}
