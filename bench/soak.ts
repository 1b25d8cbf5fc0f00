import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { seedDemo } from '../cli/demo/seed';
import type { Body } from '../cli/tour/app';
import { type Stack, startStack } from '../local/stack/stack';
import { projectRoot } from '../runtime/paths';
import { auditOf, type Journey, pick } from './soak/journeys';
import { killAtRandom } from './soak/killer';
import { sampleMemory } from './soak/memory';
import { PatientApp, shape } from './soak/patient-app';
import { Witness } from './soak/witness';
import { random } from './statistics';

interface Options {
  minutes: number;
  rate?: number;
  mean: number;
  seed: number;
  out: string;
}

const program = new Command('vestibule soak')
  .description(
    'Users come for a long time at half of what the machine can do, while worker, API, engine and database are killed.',
  )
  .option('--minutes <minutes>', 'how long users keep coming', Number, 60)
  .option('--rate <sessions>', 'new sessions a second; without it half of what a minute of saturation shows', Number)
  .option('--mean <seconds>', 'mean time between two kills, on top of 10 s', Number, 50)
  .option('--seed <number>', 'of what is drawn at random', Number, 1)
  .option('--out <folder>', 'where soak.json is written', path.join(projectRoot(), 'bench', 'results'));

/** Users at once while the saturated rate is looked for, and ms for which they come. */
const SATURATING = 24;
const SATURATION = 60_000;

async function main(options: Options): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-soak-'));
  const ports = { port: 0, temporal: 0, temporalUi: 0, mongo: 0, bank: 0, verifier: 0 };
  const stack = await startStack({ home, seedDemo, ...ports, env: { RATE_LIMIT: '0', PSU_LIMIT: '0' } });
  try {
    const users = new Users(stack);
    const rate = options.rate ?? (await saturate(users)) / 2;
    const result = { ...options, rate, ...(await soak(stack, users, { ...options, rate })) };
    mkdirSync(options.out, { recursive: true });
    writeFileSync(path.join(options.out, 'soak.json'), `${JSON.stringify(result, null, 2)}\n`);
    console.log(JSON.stringify(result, null, 2));
    if (result.lost + result.doubled.length + Object.keys(result.untrue).length > 0) process.exitCode = 1;
  } finally {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The users of one run: who came, who came to the right end, and what went wrong for the others. */
class Users {
  readonly witness = new Witness();
  readonly ended = new Map<Journey['name'], number>();
  readonly faults = new Map<string, number>();
  came = 0;
  gone = 0;
  repeats = 0;

  constructor(private readonly stack: Stack) {}

  async visit(journey: Journey): Promise<void> {
    this.came += 1;
    const app = new PatientApp(this.stack.demo, this.witness, `user ${this.came}`);
    try {
      const session = await journey.run(app, this.came);
      const { status, reason } = session.state;
      if (status !== journey.end) throw new Error(`ended as ${status} ${reason?.code ?? ''}`);
      this.ended.set(journey.name, (this.ended.get(journey.name) ?? 0) + 1);
    } catch (error) {
      const text = `${journey.name}: ${shape((error as Error).message)}`.slice(0, 300);
      this.faults.set(text, (this.faults.get(text) ?? 0) + 1);
    } finally {
      this.gone += 1;
      this.repeats += app.repeats;
    }
  }
}

/** Sessions a second where new users come as soon as others have gone. */
async function saturate(users: Users): Promise<number> {
  const draw = random(0);
  const end = Date.now() + SATURATION;
  const one = async () => {
    while (Date.now() < end) await users.visit(pick(draw() * 100));
  };
  await Promise.all(Array.from({ length: SATURATING }, one));
  const rate = users.gone / (SATURATION / 1000);
  console.error(`saturated at ${rate.toFixed(2)} sessions a second`);
  return rate;
}

async function soak(stack: Stack, users: Users, { minutes, rate, mean, seed }: Options & { rate: number }) {
  const draw = random(seed);
  const parts = [stack.worker, stack.api, ...stack.servers];
  const memory = sampleMemory([...parts, stack.sandbox]);
  const over = new AbortController();
  const killing = killAtRandom(parts, { draw: random(seed + 1), mean, signal: over.signal });
  const ticker = setInterval(() => console.error(line(users)), 10_000);
  const visits: Promise<void>[] = [];
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) {
    visits.push(users.visit(pick(draw() * 100)));
    await delay((-Math.log(1 - draw()) * 1000) / rate);
  }
  over.abort();
  const kills = await killing;
  await Promise.all(visits);
  clearInterval(ticker);
  const effects = ((await (await fetch(`${stack.demo.bank_url}/_sandbox/effects`)).json()) as Body).data;
  return {
    users: users.came,
    ended: Object.fromEntries(users.ended),
    acknowledged: users.witness.acknowledged,
    repeats: users.repeats,
    lost: [...users.faults.values()].reduce((sum, count) => sum + count, 0),
    faults: Object.fromEntries(users.faults),
    doubled: auditOf(effects, users.ended),
    untrue: Object.fromEntries(users.witness.untrue),
    restamped: users.witness.restamped,
    memory: memory.stop(),
    kills,
  };
}

const line = ({ came, gone, repeats, faults, witness }: Users) =>
  `${came} came, ${came - gone} here, ${witness.acknowledged} acknowledged, ${repeats} repeats, ${faults.size} faults`;

main(program.parse().opts<Options>()).then(
  () => process.exit(),
  (error: Error) => {
    console.error(`\nThe run failed: ${error.message}`);
    process.exit(1);
  },
);
