import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { projectRoot } from '../runtime/paths';
import { lateAnswers } from './arms/us';
import { DATA } from './measures/data';
import { FLOOD } from './measures/flood';
import { GRID } from './measures/grid';
import { LISTENERS } from './measures/listeners';
import type { Measure, Setting } from './measures/measure';
import { UPLOAD_MEMORY } from './measures/memory';
import { OPEN } from './measures/open';
import { REALTIME } from './measures/realtime';
import { LARGE, LONG } from './measures/shape';
import { SKILLS } from './measures/skills';
import { WORKERS } from './measures/workers';
import { WRITES } from './measures/writes';
import { ARMS, type ArmName, openPlace, type Place, unlessBroken } from './place';
import { about, markdown, type Report } from './report';
import type { Findings } from './result';

const MEASURES: readonly Measure[] = [
  WRITES,
  SKILLS,
  ...GRID,
  UPLOAD_MEMORY,
  LONG,
  LARGE,
  WORKERS,
  OPEN,
  FLOOD,
  LISTENERS,
  REALTIME,
  DATA,
];
const NAMES = MEASURES.map(({ name }) => name);

const list = (allowed: readonly string[]) => (text: string) => {
  const names = text.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !allowed.includes(name));
  if (stranger !== undefined) throw new InvalidArgumentError(`'${stranger}' is none of: ${allowed.join(', ')}`);
  return names;
};

const program = new Command('vestibule bench')
  .description(
    'Compares the platform with the bare engine, an empty handler and others, in one run; any error fails it.',
  )
  .option('--quick', 'a short run, good enough to see whether something is badly wrong', false)
  .option('--only <measures>', `some of: ${NAMES.join(', ')}`, list(NAMES))
  .option('--arms <arms>', `some of: ${ARMS.join(', ')}`, list(ARMS))
  .option('--seed <number>', 'of what is drawn at random', Number, 1)
  .option('--out <folder>', 'where bench.json and bench.md are written', path.join(projectRoot(), 'bench', 'results'));

interface Options {
  quick: boolean;
  only?: string[];
  arms?: ArmName[];
  seed: number;
  out: string;
}

async function main({ quick, only, arms = [...ARMS], seed, out }: Options): Promise<void> {
  const started = Date.now();
  const say = (line: string) =>
    console.error(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${line}`);
  const setting: Setting = { seed, quick, say };
  const chosen = MEASURES.filter(({ name }) => !only || only.includes(name));
  const findings: Findings = { comparisons: [], facts: [], notes: [] };
  const engines: Record<string, string> = {};
  mkdirSync(out, { recursive: true });
  const reported = (): Report => ({ about: about(seed, engines), ...findings });
  /** After each measure: a run that fails late shows what it had found. */
  const write = () => {
    writeFileSync(path.join(out, 'bench.json'), `${JSON.stringify(reported(), null, 2)}\n`);
    writeFileSync(path.join(out, 'bench.md'), markdown(reported()));
  };
  for (const [group, names] of [
    [chosen.filter(({ own }) => !own), arms],
    [chosen.filter(({ own }) => own), ['us', 'floor'] as ArmName[]],
  ] as const) {
    if (group.length === 0) continue;
    const place = await openPlace({ arms: names, say });
    try {
      engines.temporal = await temporalVersion(place);
      for (const [name, reason] of place.absent) findings.notes.push(`${name} is missing from this run: ${reason}`);
      for (const measure of group) {
        const lateBefore = lateAnswers();
        const found = await unlessBroken(place, measure.run(place, setting));
        findings.comparisons.push(...(found.comparisons ?? []));
        findings.facts.push(...(found.facts ?? []));
        findings.notes.push(...(found.notes ?? []));
        const late = lateAnswers() - lateBefore;
        if (late > 0)
          findings.notes.push(
            `${measure.name}: ${late} submissions were first answered with 202, and then asked for again.`,
          );
        write();
      }
    } finally {
      await place.close();
    }
  }
  console.log(markdown(reported()));
  say('done');
}

async function temporalVersion({ client }: Place): Promise<string> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  return String(serverVersion);
}

main(program.parse().opts<Options>()).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`\nThe run failed: ${error.stack ?? error.message}`);
    process.exit(1);
  },
);
