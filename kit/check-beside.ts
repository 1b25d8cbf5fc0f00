import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { type LoadedCatalogs, readCatalogs } from './catalogs';
import { type Checker, createChecker } from './checker';

/** The check of a document that brings catalogs along, and these catalogs. */
export interface BesideCatalogs extends LoadedCatalogs {
  check: Checker;
}

/** `texts`: name of a catalog that is declared by schemas alone → the text of its file. */
export type CheckBeside = (texts: Record<string, string>) => BesideCatalogs;

/**
 * The check of documents with catalogs of their own beside those that are built. `folder`: the one with the schemas.
 */
export const createCheckBeside =
  (folder: string, built: Record<string, OperationCatalog>): CheckBeside =>
  (texts) => {
    const read = readCatalogs(texts, built, folder);
    return { ...read, check: createChecker(folder, read.catalogs) };
  };
