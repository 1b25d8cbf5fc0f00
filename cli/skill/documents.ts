import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { createChecker, type Finding } from '../../kit/checker';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { projectRoot } from '../../runtime/paths';
import { SkillToolError } from './io';

/** The folder with the schemas of documents and scenarios, and with the bundled skills. */
export const schemaFolder = (): string => path.join(projectRoot(), 'skills');

/** The catalogs that documents may name. */
export const catalogs = () => CATALOGS;

const DOCUMENT = /^\d+\.\d+\.json$/;

/** The documents at some paths: files as they are, folders with all that is below; without paths the bundled ones. */
export function documentsAt(paths: readonly string[]): string[] {
  const from = paths.length > 0 ? paths : [path.relative('', schemaFolder()) || '.'];
  const found = from.flatMap((given) => {
    if (!existsSync(given)) throw new SkillToolError(`There is no '${given}'.`);
    if (!statSync(given).isDirectory()) return [given];
    const below = readdirSync(given, { recursive: true, encoding: 'utf8' });
    return below.filter((name) => DOCUMENT.test(path.basename(name))).map((name) => path.join(given, name));
  });
  if (found.length === 0) throw new SkillToolError(`No document <major>.<minor>.json is below ${from.join(', ')}.`);
  return found.sort();
}

/** A document that passes the check, or what the check has found. Throws `SkillToolError` for a file that can't be read. */
export function readDocument(file: string): { skill: ProvedSkill } | { findings: Finding[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SkillToolError(`'${file}' can't be read.`);
  }
  const { skill, findings } = createChecker(schemaFolder(), catalogs())(text, file);
  return skill ? { skill } : { findings };
}

/** A finding as a line that editors and terminals link to its place. */
export const asLine = (file: string, { line, column, code, message }: Finding): string =>
  `${file}:${line}:${column} ${code} ${message}`;
