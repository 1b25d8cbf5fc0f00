import { readFileSync } from 'node:fs';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Finding } from '../checker';
import { createStage, type Stage } from './acting';
import { type Coverage, coverageOf } from './coverage';
import { createScenarioReader, scenarioFiles } from './files';
import { runScenario, type ScenarioRun } from './run';
import type { ProvedSkill } from './scenario';

/** A skill that was proved: its scenarios as they ran, what is wrong with them, and what they cover. */
export interface Proof {
  stage: Stage;
  runs: ScenarioRun[];
  /** By file; a file whose scenarios are all as expected has none. */
  findings: { file: string; finding: Finding }[];
  coverage: Coverage;
}

/** How the API reads a form of a skill: `stage.formOf` for each skill. */
export type FormsOf = (skill: ProvedSkill) => Stage['formOf'];

/** A prover of skills. `schemas`: the folder with `scenario.schema.json`. */
export function createProver(schemas: string, catalogs: Record<string, OperationCatalog>, formsOf: FormsOf) {
  const read = createScenarioReader(schemas);
  /** Runs the scenarios beside a document, `document` being its path. Reads files, and changes nothing. */
  return (skill: ProvedSkill, document: string): Proof => {
    const catalog = catalogs[skill.definition.catalog] ?? { name: '', operations: {}, events: {} };
    const stage = createStage(skill.graph, catalog, formsOf(skill));
    const files = scenarioFiles(document).map((file) => read(readFileSync(file, 'utf8'), file));
    const runs: ScenarioRun[] = [];
    const findings = files.flatMap(({ file, findings: own }) => own.map((finding) => ({ file, finding })));
    for (const { file, content, finding } of files) {
      for (const [index, scenario] of (content.scenarios ?? []).entries()) {
        const run = runScenario(stage, scenario);
        runs.push(run);
        for (const { code, pointer, message } of run.faults)
          findings.push({
            file,
            finding: finding(code, `/scenarios/${index}${pointer}`, `${scenario.name}: ${message}`),
          });
      }
    }
    const waivers = files.flatMap(({ content }) => content.waived ?? []);
    const lasts = runs.map(({ last }) => last);
    const coverage = coverageOf(skill.definition, skill.digest, lasts, waivers);
    const stale = coverage.stale.map(({ pointer, ...rest }) => {
      const { file, place, finding } = waiverAt(files, Number(pointer.split('/')[2]));
      return { file, finding: finding(rest.code, place, rest.message) };
    });
    return { stage, runs, findings: [...findings, ...stale], coverage };
  };
}

/** The file and place of a waiver, counted over all files. */
function waiverAt(files: ReturnType<ReturnType<typeof createScenarioReader>>[], index: number) {
  let left = index;
  for (const { file, content, finding } of files) {
    const count = content.waived?.length ?? 0;
    if (left < count) return { file, finding, place: `/waived/${left}/at` };
    left -= count;
  }
  throw new RangeError('no such waiver');
}
