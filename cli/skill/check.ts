import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { CATALOGS } from '../../connectors/catalogs';
import { createChecker } from '../../kit/checker';
import { projectRoot } from '../../runtime/paths';
import type { SkillIo } from './io';

export function addCheck(program: Command, { print, exit }: SkillIo): void {
  program
    .command('check <files...>')
    .description('check documents')
    .action((files: string[]) => {
      const check = createChecker(path.join(projectRoot(), 'skills'), CATALOGS);
      for (const file of files) {
        const { findings } = check(readFileSync(file, 'utf8'), file);
        for (const { code, line, column, message } of findings) print(`${file}:${line}:${column} ${code} ${message}`);
        if (findings.some(({ level }) => level === 'fault')) exit?.(1);
      }
    });
}
