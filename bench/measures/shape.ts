import type { Chat, Operation } from '../arms/arm';
import type { ArmName, Place } from '../place';
import { compare } from '../result';
import { type Contender, interleave, type Pace, QUICK, type Task } from '../run';
import { ready } from './grid';
import type { Measure } from './measure';

const arm = (place: Place, name: ArmName) => place.arms.get(name) ?? place.us;

const FULL: Pace = { rounds: 12, ms: 500, runIn: 200 };

/** A long conversation's next step against a new one's. */
export const LONG: Measure = {
  name: 'long',
  async run(place, { seed, quick, say }) {
    const steps = quick ? 100 : 1_000;
    say(`long: ${steps} steps first`);
    const names: ArmName[] = ['us', 'floor'];
    const pairs = await Promise.all(
      names.map(async (name) => {
        const old = await ready(arm(place, name), 'talk');
        for (let i = 0; i < steps; i += 1) await old.step?.();
        return { name, old };
      }),
    );
    const pace = quick ? QUICK : FULL;
    const comparisons = [];
    for (const { name, old } of pairs) {
      const fresh = async (): Promise<Task[]> => [(await ready(arm(place, name), 'talk')).step as Task];
      const contenders: Contender[] = [
        { name: `step ${steps}`, prepare: async () => [old.step as Task] },
        { name: 'step 1', prepare: fresh },
      ];
      comparisons.push(compare(`long conversation, ${name}`, 1, await interleave(contenders, pace), seed));
    }
    return { comparisons };
  },
};

/** A skill of 200 steps against one of two. */
export const LARGE: Measure = {
  name: 'large',
  async run(place, { seed, quick, say }) {
    say('large: a skill of 200 steps');
    const { us } = place;
    const pace = quick ? QUICK : FULL;
    const each = async (kind: 'large' | 'talk', operation: Operation | 'create'): Promise<Task[]> => {
      if (operation === 'create') return [async () => void (await us.begin(kind))];
      const chat: Chat = await ready(us, kind);
      return [chat[operation] as Task];
    };
    const comparisons = [];
    for (const operation of ['create', 'step', 'read'] as const) {
      const contenders: Contender[] = [
        { name: '200 steps', prepare: () => each('large', operation) },
        { name: '2 steps', prepare: () => each('talk', operation) },
      ];
      comparisons.push(compare(`large skill, ${operation}`, 1, await interleave(contenders, pace), seed));
    }
    return { comparisons };
  },
};
