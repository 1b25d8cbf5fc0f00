import type { Command } from 'commander';
import { unbuiltIn } from '../../domain/skill/check/unbuilt-rules';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import type { ReadSkill } from '../../kit/checker';
import { createProver } from '../../kit/scenarios/prove';
import { type CatalogReply, callCatalog, type Destination, refused, withDestination } from './catalog-client';
import { checkedFile, textsBeside } from './checked-file';
import { asLine, catalogsOf, schemaFolder } from './documents';
import type { SkillIo } from './io';
import { scenarioForms } from './scenario-forms';

interface PublishOptions extends Destination {
  waiver?: string;
  waivedBy?: string;
}
/** Refusals for what the document is: another attempt needs another document. */
const OF_THE_DOCUMENT = new Set([
  'skill_invalid',
  'promotion_needed',
  'skill_bundled',
  'skill_changed',
  'version_too_small',
  'coverage_missing',
]);

export function addPublish(program: Command, io: SkillIo): void {
  const command = program
    .command('publish <file>')
    .description('check a document and publish it for the sandbox, with the texts in i18n/ beside it')
    .option('--waiver <text>', 'why it is published without tests of all')
    .option('--waived-by <name>', 'the team or role that answers for the waiver');
  withDestination(command).action((file: string, options: PublishOptions) => publish(file, options, io));
}

async function publish(file: string, options: PublishOptions, io: SkillIo): Promise<void> {
  const checked = checkedFile(file, io);
  if (!checked) return;
  const { text, skill } = checked;
  if (isUnbuilt(file, skill, io)) return;
  const proof = proofFor(file, skill, options, io);
  if (!proof) return;
  const body = { document: text, texts: textsBeside(file, skill), ...proof };
  const reply = await callCatalog(options, 'POST', '/catalog', body);
  report(file, reply, io);
}

/** Whether a document names operations that nobody has built; says so, for no API knows them. */
function isUnbuilt(file: string, { definition }: ReadSkill, io: SkillIo): boolean {
  const catalog = catalogsOf(file)[definition.catalog] as OperationCatalog;
  const unbuilt = unbuiltIn({ definition, catalog });
  if (unbuilt.length === 0) return false;
  io.print(`It can’t be published before these are built: ${unbuilt.join(', ')}. Until then, test and preview it.`);
  io.exit?.(1);
  return true;
}

/**
 * The waiver, or what the scenarios beside the document cover. Where one of them fails, it is printed, and there is
 * none.
 */
function proofFor(
  file: string,
  skill: ReadSkill,
  { waiver, waivedBy }: PublishOptions,
  io: SkillIo,
): object | undefined {
  if (waiver !== undefined) return { waiver: { reason: waiver, ...(waivedBy === undefined ? {} : { by: waivedBy }) } };
  const { runs, findings, coverage } = createProver(schemaFolder(), catalogsOf(file), scenarioForms)(skill, file);
  for (const { file: scenarios, finding } of findings) io.print(asLine(scenarios, finding));
  if (findings.some(({ finding }) => finding.level === 'fault')) {
    io.exit?.(1);
    return undefined;
  }
  // Without a scenario there is nothing to tell: the API says what it needs.
  if (runs.length === 0) return {};
  for (const { pointer, what } of coverage.missing) io.print(`missing ${pointer}: ${what}`);
  return { coverage: coverage.report };
}

function report(file: string, reply: CatalogReply, { print, complain, exit }: SkillIo): void {
  const { status, body } = reply;
  if (status === 200 || status === 201) {
    const { skill, digest, published_at, served } = body as Record<string, string> & { served: boolean };
    print(status === 201 ? `${skill} is published.` : `${skill} was published before, on ${published_at}: no change.`);
    print(`digest ${digest}`);
    if (!served) print('No session can begin with it here: no bank is bound to its catalog, or it was retired.');
    else if (status === 201) print(`A tenant gets it by: vestibule admin tenant skills <tenant> --add '${skill}'`);
    return;
  }
  const { code, detail, errors = [] } = body as { code: string; detail: string; errors?: Fault[] };
  if (!OF_THE_DOCUMENT.has(code)) throw refused(reply);
  complain(`${code}: ${detail}`);
  if (code === 'coverage_missing') complain(`Write what is missing by: vestibule skill test --explore ${file}`);
  for (const { line, column, pointer, code: found, message } of errors)
    complain(line === undefined ? `  ${pointer} ${found} ${message}` : `${file}:${line}:${column} ${found} ${message}`);
  exit?.(1);
}

interface Fault {
  pointer: string;
  code: string;
  message: string;
  line?: number;
  column?: number;
}
