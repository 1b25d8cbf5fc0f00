import { openPlace, type Place, unlessBroken } from '../place';
import { compare, type Fact, type Findings } from '../result';
import { type Contender, FULL, interleave, QUICK, several, type Task, warmUp } from '../run';
import type { Sample } from '../statistics';
import { ready } from './grid';
import type { Measure, Setting } from './measure';
import { memory } from './memory';

const ARMS = ['us', 'floor'] as const;
const CLIENTS = 4;

const MANY = 10_000;
const FEW = 10;

/**
 * Many open sessions against few, and the memory that one takes: on two stacks of their own, which take turns. On one,
 * first with few and then with many, it was the machine's changes in the minutes between that were measured: 0.99 to
 * 1.5 for the same code.
 */
export const OPEN: Measure = {
  name: 'open',
  own: true,
  async run(place, setting) {
    if (!place.ownEngines) return { notes: ['open: left out, for it needs two engines and this run was given one.'] };
    const calm = await openPlace({ arms: ARMS, say: () => undefined });
    try {
      return await unlessBroken(calm, measure(place, calm, setting));
    } finally {
      await calm.close();
    }
  },
};

async function measure(busy: Place, calm: Place, { seed, quick, say }: Setting): Promise<Partial<Findings>> {
  const many = quick ? 300 : MANY;
  await Promise.all([busy, calm].map(({ us }) => several(FEW, () => ready(us, 'talk'))));
  say('open: warming up');
  const contenders = ARMS.flatMap((arm) => [contender(busy, arm, many), contender(calm, arm, FEW)]);
  await warmUp(contenders, quick ? 500 : WARM);
  const empty = await memory(busy);
  say(`open: starting ${many.toLocaleString('en')} sessions`);
  // Each is waited for: sessions can be begun faster than a worker takes note of them, and until it has, a new one
  // can't be read.
  await several(many, () => ready(busy.us, 'talk'), 12);
  const full = await memory(busy);
  say(`open: steps with ${many.toLocaleString('en')} sessions open, and with ${FEW}`);
  const samples = await interleave(contenders, quick ? QUICK : FULL);
  const comparisons = ARMS.map((arm) => {
    const of = [many, FEW].map((open): [string, Sample[]] => [`${open} open`, samples.get(nameOf(arm, open)) ?? []]);
    return compare(`open sessions, step, ${arm}`, CLIENTS, new Map(of), seed);
  });
  const facts: Fact[] = (['worker', 'api'] as const).flatMap((part) => [
    { measure: 'memory', name: `${part}, ${FEW} open`, value: empty[part] / 1e6, unit: 'MB' },
    { measure: 'memory', name: `${part}, ${many} open`, value: full[part] / 1e6, unit: 'MB' },
    {
      measure: 'memory',
      name: `${part}, per open session`,
      value: (full[part] - empty[part]) / many / 1e3,
      unit: 'kB',
    },
  ]);
  facts.push({ measure: 'memory', name: 'sessions kept in memory by the worker', value: full.cached, unit: '' });
  return { comparisons, facts };
}

/** ms, of each arm on each of the stacks. */
const WARM = 15_000;

const nameOf = (arm: string, open: number) => `${arm}, ${open} open`;

function contender(place: Place, arm: (typeof ARMS)[number], open: number): Contender {
  return {
    name: nameOf(arm, open),
    async prepare(): Promise<Task[]> {
      const chats = await several(CLIENTS, () => ready(place.arms.get(arm) ?? place.us, 'talk'));
      return chats.map((chat) => chat.step as Task);
    },
  };
}
