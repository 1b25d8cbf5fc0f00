import { closedLoop, interleave } from '../../bench/run';
import { random, ratio, summarise } from '../../bench/statistics';

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** What comes of it once so many ms have passed. */
async function passed<T>(work: Promise<T>, ms = 2_000): Promise<T> {
  await jest.advanceTimersByTimeAsync(ms);
  return work;
}

describe('How many operations a second a round of the bench has', () => {
  const quick = () => delay(5);

  it('is what its clients have together', async () => {
    const { latencies, throughput } = await passed(closedLoop([quick, quick, quick], 200));
    expect(throughput).toBeCloseTo(600);
    expect(latencies).toEqual(Array(120).fill(5));
  });

  it('does not fall for all of them because one still waits when the others are done', async () => {
    const { latencies, throughput } = await passed(closedLoop([quick, quick, quick, () => delay(1_000)], 200));
    expect(throughput).toBeCloseTo(601);
    expect(Math.max(...latencies)).toBe(1_000);
  });

  it('is the mean of its rounds, which are of one length', () => {
    const rounds = [100, 200].map((throughput) => ({ latencies: [1, 2, 3], throughput }));
    expect(summarise(rounds)).toEqual({ operations: 6, p50: 2, p95: 3, p99: 3, throughput: 150 });
  });

  it('is compared round by round: what disturbs both arms alike leaves their ratio as it is', () => {
    const disturbed = [100, 10, 50].map((throughput) => ({ latencies: [1000 / throughput], throughput }));
    const twice = disturbed.map(({ throughput }) => ({ latencies: [500 / throughput], throughput: 2 * throughput }));
    expect(ratio(twice, disturbed, 'throughput', random(1))).toEqual({ ratio: 2, low: 2, high: 2 });
    expect(ratio(twice, disturbed, 'p50', random(1))).toEqual({ ratio: 0.5, low: 0.5, high: 0.5 });
  });
});

describe('The rounds of the bench', () => {
  it('begin with another arm each, so that none has the first place', async () => {
    const order: string[] = [];
    const contender = (name: string) => ({
      name,
      async prepare() {
        order.push(name);
        return [() => delay(1)];
      },
    });
    const samples = await passed(interleave([contender('a'), contender('b')], { rounds: 3, ms: 5, runIn: 0 }));
    expect(order.join('')).toBe('abbaab');
    expect([...samples].map(([name, { length }]) => [name, length])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
  });

  it('end with the first wrong answer', async () => {
    const wrong = async () => {
      throw new Error('wrong answer');
    };
    await expect(closedLoop([wrong], 1_000)).rejects.toThrow('wrong answer');
  });
});
