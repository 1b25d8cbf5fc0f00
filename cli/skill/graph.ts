import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { createProver } from '../../kit/scenarios/prove';
import { asLine, catalogsOf, readDocument, schemaFolder } from './documents';
import { drawingOf } from './graph/drawing';
import { asMermaid } from './graph/mermaid';
import { asSvg } from './graph/svg';
import { type SkillIo, SkillToolError } from './io';
import { scenarioForms } from './scenario-forms';

interface Options {
  format: 'mermaid' | 'svg';
  coverage?: boolean;
  out?: string;
}

export function addGraph(program: Command, io: SkillIo): void {
  program
    .command('graph')
    .description('draw a document: its steps, ways, outcomes, time-outs and undo')
    .argument('<file>', 'the document')
    .addOption(new Option('--format <format>', 'what to write').choices(['mermaid', 'svg']).default('mermaid'))
    .option('--coverage', 'tell what the scenarios beside the document come by')
    .option('--out <file>', 'write to a file')
    .action((file: string, { format, coverage, out }: Options) => {
      const read = readDocument(file);
      if ('findings' in read) {
        for (const finding of read.findings) io.complain(asLine(file, finding));
        io.exit?.(1);
        return;
      }
      const covered = coverage
        ? createProver(schemaFolder(), catalogsOf(file), scenarioForms)(read.skill, file).coverage.covered
        : undefined;
      const drawing = drawingOf(read.skill.definition, covered);
      const text = format === 'svg' ? asSvg(drawing) : asMermaid(drawing);
      if (out === undefined) io.print(text.trimEnd());
      else write(out, text);
    });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    throw new SkillToolError(`'${file}' can't be written.`);
  }
}
