import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type OperationCatalog, STANDARD_PREFIX } from '../domain/skill/operation-catalog';
import { createCatalogReader, type DeclaredCatalog, MAX_CATALOG_BYTES } from './catalog-file';
import type { Finding } from './findings';
import { readBounded } from './skill-files';

/** The catalogs that documents of a folder may name, and what is wrong with those that are files. */
export interface LoadedCatalogs {
  /** By name. Those that are built, and those of files; each has the platform's own operations. */
  catalogs: Record<string, OperationCatalog>;
  /** The files, in the order in which they were read. */
  files: { file: string; findings: Finding[] }[];
}

const FILE = /^([a-z][a-z0-9]{0,30})\.catalog\.json$/;
/** Files that are read, at most: a folder is a product team's. */
const MOST_FILES = 50;

/**
 * Loads catalogs: those that are built, and those that product teams declare by schemas alone, in
 * `<name>.catalog.json`. Such files lie in the folder of the documents, in the one around it, or in those right inside.
 * One of a catalog that is built adds to it. A file with faults adds nothing. Throws nothing for what is in files.
 * `schemas`: the folder with `catalog.schema.json`.
 */
export function loadCatalogs(folder: string, built: Record<string, OperationCatalog>, schemas: string): LoadedCatalogs {
  const found = catalogFilesAround(folder);
  if (found.length === 0) return { catalogs: { ...built }, files: [] };
  const sources = found.map((file) => ({ file, bytes: () => readBounded(file, MAX_CATALOG_BYTES) }));
  return declaredBy(sources, built, schemas);
}

/**
 * The same of texts: a draft brings its catalogs along. `texts`: name of a catalog → the text of its file. Throws
 * nothing for what is in them.
 */
export function readCatalogs(
  texts: Record<string, string>,
  built: Record<string, OperationCatalog>,
  schemas: string,
): LoadedCatalogs {
  const sources = Object.entries(texts).map(([name, text]) => ({
    file: catalogFile(name),
    bytes: () => Buffer.from(text),
  }));
  return sources.length === 0 ? { catalogs: built, files: [] } : declaredBy(sources, built, schemas);
}

/** The name of a catalog's file. */
export const catalogFile = (name: string): string => `${name}.catalog.json`;

function declaredBy(
  sources: readonly { file: string; bytes(): Uint8Array }[],
  built: Record<string, OperationCatalog>,
  schemas: string,
): LoadedCatalogs {
  const catalogs = { ...built };
  const read = createCatalogReader(schemas);
  const files = sources.map(({ file, bytes }) => {
    const { catalog: declared, findings } = read(bytes(), file, catalogs);
    if (declared) catalogs[declared.name] = merged(declared, catalogs, built);
    return { file, findings };
  });
  return { catalogs, files };
}

function merged(
  { name, operations, events }: DeclaredCatalog,
  catalogs: Record<string, OperationCatalog>,
  built: Record<string, OperationCatalog>,
): OperationCatalog {
  const before = Object.hasOwn(catalogs, name)
    ? catalogs[name]
    : { name, operations: platformOperations(built), events: {} };
  return {
    ...(before as OperationCatalog),
    operations: { ...before?.operations, ...operations },
    events: { ...before?.events, ...events },
  };
}

/** The platform's own operations, as the built catalogs have them. */
const platformOperations = (built: Record<string, OperationCatalog>): OperationCatalog['operations'] =>
  Object.fromEntries(
    Object.values(built).flatMap(({ operations }) =>
      Object.entries(operations).filter(([name]) => name.startsWith(STANDARD_PREFIX)),
    ),
  );

/** The files of catalogs that documents of a folder may name, in the order in which they are read. */
export function catalogFilesAround(folder: string): string[] {
  const inside = entries(folder).flatMap((entry) => (entry.isDirectory() ? [path.join(folder, entry.name)] : []));
  const found = [path.dirname(path.resolve(folder)), folder, ...inside].flatMap((place) =>
    entries(place).flatMap((entry) => (entry.isFile() && FILE.test(entry.name) ? [path.join(place, entry.name)] : [])),
  );
  const unique = new Map(found.map((file) => [path.resolve(file), file]));
  return [...unique.values()].slice(0, MOST_FILES);
}

const entries = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)) : [];
