import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { JsonObject } from '../../domain/json';
import { parseJsonText } from '../../domain/json-text/json-parser';
import { textPositions } from '../../domain/json-text/text-position';
import { keyFault } from '../../domain/skill/check/fault';
import { type Finding, locate } from '../../kit/findings';
import { type CoverageReport, isComplete, type Place } from '../../kit/scenarios/coverage';
import { type Exploration, explore, type Found } from '../../kit/scenarios/explore/explore';
import { printed } from '../../kit/scenarios/explore/print';
import { scenarioFolder } from '../../kit/scenarios/files';
import { createProver, type Proof } from '../../kit/scenarios/prove';
import type { ProvedSkill, ScenarioFile } from '../../kit/scenarios/scenario';
import { asLine, catalogsOf, documentsAt, readDocument, schemaFolder } from './documents';
import { runOnEngine } from './engine/run-on-engine';
import type { SkillIo } from './io';
import { scenarioForms } from './scenario-forms';

interface Options {
  json?: boolean;
  explore?: boolean;
  engine?: boolean;
}

/** What was proved of one document. */
interface DocumentProof {
  file: string;
  skill?: string;
  scenarios: number;
  findings: (Finding & { file: string })[];
  coverage?: CoverageReport;
  missing: (Place & { line: number; column: number })[];
  explored?: { written: string[]; unreached: { pointer: string; why: string }[] };
}

export function addTest(program: Command, io: SkillIo): void {
  program
    .command('test')
    .description('run the scenarios beside documents, and say what they do not come by')
    .argument('[paths...]', 'documents or folders of documents; the bundled skills without')
    .option('--json', 'print the results as JSON')
    .option('--explore', 'write the scenarios that are missing, as short walks')
    .option('--engine', 'run the scenarios on the real workflow too, and demand the same')
    .action(async (paths: string[], options: Options) => {
      const outcomes: DocumentProof[] = [];
      const given = paths.length > 0 ? paths : [path.relative('', schemaFolder()) || '.'];
      for (const file of documentsAt(given)) outcomes.push(await proveDocument(file, options, io));
      io.print(options.json ? JSON.stringify(outcomes, null, 2) : outcomes.map(inWords).join('\n'));
      if (outcomes.some((outcome) => !isProved(outcome))) io.exit?.(1);
    });
}

const isProved = ({ findings, coverage }: DocumentProof): boolean =>
  findings.every(({ level }) => level === 'warning') && coverage !== undefined && isComplete(coverage);

async function proveDocument(file: string, options: Options, io: SkillIo): Promise<DocumentProof> {
  const read = readDocument(file);
  if ('findings' in read)
    return { file, scenarios: 0, missing: [], findings: read.findings.map((finding) => ({ file, ...finding })) };
  const prove = createProver(schemaFolder(), catalogsOf(file), scenarioForms);
  const proof = prove(read.skill, file);
  const explored = options.explore ? writeMissing(read.skill, file, proof) : undefined;
  const proved = explored && explored.written.length > 0 ? prove(read.skill, file) : proof;
  const differences = options.engine ? await runOnEngine(proved.runs, io.complain) : [];
  return { ...outcomeOf(file, read.skill, proved, differences), ...(explored ? { explored } : {}) };
}

/** Writes the scenarios that a sound document lacks, beside it. Returns their files. */
export function exploreDocument(file: string): string[] {
  const read = readDocument(file);
  if ('findings' in read) return [];
  const prove = createProver(schemaFolder(), catalogs(), scenarioForms);
  return writeMissing(read.skill, file, prove(read.skill, file)).written;
}

function outcomeOf(file: string, { definition }: ProvedSkill, proof: Proof, differences: Finding[]): DocumentProof {
  const text = readFileSync(file, 'utf8');
  const { root } = parseJsonText(text);
  const positionOf = textPositions(text);
  const position = (pointer: string) => {
    const [{ line, column }] = locate([keyFault('', pointer, '')], root, positionOf) as [Finding];
    return { line, column };
  };
  return {
    file,
    skill: definition.skill,
    scenarios: proof.runs.length,
    findings: [
      ...proof.findings.map((one) => ({ ...one.finding, file: one.file })),
      ...differences.map((finding) => ({ ...finding, file })),
    ],
    coverage: proof.coverage.report,
    missing: proof.coverage.missing.map((place) => ({ ...place, ...position(place.pointer) })),
  };
}

/** Writes what is missing beside the document: a file for each part of the coverage. */
function writeMissing(skill: ProvedSkill, file: string, { stage, coverage, runs }: Proof) {
  const catalog = catalogsOf(file)[skill.definition.catalog];
  if (!catalog) return { written: [], unreached: [] };
  const { found, unreached }: Exploration = explore(skill, stage, catalog, coverage.missing);
  const isFirst = runs.length === 0;
  const written = (['steps', 'branches', 'outcomes'] as const).flatMap((part) => {
    const own = found.filter((one) => one.part === part);
    return own.length > 0 ? [append(file, part, own, isFirst)] : [];
  });
  return { written, unreached: unreached.map(({ place, why }) => ({ pointer: place.pointer, why })) };
}

function append(document: string, part: Found['part'], found: Found[], isFirst: boolean): string {
  const folder = scenarioFolder(document);
  const file = path.join(folder, `explored-${part}.json`);
  mkdirSync(folder, { recursive: true });
  const old = !isFirst && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ScenarioFile) : {};
  const $schema = path.relative(folder, path.join(schemaFolder(), 'scenario.schema.json')).replaceAll(path.sep, '/');
  const scenarios = [...(old.scenarios ?? []), ...found.map(({ scenario }) => scenario)];
  writeFileSync(file, `${printed({ $schema, ...old, scenarios } as unknown as JsonObject)}\n`);
  return file;
}

function inWords(outcome: DocumentProof): string {
  const { file, skill, scenarios, findings, coverage, missing, explored } = outcome;
  const lines = [
    `${file}${skill === undefined ? '' : `  ${skill}`}`,
    ...(coverage ? [`  ${scenarios} scenarios; ${coverageInWords(coverage)}`] : []),
    ...findings.map(({ file: where, ...finding }) => `  ${asLine(where, finding)}`),
    ...missing.map(({ line, column, pointer, what }) => `  ${file}:${line}:${column} missing ${pointer}: ${what}`),
    ...(explored?.written ?? []).map((one) => `  written: ${one}`),
    ...(explored?.unreached ?? []).map(({ pointer, why }) => `  not reached: ${pointer}: ${why}`),
  ];
  return lines.join('\n');
}

function coverageInWords({ steps, branches, outcomes, waived }: CoverageReport): string {
  const part = (name: string, { covered, of }: CoverageReport['steps']) =>
    `${name} ${covered}/${of} (${of === 0 ? 100 : Math.floor((100 * covered) / of)} %)`;
  const parts = [part('steps', steps), part('branches', branches), part('outcomes', outcomes)];
  return [...parts, ...(waived.length > 0 ? [`${waived.length} waived`] : [])].join(', ');
}
