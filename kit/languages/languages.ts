import { ROMANIAN } from './romanian';
import { fillIn, type Sentence } from './sentence';

/** The platform's sentences in one language: English text → text. */
export type SentenceTable = Readonly<Record<string, string>>;

/** The languages that the platform's own sentences are in, besides English. */
export const LANGUAGES: Readonly<Record<string, SentenceTable>> = { ro: ROMANIAN };

/**
 * A locale as BCP 47 writes it: `ro_RO` and `RO-ro` are `ro-RO`. `undefined` where the text names no locale. A
 * well-formed one that nobody has texts for is one all the same.
 */
export function canonicalLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** The entry for a locale (RFC 4647, lookup): its own, else that of the tag without its last part, and so on. */
export function lookUp<T>(byTag: Readonly<Record<string, T>>, locale: string): T | undefined {
  const known = new Map(
    Object.entries(byTag).map(([tag, value]) => [(canonicalLocale(tag) ?? tag).toLowerCase(), value]),
  );
  const parts = (canonicalLocale(locale) ?? locale).toLowerCase().split('-');
  for (; parts.length > 0; parts.pop()) {
    const found = known.get(parts.join('-'));
    if (found !== undefined) return found;
  }
  return undefined;
}

const tables = new Map<string, SentenceTable | undefined>();
/** Locales are few, and each costs a look-up by its parts. */
const MAX_TABLES = 200;

function tableFor(locale: string | undefined): SentenceTable | undefined {
  if (locale === undefined) return undefined;
  if (!tables.has(locale)) {
    if (tables.size >= MAX_TABLES) tables.clear();
    tables.set(locale, lookUp(LANGUAGES, locale));
  }
  return tables.get(locale);
}

/** A sentence with something in brackets behind it, such as what a bank says about its fees. */
const WITH_BRACKETS = /^(.+?[.!?])( \(.+\))$/s;

/** A text of the platform in the language of a locale; as it is where that language does not have it. */
export function inLanguage(text: string, locale: string | undefined): string {
  const table = tableFor(locale);
  if (!table) return text;
  if (Object.hasOwn(table, text)) return table[text] as string;
  const [, sentence = '', brackets = ''] = WITH_BRACKETS.exec(text) ?? [];
  return Object.hasOwn(table, sentence) ? `${table[sentence]}${brackets}` : text;
}

/** Whether the platform's own sentences are in the language of a locale, and it isn't English. */
export const isTranslated = (locale: string | undefined): boolean => tableFor(locale) !== undefined;

/** The language in which the platform's sentences are said for a locale. */
export const languageOf = (locale: string | undefined): string =>
  Object.entries(LANGUAGES).find(([, table]) => table === tableFor(locale))?.[0] ?? 'en';

/** A sentence in the language of a locale, filled in. */
export const say = ({ text, values }: Sentence, locale?: string): string => fillIn(inLanguage(text, locale), values);
