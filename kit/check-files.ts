import { statSync } from 'node:fs';
import path from 'node:path';
import { fault } from '../domain/skill/check/fault';
import type { SkillDefinition } from '../domain/skill/definition';
import type { CheckedDocument, Checker } from './checker';
import type { Finding } from './findings';
import { canonicalLocale } from './languages/languages';
import { readBounded, type SkillFiles, versionOfTexts } from './skill-files';
import type { TakenNames } from './taken-names';
import { type Versions, withMissingTexts } from './text-coverage';
import { type CheckedTexts, checkTexts, MAX_TEXT_BYTES } from './text-files';

/** The files of one skill, checked: its versions, and its texts. */
export interface CheckedSkillFiles {
  documents: CheckedDocument[];
  texts: CheckedTexts[];
}

/** Checks the files of one skill. A name that a file before has is a fault. */
export function checkSkillFiles(
  { documents, texts }: SkillFiles,
  check: Checker,
  taken: TakenNames,
): CheckedSkillFiles {
  const checked = documents.map((file) => taken.claim(checkFile(check, file)));
  const known: Versions = new Map(
    checked.flatMap(({ file, skill }) => (skill ? [[path.basename(file, '.json'), skill.definition] as const] : [])),
  );
  const all = documents.map((file) => path.basename(file, '.json'));
  return { documents: checked, texts: withMissingTexts(checkAllTexts(texts, known, all), known) };
}

/** Checks one file. Throws nothing, not even where it can't be read. */
export function checkFile(check: Checker, file: string): CheckedDocument {
  try {
    if (!statSync(file).isFile()) return unreadable(check, file);
    return check(readBounded(file), file);
  } catch {
    return unreadable(check, file);
  }
}

function unreadable(check: Checker, file: string): CheckedDocument {
  const { finding } = check('null', file);
  return { file, finding, findings: [finding(fault('file_unreadable', '', UNREADABLE))] };
}

/** Checks one file of texts. Throws nothing, not even where it can't be read. */
export function checkTextFile(file: string, versions: SkillDefinition[] | undefined): CheckedTexts {
  try {
    return checkTexts(readBounded(file, MAX_TEXT_BYTES), file, versions);
  } catch {
    const { locale } = checkTexts(Buffer.from('{}'), file, undefined);
    return { file, locale, findings: [textFinding('file_unreadable', UNREADABLE)] };
  }
}

const UNREADABLE = 'The file can’t be read.';
const textFinding = (code: string, message: string): Finding => ({
  code,
  level: 'fault',
  pointer: '',
  line: 1,
  column: 1,
  message,
});

/** Of two files for one locale and the same versions the first is used. `all`: every version that has a document. */
function checkAllTexts(files: readonly string[], known: Versions, all: readonly string[]): CheckedTexts[] {
  const seen = new Set<string>();
  return files.map((file) => {
    const own = versionOfTexts(file);
    if (own !== undefined && !all.includes(own)) return ofNoVersion(file, own);
    const checked = checkTextFile(file, definitionsFor(own, known, all));
    const tag = canonicalLocale(checked.locale) ?? file;
    const place = `${own ?? ''}/${tag}`;
    if (!seen.has(place)) {
      seen.add(place);
      return own === undefined ? checked : { ...checked, version: own };
    }
    const message = `Another file has the texts of '${tag}' already: keep one of them.`;
    return { file, locale: checked.locale, findings: [textFinding('locale_bad', message)] };
  });
}

/** The definitions to which the texts of a file may belong; `undefined` where one of them can't be read. */
function definitionsFor(
  own: string | undefined,
  known: Versions,
  all: readonly string[],
): SkillDefinition[] | undefined {
  if (own === undefined) return known.size === all.length ? [...known.values()] : undefined;
  const definition = known.get(own);
  return definition && [definition];
}

function ofNoVersion(file: string, version: string): CheckedTexts {
  const message = `There is no version ${version} beside these texts: the folder has the name of a document, such as '1.0'.`;
  return { file, locale: path.basename(file, '.json'), findings: [textFinding('text_unknown', message)] };
}
