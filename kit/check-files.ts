import { statSync } from 'node:fs';
import { fault } from '../domain/skill/check/fault';
import type { SkillDefinition } from '../domain/skill/definition';
import type { CheckedDocument, Checker } from './checker';
import type { Finding } from './findings';
import { canonicalLocale } from './languages/languages';
import { readBounded, type SkillFiles } from './skill-files';
import type { TakenNames } from './taken-names';
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
  const skills = checked.flatMap(({ skill }) => skill?.definition ?? []);
  const versions = skills.length === checked.length ? skills : undefined;
  return { documents: checked, texts: checkAllTexts(texts, versions) };
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

/** Of two files for one locale the first is used. */
function checkAllTexts(files: readonly string[], versions: SkillDefinition[] | undefined): CheckedTexts[] {
  const seen = new Set<string>();
  return files.map((file) => {
    const checked = checkTextFile(file, versions);
    const tag = canonicalLocale(checked.locale) ?? file;
    if (!seen.has(tag)) {
      seen.add(tag);
      return checked;
    }
    const message = `Another file has the texts of '${tag}' already: keep one of them.`;
    return { file, locale: checked.locale, findings: [textFinding('locale_bad', message)] };
  });
}
