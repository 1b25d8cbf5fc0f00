import { projectRoot } from '../../runtime/paths';
import { openPlainBank, type PlainBank } from '../data/bank';
import { type Build, startBuild } from '../data/build';
import { compare, type Fact } from '../result';
import type { Sample } from '../statistics';
import type { Measure } from './measure';

/** The folder of another build to compare with, as `git worktree` makes one. */
const AGAINST = process.env.BENCH_AGAINST;
const LIMIT = 10;
const PAGES = 10;
const SLOW = 200;

/** What reading a bank's data costs: pages of a long history, and the accounts of a slow bank. */
export const DATA: Measure = {
  name: 'data',
  own: true,
  async run(_place, { quick, seed, say }) {
    const bank = await openPlainBank({ accounts: 20, bookings: 10_000, page: 100, delay: 0 });
    const builds: Build[] = [];
    try {
      for (const [name, folder] of [['us', projectRoot()], ...(AGAINST ? [['other build', AGAINST]] : [])] as const) {
        say(`data: starting ${name}`);
        builds.push(await startBuild(name, folder, bank.url));
      }
      const facts: Fact[] = [];
      for (const build of builds) facts.push(await callsOf(build, bank));
      const rounds = quick ? 3 : 12;
      say('data: pages of a long history');
      const pages = await alternately(builds, quick ? 10 : 60, (build) => pagesOf(build));
      bank.plan.delay = SLOW;
      say('data: accounts of a slow bank');
      const lists = await alternately(builds, rounds, (build) => timed(async () => void (await build.accounts())));
      return {
        facts,
        comparisons: [
          compare(`pages 2 to ${PAGES} of ${LIMIT} transactions`, 1, pages, seed),
          compare(`20 accounts of a bank that takes ${SLOW} ms a call`, 1, lists, seed),
        ],
        notes: AGAINST ? [] : ['data: set BENCH_AGAINST to the folder of another build to compare with it.'],
      };
    } finally {
      await Promise.all(builds.map((build) => build.close()));
      await bank.close();
    }
  },
};

/** Calls to the bank for ten pages of ten. */
async function callsOf(build: Build, bank: PlainBank): Promise<Fact> {
  const [account] = await build.accounts();
  const before = bank.calls;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1)
    cursor = (await build.page(String(account?.account_id), LIMIT, cursor)).next_cursor ?? undefined;
  const value = bank.calls - before;
  return { measure: `bank calls for ${PAGES} pages of ${LIMIT}`, name: build.name, value, unit: 'calls' };
}

/** Pages 2 to 10; the first one is read before, and not timed. */
async function pagesOf(build: Build): Promise<number[]> {
  const [account] = accounts.get(build) ?? accounts.set(build, await build.accounts()).get(build) ?? [];
  let { next_cursor: cursor } = await build.page(String(account?.account_id), LIMIT);
  const latencies: number[] = [];
  for (let page = 2; page <= PAGES && cursor !== null; page += 1) {
    const at: string = cursor;
    latencies.push(
      ...(await timed(async () => {
        cursor = (await build.page(String(account?.account_id), LIMIT, at)).next_cursor;
      })),
    );
  }
  return latencies;
}
const accounts = new WeakMap<Build, { account_id: string }[]>();

async function timed(work: () => Promise<void>): Promise<number[]> {
  const started = performance.now();
  await work();
  return [performance.now() - started];
}

/** ABAB…, each round beginning with another build; the first round is not counted. */
async function alternately(
  builds: readonly Build[],
  rounds: number,
  work: (build: Build) => Promise<number[]>,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(builds.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (let index = 0; index < builds.length; index += 1) {
      const build = builds[(index + round + builds.length) % builds.length] as Build;
      const latencies = await work(build);
      const total = latencies.reduce((sum, latency) => sum + latency, 0);
      if (round >= 0) samples.get(build.name)?.push({ latencies, throughput: (latencies.length / total) * 1000 });
    }
  }
  return samples;
}
