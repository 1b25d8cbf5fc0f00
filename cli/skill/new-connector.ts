import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { projectRoot } from '../../runtime/paths';
import { type SkillIo, SkillToolError } from './io';
import { namesOf } from './new-connector/names';
import { linesToAdd, scaffold } from './new-connector/scaffold';

/** `new-connector <name>`: for the platform's engineers. Writes nothing over what is there. */
export function addNewConnector(program: Command, { print }: SkillIo): void {
  program
    .command('new-connector <name>')
    .description('begin the connector of a partner: catalog, handlers, a stub, a contract test')
    .option('--project <folder>', 'the checkout to write into', projectRoot())
    .action((name: string, { project }: { project: string }) => {
      const names = namesOf(name);
      if (!names)
        throw new SkillToolError(`'${name}' can't be a partner's name: 2 to 31 lower-case letters and digits.`);
      if (!existsSync(path.join(project, 'connectors', 'catalogs.ts')))
        throw new SkillToolError(`${project} is no checkout of this project: there is no connectors/catalogs.ts.`);
      const files = scaffold(names);
      const taken = Object.keys(files).filter((file) => existsSync(path.join(project, file)));
      if (taken.length > 0) throw new SkillToolError(`It is there already: ${taken.join(', ')}. Nothing was written.`);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
        writeFileSync(path.join(project, file), text);
        print(`written: ${file}`);
      }
      format(project, Object.keys(files));
      print(`It runs: npx jest --selectProjects unit --testPathPatterns test/connectors/${name}`);
      print('Left to do:');
      linesToAdd(names).forEach((line, index) => {
        print(`${index + 1}. ${line}`);
      });
    });
}

/** Formats the files by the checkout's own formatter: the order of imports and the breaks depend on the name. */
function format(project: string, files: readonly string[]): void {
  const biome = path.join(project, 'node_modules/@biomejs/biome/bin/biome');
  if (!existsSync(biome)) return;
  const sources = files.filter((file) => file.endsWith('.ts'));
  execFileSync(process.execPath, [biome, 'check', '--write', '--vcs-enabled=false', ...sources], {
    cwd: project,
    stdio: 'pipe',
  });
}
