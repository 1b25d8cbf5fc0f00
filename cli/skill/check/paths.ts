import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkFile, checkSkillFiles, checkTextFile } from '../../../kit/check-files';
import type { Checker } from '../../../kit/checker';
import type { Finding } from '../../../kit/findings';
import { skillsUnder } from '../../../kit/skill-files';
import { TakenNames } from '../../../kit/taken-names';
import { documentsAt } from '../documents';

/** A checked file: a document, or texts. */
export interface CheckedFile {
  file: string;
  findings: Finding[];
}

/**
 * Checks files and folders, in the order that they are given in. The bundled skills have their names before any other
 * file: one of another folder can't take them. Throws `SkillToolError` where there is nothing to check.
 */
export function checkPaths(paths: readonly string[], check: Checker, bundled: string): CheckedFile[] {
  const taken = new TakenNames();
  const given = new Set(documentsAt(paths).map((file) => realpathSync(file)));
  for (const { documents } of skillsUnder(bundled))
    for (const file of documents) if (!given.has(realpathSync(file))) holdName(taken, file);
  return paths.flatMap((place) => {
    if (statSync(place).isDirectory())
      return skillsUnder(place).flatMap((files) => {
        const { documents, texts } = checkSkillFiles(files, check, taken);
        return [...documents, ...texts];
      });
    if (/[/\\]i18n[/\\](?:\d+\.\d+[/\\])?[^/\\]+$/.test(path.resolve(place))) return [checkTextFile(place, undefined)];
    return [taken.claim(checkFile(check, place))];
  });
}

/** The bundled skills have been checked: only their names are read. */
function holdName(taken: TakenNames, file: string): void {
  const { skill } = JSON.parse(readFileSync(file, 'utf8')) as { skill: string };
  taken.hold(skill, file);
}
