import type { Command } from 'commander';
import { callCatalog, type Destination, placeOf, refused, withDestination } from './catalog-client';
import type { SkillIo } from './io';

export function addRetire(program: Command, { print }: SkillIo): void {
  const command = program
    .command('retire <name>')
    .description('let no new session begin with a skill; those that are open go on')
    .option('--undo', 'take that back');
  withDestination(command).action(async (name: string, { undo, ...destination }: Destination & { undo?: boolean }) => {
    const reply = await callCatalog(destination, 'POST', `${placeOf(name)}/retire`, undo ? { undo } : {});
    if (reply.status !== 200) throw refused(reply);
    print(undo ? `New sessions can begin with ${name} again.` : `${name} is retired: no new session begins with it.`);
  });
}
