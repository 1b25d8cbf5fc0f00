import type { Command } from 'commander';
import { type CatalogReply, callCatalog, type Destination, refused, withDestination } from './catalog-client';
import { checkedFile, textsBeside } from './document';
import type { SkillIo } from './io';

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
  const { waiver, waivedBy } = options;
  const proof =
    waiver === undefined ? {} : { waiver: { reason: waiver, ...(waivedBy === undefined ? {} : { by: waivedBy }) } };
  const body = { document: text, texts: textsBeside(file, skill), ...proof };
  const reply = await callCatalog(options, 'POST', '/catalog', body);
  report(file, reply, io);
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
