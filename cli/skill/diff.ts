import type { Command } from 'commander';
import type { SkillChange } from '../../kit/diff/change';
import { diffSkills } from '../../kit/diff/diff';
import { neededVersion, productOf, versionFault } from '../../kit/diff/version';
import { checkedFile } from './checked-file';
import type { SkillIo } from './io';

export function addDiff(program: Command, io: SkillIo): void {
  program
    .command('diff <old> <new>')
    .description('tell what has changed between two documents, and whether the version number says so')
    .option('--json', 'print JSON')
    .action((old: string, now: string, { json = false }: { json?: boolean }) => {
      const [a, b] = [checkedFile(old, io)?.skill.definition, checkedFile(now, io)?.skill.definition];
      if (!a || !b) return;
      const changes = diffSkills(a, b);
      const isOneProduct = productOf(a.skill) === productOf(b.skill);
      const fault = isOneProduct && changes.length > 0 ? versionFault(a.skill, b.skill, changes) : undefined;
      if (json) {
        const version = { least: neededVersion(a.skill, changes), ...(fault === undefined ? {} : { fault }) };
        io.print(JSON.stringify({ from: a.skill, to: b.skill, changes, version }, null, 2));
      } else printChanges(a.skill, b.skill, changes, fault, io);
      if (fault !== undefined) io.exit?.(1);
    });
}

/** Breaking ones first, each in document order. */
const LEVELS: SkillChange['level'][] = ['breaking', 'compatible', 'text'];

function printChanges(
  old: string,
  now: string,
  changes: readonly SkillChange[],
  fault: string | undefined,
  { print, complain }: SkillIo,
): void {
  if (changes.length === 0) return print(`Nothing has changed from ${old} to ${now}.`);
  for (const level of LEVELS)
    for (const { area, from, to, message } of changes.filter((change) => change.level === level))
      print(`${level.padEnd(10)}  ${area.padEnd(8)}  ${to ?? from ?? '/'}  ${message}`);
  print(`\nSessions that are open end on ${old}. The least version for this is ${neededVersion(old, changes)}.`);
  if (fault !== undefined) complain(`version_too_small: ${fault}`);
}
