import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { projectRoot } from '../../runtime/paths';
import { asJson } from './check/as-json';
import { asText } from './check/as-text';
import { checkPaths } from './check/paths';
import { watchPaths } from './check/watch';
import { createFileChecker } from './documents';
import type { SkillIo } from './io';

interface Options {
  json?: true;
  watch?: true;
}

/** `vestibule skill check`: the whole check, without a stack and without settings. */
export function addCheck(program: Command, { print, complain, exit }: SkillIo): void {
  program
    .command('check [paths...]')
    .description('say everything that is wrong with documents and their texts: those of skills/ unless paths are given')
    .option('--json', 'one JSON document, for programs')
    .option('--watch', 'check again whenever a file changes, until Ctrl-C')
    .addHelpText('after', '\nExit code: 0 without faults, 1 with faults, 2 where it could not be checked.')
    .action(async (given: string[], { json, watch }: Options) => {
      // What runs for less than a second has little use of optimised code, which takes as long to make as all the rest.
      setFlagsFromString('--interrupt-budget=1500000');
      const bundled = path.join(projectRoot(), 'skills');
      const paths = given.length > 0 ? given : [bundled];
      const run = () => {
        const { check, catalogFiles } = createFileChecker();
        const documents = checkPaths(paths, check, bundled);
        const checked = [...catalogFiles(), ...documents];
        print(json ? asJson(checked) : asText(checked));
        exit?.(checked.some(({ findings }) => findings.some(({ level }) => level === 'fault')) ? 1 : 0);
      };
      if (watch) await watchPaths(paths, run, complain);
      else run();
    });
}
