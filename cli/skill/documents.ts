import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Finding } from '../../kit/findings';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { createAuthorsCheck, schemaFolder } from './authors-check';
import { SkillToolError } from './io';

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

/** A document that passes the check, with the catalogs that it may name. */
export interface SoundDocument {
  skill: ProvedSkill;
  catalogs: Record<string, OperationCatalog>;
}

/** What the check has found, and in which file: the document, or a catalog around it. */
export type FindingInFile = Finding & { file: string };

/** A document that passes the check, or what the check has found. Throws `SkillToolError` for a file that can't be read. */
export function readDocument(file: string): SoundDocument | { findings: FindingInFile[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SkillToolError(`'${file}' can't be read.`);
  }
  const { check, catalogsFor, catalogFiles } = createAuthorsCheck();
  const checked = check(text, file);
  if (checked.skill) return { skill: checked.skill, catalogs: catalogsFor(file) };
  const all = [...catalogFiles(), checked];
  return { findings: all.flatMap((one) => one.findings.map((finding) => ({ ...finding, file: one.file }))) };
}

/** A finding as a line that editors and terminals link to its place. */
export const asLine = (file: string, { line, column, code, message }: Finding): string =>
  `${file}:${line}:${column} ${code} ${message}`;
