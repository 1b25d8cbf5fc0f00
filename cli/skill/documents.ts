import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { type LoadedCatalogs, loadCatalogs } from '../../kit/catalogs';
import { type Checker, createChecker, type Finding } from '../../kit/checker';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { skillsUnder } from '../../kit/skill-files';
import { projectRoot } from '../../runtime/paths';
import { SkillToolError } from './io';

/** The folder with the schemas of documents and scenarios, and with the bundled skills. */
export const schemaFolder = (): string => path.join(projectRoot(), 'skills');

/** The catalogs that a document may name: built ones, and `<name>.catalog.json` beside it or in the folder around. */
export const catalogsOf = (document: string): Record<string, OperationCatalog> =>
  loadCatalogs(path.dirname(document), CATALOGS, schemaFolder()).catalogs;

/** Checks documents, each with the catalogs that it may name. */
export interface FileChecker {
  check: Checker;
  /** The files of catalogs that were read so far, and what is wrong with them. */
  catalogFiles(): LoadedCatalogs['files'];
}

/** A checker of files as they are now: a catalog is read once. */
export function createFileChecker(): FileChecker {
  const byFolder = new Map<string, { check: Checker; files: LoadedCatalogs['files'] }>();
  const near = (document: string) => {
    const folder = path.resolve(path.dirname(document));
    const known = byFolder.get(folder);
    if (known) return known;
    const { catalogs, files } = loadCatalogs(path.dirname(document), CATALOGS, schemaFolder());
    const made = { check: createChecker(schemaFolder(), catalogs), files };
    byFolder.set(folder, made);
    return made;
  };
  return {
    check: (document, file) => near(file).check(document, file),
    catalogFiles() {
      const all = [...byFolder.values()].flatMap(({ files }) => files);
      return [...new Map(all.map((one) => [path.resolve(one.file), one])).values()];
    },
  };
}

/** Throws `SkillToolError` for a path at which there is nothing. */
export function assertThere(place: string): void {
  if (!existsSync(place)) throw new SkillToolError(`There is no file or folder '${place}'.`);
}

/**
 * The documents at some paths, in the order that they are given in: files as they are, folders with all that is below.
 * Throws `SkillToolError` where there is none.
 */
export function documentsAt(paths: readonly string[]): string[] {
  return paths.flatMap((place) => {
    assertThere(place);
    if (!statSync(place).isDirectory()) return [place];
    const documents = skillsUnder(place).flatMap((skill) => skill.documents);
    if (documents.length === 0)
      throw new SkillToolError(`There is no skill in '${place}': documents are named like '<skill>/1.0.json'.`);
    return documents;
  });
}

/**
 * A document that passes the check, or what the check has found. Throws `SkillToolError` for a file that can't be read.
 */
export function readDocument(file: string): { skill: ProvedSkill } | { findings: Finding[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SkillToolError(`'${file}' can't be read.`);
  }
  const { skill, findings } = createChecker(schemaFolder(), catalogsOf(file))(text, file);
  return skill ? { skill } : { findings };
}

/** A finding as a line that editors and terminals link to its place. */
export const asLine = (file: string, { line, column, code, message }: Finding): string =>
  `${file}:${line}:${column} ${code} ${message}`;
