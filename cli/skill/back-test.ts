import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { dataSchema } from '../../domain/skill/ask';
import { type Comparison, compareSession, type FormOfStep } from '../../kit/back-test/back-test';
import { type BackTestReport, reportOf } from '../../kit/back-test/report';
import { compileForm } from '../../kit/forms/form';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { NoHistory, readHistory } from '../../service/back-test/histories';
import { type FoundHistory, fetchHistories, isVersionOf } from '../../service/back-test/recorded-sessions';
import { asLine, readDocument } from './documents';
import { type SkillIo, SkillToolError } from './io';

interface Options {
  against?: string;
  temporal?: string;
  namespace: string;
  most: string;
  json?: boolean;
}

export function addBackTest(program: Command, io: SkillIo): void {
  program
    .command('back-test')
    .description('say what a new version would have done with recorded sessions of another; nothing is called')
    .argument('<file>', 'the new version')
    .option('--against <folder>', 'exported histories, a JSON file each')
    .option('--temporal <address>', 'read the histories from this Temporal server')
    .option('--namespace <name>', 'the namespace there', 'default')
    .option('--most <count>', 'how many sessions', '1000')
    .option('--json', 'print the report as JSON')
    .action(async (file: string, options: Options) => {
      const read = readDocument(file);
      if ('findings' in read) {
        for (const finding of read.findings) io.complain(asLine(finding.file, finding));
        io.exit?.(1);
        return;
      }
      const report = await backTest(read.skill, historiesOf(read.skill, options));
      io.print(options.json ? JSON.stringify(report, null, 2) : inWords(read.skill, report));
      if (report.parted.length > 0) io.exit?.(1);
    });
}

function historiesOf({ definition }: ProvedSkill, { against, temporal, namespace, most }: Options) {
  const count = Number(most);
  if (!Number.isInteger(count) || count < 1) throw new SkillToolError(`--most is a count, and not '${most}'.`);
  if ((against === undefined) === (temporal === undefined))
    throw new SkillToolError('Give one of --against <folder> and --temporal <address>.');
  return against === undefined
    ? fetchHistories({ address: temporal as string, namespace }, definition.skill, count)
    : historiesIn(against, count);
}

function* historiesIn(folder: string, most: number): Generator<FoundHistory> {
  if (!existsSync(folder)) throw new SkillToolError(`There is no folder '${folder}'.`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of files.sort().slice(0, most)) {
    let history: unknown;
    try {
      history = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    } catch {
      history = undefined;
    }
    yield { id: name, history };
  }
}

/** Takes each history through the new version. A history that can't be read is counted, and none is changed. */
export async function backTest(
  skill: ProvedSkill,
  histories: AsyncIterable<FoundHistory> | Iterable<FoundHistory>,
): Promise<BackTestReport> {
  const formOf = formsOf(skill);
  const compared: { id: string; comparison: Comparison }[] = [];
  let [skipped, unreadable] = [0, 0];
  for await (const { id, history } of histories) {
    try {
      const recorded = readHistory(history, id);
      const { graph, session_id } = 'start' in recorded.start ? recorded.start.start : recorded.start.carried;
      if (isVersionOf(graph.skill, skill.definition.skill))
        compared.push({ id: hashOf(session_id), comparison: compareSession(recorded, skill, formOf) });
      else skipped += 1;
    } catch (error) {
      if (!(error instanceof NoHistory)) throw error;
      unreadable += 1;
    }
  }
  return reportOf(compared, { skipped, unreadable });
}

/** What a session is called in a report: whoever has its id can find it, nobody else. */
const hashOf = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex').slice(0, 12);

function formsOf({ definition }: ProvedSkill): FormOfStep {
  const known = new Map<string, ReturnType<typeof compileForm>>();
  return (name) => {
    const step = Object.hasOwn(definition.steps, name) ? definition.steps[name] : undefined;
    if (!step || !('ask' in step)) return undefined;
    const form = known.get(name) ?? compileForm(dataSchema(step.ask));
    known.set(name, form);
    return form;
  };
}

function inWords(
  { definition }: ProvedSkill,
  { sessions, same, parted, unjudged, skipped, unreadable }: BackTestReport,
) {
  return [
    `${sessions} sessions against ${definition.skill}: ${same} go as they did, ${sessions - same} part.`,
    ...parted.flatMap(({ at, by, why, then, count, sessions: named }) => [
      `  ${count} at '${at}' (${by}): ${WHY[why]} ${then.old} → ${then.new}`,
      ...named.map(({ id, event, old_end }) => `    ${id}  event ${event}, ended at ${old_end}`),
    ]),
    ...(unjudged.length > 0 ? ['  Sealed, so nobody can say whether the new forms take them:'] : []),
    ...unjudged.map(({ field, sessions: count }) => `    ${field}  in ${count} sessions`),
    ...(skipped + unreadable > 0 ? [`  ${skipped} histories of other skills, ${unreadable} files that are none.`] : []),
  ].join('\n');
}

const WHY: Record<string, string> = {
  step: 'goes on elsewhere:',
  end: 'ends elsewhere:',
  operations: 'starts other operations:',
  refused: 'what the user gave is',
};
