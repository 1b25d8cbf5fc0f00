import type { Place } from '../place';
import { compare, type Fact } from '../result';
import { type Contender, interleave, type Pace, QUICK, several, type Task, warmUp } from '../run';
import type { Sample } from '../statistics';
import { ready } from './grid';
import type { Measure } from './measure';
import { memory } from './memory';

const CLIENTS = 4;

/** Many open sessions against few, and the memory that one takes. On a stack of its own, which begins with none. */
export const OPEN: Measure = {
  name: 'open',
  own: true,
  async run(place, { seed, quick, say }) {
    const many = quick ? 300 : 10_000;
    const pace = quick ? QUICK : { rounds: 8, ms: 800, runIn: 300 };
    const few = 10;
    await several(few, () => ready(place.us, 'talk'));
    say('open: warming up');
    await warmUp(contendersAt(place), quick ? 500 : WARM);
    const before = await measure(place, pace);
    const empty = await memory(place);
    say(`open: starting ${many.toLocaleString('en')} sessions`);
    // Each is waited for: sessions can be begun faster than a worker takes note of them, and until it has, a new one can't be read.
    await several(many, () => ready(place.us, 'talk'), 12);
    const full = await memory(place);
    say(`open: steps with ${many.toLocaleString('en')} sessions open`);
    const after = await measure(place, pace);
    const comparisons = (['us', 'floor'] as const).map((name) => {
      const samples = new Map<string, Sample[]>([
        [`${many} open`, after.get(name) ?? []],
        [`${few} open`, before.get(name) ?? []],
      ]);
      return compare(`open sessions, step, ${name}`, CLIENTS, samples, seed);
    });
    const facts: Fact[] = (['worker', 'api'] as const).flatMap((part) => [
      { measure: 'memory', name: `${part}, ${few} open`, value: empty[part] / 1e6, unit: 'MB' },
      { measure: 'memory', name: `${part}, ${many} open`, value: full[part] / 1e6, unit: 'MB' },
      { measure: 'memory', name: `${part}, per open session`, value: (full[part] - empty[part]) / many / 1e3, unit: 'kB' },
    ]);
    facts.push({ measure: 'memory', name: 'sessions kept in memory by the worker', value: full.cached, unit: '' });
    return { comparisons, facts };
  },
};

/** ms. */
const WARM = 20_000;

const measure = (place: Place, pace: Pace): Promise<Map<string, Sample[]>> => interleave(contendersAt(place), pace);

function contendersAt(place: Place): Contender[] {
  return (['us', 'floor'] as const).map((name) => ({
    name,
    async prepare(): Promise<Task[]> {
      const chats = await several(CLIENTS, () => ready(place.arms.get(name) ?? place.us, 'talk'));
      return chats.map((chat) => chat.step as Task);
    },
  }));
}
