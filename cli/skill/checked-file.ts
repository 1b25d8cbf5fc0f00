import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createChecker, type ReadSkill } from '../../kit/checker';
import { strayTexts, type Texts } from '../../kit/texts';
import { asText } from './check/as-text';
import { catalogsOf, schemaFolder } from './documents';
import { type SkillIo, SkillToolError } from './io';

/** The text of a file. Throws `SkillToolError` where it can't be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SkillToolError(`${file} can’t be read.`);
  }
}

/** A document that passes the check; else its faults are printed, the exit code is 1, and there is none. */
export function checkedFile(file: string, { print, exit }: SkillIo): { text: string; skill: ReadSkill } | undefined {
  const text = readText(file);
  const { findings, skill } = createChecker(schemaFolder(), catalogsOf(file))(text, file);
  if (findings.length > 0) print(asText([{ file, findings }]));
  if (skill) return { text, skill };
  exit?.(1);
  return undefined;
}

/**
 * The translations that lie beside a document in `i18n/`, for all versions of a skill: those that this version has a
 * place for.
 */
export function textsBeside(file: string, { definition }: ReadSkill): Record<string, Texts> {
  const folder = path.join(path.dirname(file), 'i18n');
  const files = namesIn(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => {
      const texts = textsIn(path.join(folder, name));
      const stray = new Set(strayTexts(definition, texts));
      const own = Object.entries(texts).filter(([address]) => !stray.has(address));
      return [path.basename(name, '.json'), Object.fromEntries(own)];
    }),
  );
}

function textsIn(file: string): Texts {
  try {
    return JSON.parse(readText(file)) as Texts;
  } catch (error) {
    if (error instanceof SkillToolError) throw error;
    throw new SkillToolError(`${file} is not JSON.`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
