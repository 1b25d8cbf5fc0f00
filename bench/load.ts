import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { seedDemo } from '../cli/demo/seed';
import type { Demo } from '../local/stack/home';
import { startStack } from '../local/stack/stack';
import { projectRoot } from '../runtime/paths';
import { Http } from './http';
import { Histogram } from './load/histogram';
import { plot } from './load/plot';
import { type Call, JOURNEYS, type Journey, type Timed } from './load/sessions';
import { random } from './statistics';

interface Options {
  rate: number;
  minutes: number;
  pause: number;
  seed: number;
  demo?: string;
  out: string;
}

const program = new Command('vestibule load')
  .description(
    'Users come at a given rate whatever the platform does, and each takes a session to its end, with pauses.',
  )
  .option('--rate <sessions>', 'new sessions a second', Number, 2)
  .option('--minutes <minutes>', 'how long users keep coming', Number, 1)
  .option('--pause <seconds>', 'mean time that a user thinks between two calls', Number, 3)
  .option('--seed <number>', 'of what is drawn at random', Number, 1)
  .option(
    '--demo <file>',
    'demo.json of a running stack (with RATE_LIMIT=0 and PSU_LIMIT=0); without it one is started for the run',
  )
  .option('--out <folder>', 'where load.json and load.svg are written', path.join(projectRoot(), 'bench', 'results'));

async function main(options: Options): Promise<void> {
  if (options.demo) return await drive(JSON.parse(readFileSync(options.demo, 'utf8')) as Demo, options);
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-load-'));
  console.error('starting the stack');
  const ports = { port: 0, temporal: 0, temporalUi: 0, mongo: 0, bank: 0, verifier: 0 };
  const stack = await startStack({ home, seedDemo, ...ports, env: { RATE_LIMIT: '0', PSU_LIMIT: '0' } });
  try {
    await Promise.race([drive(stack.demo, options), stack.failed.then((error) => Promise.reject(error))]);
  } finally {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function drive(demo: Demo, { rate, minutes, pause, seed, out }: Options): Promise<void> {
  const http = new Http(demo.api_url);
  const draw = random(seed);
  const exponential = (mean: number) => -Math.log(1 - draw()) * mean;
  const histograms = new Map<Call, Histogram>();
  const all = new Histogram();
  const errors = new Map<string, number>();
  const counts = { started: 0, ended: 0, calls: 0, failed: 0 };

  const timed: Timed = async (call, due, work) => {
    const answer = await work();
    const latency = performance.now() - due;
    const histogram = histograms.get(call) ?? new Histogram();
    histograms.set(call, histogram);
    for (const each of [histogram, all]) each.add(latency);
    counts.calls += 1;
    return answer;
  };
  const visit = async (journey: Journey, due: number) => {
    counts.started += 1;
    try {
      const thinking = async () => {
        const next = performance.now() + exponential(pause * 1000);
        await until(next);
        return next;
      };
      await journey.run({ http, keys: demo, timed, pause: thinking, due, number: counts.started });
    } catch (error) {
      counts.failed += 1;
      const text = `${journey.name}: ${(error as Error).message}`.slice(0, 200);
      errors.set(text, (errors.get(text) ?? 0) + 1);
    } finally {
      counts.ended += 1;
    }
  };

  const began = performance.now();
  const ticker = setInterval(() => console.error(line(began, counts, all)), 2_000);
  const visits: Promise<void>[] = [];
  // Whoever comes late because this process was busy is counted from when they should have come.
  for (let due = began; due < began + minutes * 60_000; due += exponential(1000 / rate)) {
    await until(due);
    visits.push(visit(pick(draw() * 100), due));
  }
  await Promise.all(visits);
  clearInterval(ticker);
  await http.close();
  console.error(line(began, counts, all));

  const summary = summarise({ rate, minutes, pause, seed }, histograms, counts, errors);
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'load.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const title = `${rate} sessions a second for ${minutes} min: ${counts.started} sessions, ${counts.failed} failed`;
  writeFileSync(path.join(out, 'load.svg'), plot(title, histograms));
  console.log(table(summary));
  if (counts.failed > 0) process.exitCode = 1;
}

function pick(at: number): Journey {
  let share = 0;
  return JOURNEYS.find((journey) => {
    share += journey.share;
    return at < share;
  }) as Journey;
}

const until = (moment: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));

interface Counts {
  started: number;
  ended: number;
  calls: number;
  failed: number;
}

function line(began: number, { started, ended, calls, failed }: Counts, all: Histogram): string {
  const seconds = (performance.now() - began) / 1000;
  const [p50, p99] = [all.quantile(0.5), all.quantile(0.99)].map((value) => value.toFixed(0));
  const rate = (calls / seconds).toFixed(1);
  const time = `${seconds.toFixed(0).padStart(4)} s  ${rate} calls/s  p50 ${p50} ms  p99 ${p99} ms`;
  return `${time}  errors ${failed}  open ${started - ended}  sessions ${started}`;
}

function summarise(options: object, histograms: Map<Call, Histogram>, counts: Counts, errors: Map<string, number>) {
  const calls = [...histograms].map(([call, histogram]) => {
    const [p50 = 0, p95 = 0, p99 = 0, p999 = 0] = [0.5, 0.95, 0.99, 0.999].map((q) => histogram.quantile(q));
    return { call, count: histogram.total, p50, p95, p99, p999, max: histogram.max };
  });
  return { ...options, ...counts, calls, errors: Object.fromEntries(errors) };
}

function table({ calls, errors, started, failed }: ReturnType<typeof summarise>): string {
  const rows = calls.map(
    ({ call, count, ...times }) =>
      `| ${[call, count, ...Object.values(times).map((ms) => ms.toFixed(0))].join(' | ')} |`,
  );
  const head = [
    '| call | count | p50 ms | p95 ms | p99 ms | p99.9 ms | max ms |',
    '| --- | --: | --: | --: | --: | --: | --: |',
  ];
  const told = Object.entries(errors).map(([text, count]) => `- ${count} × ${text}`);
  return [
    `${started} sessions, ${failed} failed`,
    '',
    ...head,
    ...rows,
    ...(told.length > 0 ? ['', ...told] : []),
  ].join('\n');
}

main(program.parse().opts<Options>()).then(
  () => process.exit(),
  (error: Error) => {
    console.error(`\nThe run failed: ${error.message}`);
    process.exit(1);
  },
);
