import type { SkillDefinition } from '../domain/skill/definition';
import type { CheckedTexts } from './text-files';
import { type Texts, textsIn } from './texts';

/** The definitions of a skill by their version, such as `1.1`. */
export type Versions = ReadonlyMap<string, SkillDefinition>;

/** Addresses that one warning lists: whoever translates wants them all. */
const MOST_LISTED = 100;

/** The texts of one version by locale: those for all versions, and in place of them those that are for it alone. */
export function textsOfVersion(files: readonly CheckedTexts[], version: string): Record<string, Texts> {
  const found: Record<string, Texts> = {};
  const shared = files.filter((file) => file.version === undefined);
  for (const { locale, texts } of [...shared, ...files.filter((file) => file.version === version)])
    if (texts) found[locale] = { ...found[locale], ...texts };
  return found;
}

/**
 * Adds to the files of each language a warning for every version of which it lacks texts: its users read those in the
 * author's own language. The file that is warned about is the one for all versions, where there is one.
 */
export function withMissingTexts(files: readonly CheckedTexts[], versions: Versions): CheckedTexts[] {
  const locales = new Map<string, CheckedTexts>();
  for (const file of files)
    if (file.texts && (file.version === undefined || !locales.has(file.locale))) locales.set(file.locale, file);
  return files.map((file) => {
    if (locales.get(file.locale) !== file) return file;
    const missing = [...versions].flatMap(([version, definition]) =>
      missingIn(files, file.locale, version, definition),
    );
    return missing.length === 0 ? file : { ...file, findings: [...file.findings, ...missing] };
  });
}

function missingIn(files: readonly CheckedTexts[], locale: string, version: string, definition: SkillDefinition) {
  const own = textsOfVersion(files, version)[locale] ?? {};
  const missing = Object.keys(textsIn(definition)).filter((address) => own[address] === undefined);
  if (missing.length === 0) return [];
  const more = missing.length > MOST_LISTED ? ` and ${missing.length - MOST_LISTED} more` : '';
  const listed = missing.slice(0, MOST_LISTED).map((address) => `'${address}'`);
  const message = `Version ${version} has texts that are not in '${locale}': ${listed.join(', ')}${more}.`;
  return [{ code: 'text_missing', level: 'warning', pointer: '', line: 1, column: 1, message } as const];
}
