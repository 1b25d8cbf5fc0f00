import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../../connectors/catalogs';
import { parseSkillName, twinName } from '../../../domain/skill/skill';
import { catalogFile, catalogFilesAround, loadCatalogs } from '../../../kit/catalogs';
import { createChecker, type ReadSkill } from '../../../kit/checker';
import { asText } from '../check/as-text';
import { textsBeside } from '../checked-file';
import { schemaFolder } from '../documents';
import { SkillToolError } from '../io';

/** A draft as it is sent: `POST /sandbox/drafts`. */
export interface DraftBody {
  document: string;
  mock: boolean;
  answers?: object;
  catalogs: Record<string, string>;
  texts: Record<string, object>;
}

/** A document that passes the check with all that lies beside it, or what is wrong, in words. */
export type ReadDraft = { body: DraftBody; skill: ReadSkill; notes?: string } | { faults: string };

/** What of an author's answers file and options goes along. */
export interface MockOptions {
  mock?: true;
  answers?: string;
}

/**
 * Reads a document, the catalogs that it may name and its translations, and checks them. Throws nothing for what is in
 * them.
 */
export function readDraft(file: string, options: MockOptions): ReadDraft {
  try {
    return read(file, options);
  } catch (error) {
    if (error instanceof SkillToolError) return { faults: error.message };
    throw error;
  }
}

function read(file: string, { mock, answers }: MockOptions): ReadDraft {
  const text = textOf(file);
  const folder = path.dirname(file);
  const { catalogs, files } = loadCatalogs(folder, CATALOGS, schemaFolder());
  const { findings, skill } = createChecker(schemaFolder(), catalogs)(text, file);
  const told = [...files, { file, findings }].filter((one) => one.findings.length > 0);
  const isFaulty = files.some((one) => one.findings.some(({ level }) => level === 'fault'));
  if (!skill || isFaulty) return { faults: asText(told) };
  const body = {
    document: asSandbox(text, skill),
    mock: mock === true,
    ...(answers === undefined ? {} : { answers: jsonOf(answers) }),
    catalogs: catalogOf(folder, skill),
    texts: textsBeside(file, skill),
  };
  return { body, skill, ...(told.length > 0 ? { notes: asText(told) } : {}) };
}

/** The text of the catalog that a document names, where a file beside it declares some of that. */
function catalogOf(folder: string, { definition: { catalog } }: ReadSkill): Record<string, string> {
  const own = catalogFilesAround(folder).filter((file) => path.basename(file) === catalogFile(catalog));
  return Object.fromEntries(own.map((file) => [catalog, textOf(file)]));
}

/** The document under its sandbox name: a draft is a sandbox skill. */
function asSandbox(text: string, { definition: { skill } }: ReadSkill): string {
  return parseSkillName(skill)?.flavour === 'sandbox' ? text : named(text, skill, twinName(skill));
}

/** The same document under another name. Lines and columns after the name's own line stay. */
export const named = (text: string, before: string, after: string): string =>
  text.replace(JSON.stringify(before), JSON.stringify(after));

/** The name for a preview of a skill that is served already: `xyz_preview_sbx_#1.0`. */
export const previewName = (skill: string): string =>
  skill.replace(/^([a-z0-9]+?)(_aisp|_pisp)?(?:_[a-z0-9]+)?_sbx_#/, '$1$2_preview_sbx_#');

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SkillToolError(`${file} can’t be read.`);
  }
}

function jsonOf(file: string): object {
  try {
    return JSON.parse(textOf(file)) as object;
  } catch (error) {
    if (error instanceof SkillToolError) throw error;
    throw new SkillToolError(`${file} is not JSON: ${(error as Error).message}.`);
  }
}
