import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { type LoadedCatalogs, loadCatalogs } from '../../kit/catalogs';
import { type CheckedDocument, type Checker, createChecker } from '../../kit/checker';
import type { Finding } from '../../kit/findings';
import { projectRoot } from '../../runtime/paths';

/** The folder with the schemas of documents and scenarios, and with the bundled skills. */
export const schemaFolder = (): string => path.join(projectRoot(), 'skills');

/** The check of an author's files: each document may name the catalogs that are files around it, too. */
export interface AuthorsCheck {
  check: Checker;
  /** The catalogs that a document may name, by the path of its file. */
  catalogsFor(document: string): Record<string, OperationCatalog>;
  /** The catalogs' files that were read so far, with what is wrong with them; each once. */
  catalogFiles(): { file: string; findings: Finding[] }[];
}

/** A check that reads each catalog's file once: make another one to see changes. Throws nothing for what is in files. */
export function createAuthorsCheck(): AuthorsCheck {
  const folders = new Map<string, LoadedCatalogs & { check: Checker }>();
  const checkOfBuilt = createChecker(schemaFolder(), CATALOGS);
  const around = (document: string) => {
    const folder = path.dirname(document);
    const known = folders.get(folder);
    if (known) return known;
    const loaded = loadCatalogs(folder, CATALOGS, schemaFolder());
    const isPlain = loaded.files.length === 0;
    const found = { ...loaded, check: isPlain ? checkOfBuilt : createChecker(schemaFolder(), loaded.catalogs) };
    folders.set(folder, found);
    return found;
  };
  return {
    check: (document, file) => {
      const { check, files } = around(file);
      const checked = check(document, file);
      return files.every(({ findings }) => findings.length === 0) ? checked : withoutEcho(checked);
    },
    catalogsFor: (document) => around(document).catalogs,
    catalogFiles: () => [
      ...new Map(
        [...folders.values()].flatMap(({ files }) => files.map((one) => [path.resolve(one.file), one])),
      ).values(),
    ],
  };
}

/** Beside a catalog with faults of its own, nobody can say that a catalog doesn't exist. */
const withoutEcho = (checked: CheckedDocument): CheckedDocument => ({
  ...checked,
  findings: checked.findings.filter(({ code }) => code !== 'catalog_unknown'),
});
