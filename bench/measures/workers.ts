import type { Place } from '../place';
import { compare } from '../result';
import { type Contender, interleave, several, type Task, warmUp } from '../run';
import { ready } from './grid';
import type { Measure } from './measure';

const CLIENTS = 16;
/** ms. */
const WARM = 5_000;

/** The same load on 1, 2 and 4 worker processes. */
export const WORKERS: Measure = {
  name: 'workers',
  async run(place, { seed, quick, say }) {
    say('workers: 1, 2, 4');
    const more: { stop(): Promise<void> }[] = [];
    const counts = quick ? [1, 2] : [1, 2, 4];
    const contenders = counts.map(
      (count): Contender => ({
        name: count === 1 ? '1 worker' : `${count} workers`,
        async prepare() {
          await adjust(place, more, count - 1);
          // New conversations: an old one stays with the worker that has it in memory.
          const chats = await several(CLIENTS, () => ready(place.us, 'talk'));
          const tasks = chats.map((chat) => chat.step as Task);
          await warmUp([{ name: 'the new processes', prepare: async () => tasks }], quick ? 200 : WARM);
          return tasks;
        },
      }),
    );
    try {
      const samples = await interleave(
        contenders,
        quick ? { rounds: 1, ms: 500, runIn: 0 } : { rounds: 3, ms: 2_000, runIn: 0 },
      );
      return { comparisons: [compare('worker processes, step', CLIENTS, samples, seed)] };
    } finally {
      await adjust(place, more, 0);
    }
  },
};

async function adjust(place: Place, more: { stop(): Promise<void> }[], wanted: number): Promise<void> {
  while (more.length < wanted) more.push(await place.addWorker());
  await Promise.all(more.splice(wanted).map((worker) => worker.stop()));
}
