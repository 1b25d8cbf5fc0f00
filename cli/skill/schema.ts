import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { CATALOGS } from '../../connectors/catalogs';
import { isObject, type JsonObject } from '../../domain/json';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { loadCatalogs } from '../../kit/catalogs';
import { type DocumentNames, namesOf } from '../../kit/editor/document-names';
import { editorSchema } from '../../kit/editor/editor-schema';
import { projectRoot } from '../../runtime/paths';
import { type SkillIo, SkillToolError } from './io';

interface Options {
  out?: string;
  in?: string;
  for?: string;
}

/** `vestibule skill schema`: the JSON Schema by which an editor completes and explains documents. */
export function addSchema(program: Command, { print }: SkillIo): void {
  program
    .command('schema')
    .description('write the JSON Schema for editors: operations, arguments, outcomes and events at the cursor')
    .option('--out <file>', 'where to write it; without, it is printed')
    .option('--in <folder>', 'a folder of documents of yours, whose *.catalog.json count, too')
    .option('--for <document>', 'offer the steps and values of this document, as they are now')
    .addHelpText('after', '\nName the file in the first line of a document: "$schema": "./skill.schema.json".')
    .action(({ out, in: folder, for: document }: Options) => {
      const bundled = path.join(projectRoot(), 'skills');
      const { catalogs } = loadCatalogs(folder ?? bundled, CATALOGS, bundled);
      const names = document === undefined ? undefined : namesIn(document, catalogs);
      const text = asText(editorSchema(readSchema(bundled), Object.values(catalogs), names));
      if (out === undefined) return print(text.trimEnd());
      write(out, text);
      print(`written: ${out}`);
    });
}

/** The language's own schema. */
export const readSchema = (folder: string): JsonObject =>
  JSON.parse(readFileSync(path.join(folder, 'skill.schema.json'), 'utf8')) as JsonObject;

export const asText = (schema: JsonObject): string => `${JSON.stringify(schema, null, 1)}\n`;

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new SkillToolError(`${file} can't be written: ${(error as Error).message}.`);
  }
}

function namesIn(file: string, catalogs: Record<string, OperationCatalog>): DocumentNames {
  const document = parsed(file);
  if (!isObject(document) || !isObject(document.steps)) throw new SkillToolError(`${file} has no 'steps'.`);
  const catalog = catalogs[String(document.catalog)] ?? { name: '', operations: {}, events: {} };
  return namesOf(document as unknown as SkillDefinition, catalog);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SkillToolError(`${file} can't be read: ${(error as Error).message}.`);
  }
}
