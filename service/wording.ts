import type { SkillDefinition } from '../domain/skill/definition';
import { RETURN_PAGE } from '../kit/languages/english';
import { inLanguage, languageOf } from '../kit/languages/languages';

/** Characters that would break a sentence for a person, whoever has written it. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * A sentence that a session keeps, in the language of its user. Sessions keep what was said when it happened, in
 * English or in the words of a bank. The platform's own sentences are translated here, others are given as they are: as
 * text, to be escaped by whoever shows it.
 */
export const worded = (message: string, locale: string | undefined): string =>
  inLanguage(message, locale).replace(CONTROL, ' ');

/** The reason of an end: the author's own is translated with the skill, any other is the platform's. */
export function wordedReason(
  reason: { code: string; message: string },
  locale: string | undefined,
  original: SkillDefinition | undefined,
  translated: SkillDefinition | undefined,
): { code: string; message: string } {
  const named = Object.entries(original?.steps ?? {}).find(
    ([, step]) => 'end' in step && step.reason?.code === reason.code && step.reason.message === reason.message,
  )?.[0];
  const end = named === undefined ? undefined : translated?.steps[named];
  const message = end && 'end' in end ? end.reason?.message : undefined;
  return { ...reason, message: message ?? worded(reason.message, locale) };
}

/** The page for a user who is back from the bank, where the tenant has none. */
export interface ReturnPage {
  /** BCP 47, of the page's texts. */
  language: string;
  title: string;
  text: string;
}

/** The words of that page in the language of a locale. */
export const returnPage = (locale?: string): ReturnPage => ({
  language: languageOf(locale),
  title: inLanguage(RETURN_PAGE.title, locale),
  text: inLanguage(RETURN_PAGE.text, locale),
});
