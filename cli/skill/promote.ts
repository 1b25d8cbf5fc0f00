import type { Command } from 'commander';
import { callCatalog, type Destination, placeOf, refused, withDestination } from './catalog-client';
import { checkedFile } from './checked-file';
import { type SkillIo, SkillToolError } from './io';
import { publishedSkills } from './list';

export function addPromote(program: Command, io: SkillIo): void {
  const command = program
    .command('promote <name>')
    .description('publish a sandbox skill for production, as it is')
    .option('--file <file>', 'the document that is meant: another one is refused');
  withDestination(command).action((name: string, options: Destination & { file?: string }) =>
    promote(name, options, io),
  );
}

async function promote(name: string, options: Destination & { file?: string }, io: SkillIo): Promise<void> {
  const digest = options.file === undefined ? await publishedDigest(options, name) : digestOf(options.file, io);
  if (digest === undefined) return;
  const reply = await callCatalog(options, 'POST', `${placeOf(name)}/promote`, { digest });
  const { skill, code, detail } = reply.body as Record<string, string>;
  if (reply.status === 201) return io.print(`${skill} is in production.\ndigest ${digest}`);
  if (reply.status === 200) return io.print(`${skill} was in production before: no change.`);
  if (code !== 'skill_changed') throw refused(reply);
  io.complain(`${code}: ${detail}`);
  io.exit?.(1);
}

const digestOf = (file: string, io: SkillIo): string | undefined => checkedFile(file, io)?.skill.digest;

async function publishedDigest(destination: Destination, name: string): Promise<string> {
  const found = (await publishedSkills(destination)).find(({ skill }) => skill === name);
  if (found) return found.digest;
  throw new SkillToolError(`${name} is not published; see: vestibule skill list`);
}
