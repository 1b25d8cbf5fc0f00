import { openPlace, type Place, unlessBroken } from '../place';
import { compare, type Findings } from '../result';
import { type Contender, interleave, several, type Task, warmUp } from '../run';
import { type Answers, flood } from './flood-callers';
import { ready } from './grid';
import type { Measure, Setting } from './measure';

const CLIENTS = 2;
/** Calls of one flood, and how many of them are on their way at the same time. */
const CALLS = 5_000;
const AT_ONCE = 256;
/** ms of a flood that are measured: its opening burst and what follows. */
const PACE = { rounds: 5, ms: 8_000, runIn: 300 };
const QUICK_PACE = { rounds: 2, ms: 3_000, runIn: 100 };

/** A tenant's steps while another at its address calls with client ids that nobody has, and while nobody does. */
export const FLOOD: Measure = {
  name: 'flood',
  own: true,
  async run(_place, setting) {
    const limited = await openPlace({ arms: ['us'], say: () => undefined, limits: {} });
    try {
      return await unlessBroken(limited, measure(limited, setting));
    } finally {
      await limited.close();
    }
  },
};

async function measure(place: Place, { seed, quick, say }: Setting): Promise<Partial<Findings>> {
  const url = place.stack.demo.api_url;
  const floods: Promise<Answers>[] = [];
  const contender = (name: string, begin: () => void): Contender => ({
    name,
    async prepare(): Promise<Task[]> {
      await floods.at(-1);
      const chats = await several(CLIENTS, () => ready(place.us, 'talk'));
      begin();
      return chats.map((chat) => chat.step as Task);
    },
  });
  const quiet = contender('without', () => undefined);
  const flooded = contender('flooded', () => {
    floods.push(flood({ url, calls: CALLS, atOnce: AT_ONCE }));
  });
  say('flood: warming up');
  await warmUp([quiet], 3_000);
  say('flood: steps with and without');
  const samples = await interleave([flooded, quiet], quick ? QUICK_PACE : PACE);
  const answers: Answers = new Map();
  for (const counted of await Promise.all(floods))
    for (const [status, count] of counted) answers.set(status, (answers.get(status) ?? 0) + count);
  const facts = [...answers].map(([status, value]) => ({
    measure: 'flood',
    name: `answered ${status}`,
    value,
    unit: '',
  }));
  return { comparisons: [compare('step, 5,000 calls of unknown clients', CLIENTS, samples, seed)], facts };
}
