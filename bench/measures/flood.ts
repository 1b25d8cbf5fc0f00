import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { openPlace, type Place, unlessBroken } from '../place';
import { compare, type Findings } from '../result';
import { type Contender, interleave, several, type Task, warmUp } from '../run';
import { ready } from './grid';
import type { Measure, Setting } from './measure';

const CLIENTS = 2;
/** Calls of one flood, and how many of them are on their way at the same time. */
const CALLS = 5_000;
const AT_ONCE = 256;
/** About as long as a flood lasts, in ms. */
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
  const agent = new Agent({ connections: AT_ONCE, pipelining: 1 });
  const answers = new Map<number, number>();
  let flood: Promise<unknown> = Promise.resolve();
  const contender = (name: string, begin: () => void): Contender => ({
    name,
    async prepare(): Promise<Task[]> {
      await flood;
      const chats = await several(CLIENTS, () => ready(place.us, 'talk'));
      begin();
      return chats.map((chat) => chat.step as Task);
    },
  });
  const guess = async () => {
    const id = `vci_${randomBytes(16).toString('base64url')}`;
    const url = `${place.stack.demo.api_url}/catalog?client_id=${id}`;
    const { statusCode, body } = await request(url, { dispatcher: agent });
    await body.dump();
    answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
  };
  const quiet = contender('without', () => undefined);
  const flooded = contender('flooded', () => {
    flood = several(CALLS, guess, AT_ONCE);
  });
  say('flood: warming up');
  await warmUp([quiet], 3_000);
  say('flood: steps with and without');
  const samples = await interleave([flooded, quiet], quick ? QUICK_PACE : PACE);
  await flood;
  await agent.destroy();
  const facts = [...answers].map(([status, value]) => ({
    measure: 'flood',
    name: `answered ${status}`,
    value,
    unit: '',
  }));
  return { comparisons: [compare('step, 5,000 calls of unknown clients', CLIENTS, samples, seed)], facts };
}
