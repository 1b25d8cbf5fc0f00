/**
 * Characters that nobody sees and that come along when a text is copied: soft hyphen, zero-width space, marks of
 * writing direction, byte order mark. Joiners are not among them, for some scripts spell with them.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

/** A joiner that joins nothing, or stands beside a letter of a script that has no use for it. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}])|(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200c\u200d]+/gu;

/** Every character that counts as a blank, line breaks apart. */
const BLANKS = /[\p{Zs}\t]+/gu;

/** Control characters and line breaks: in a text of one line they come from a machine, not from a person. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** The same without those that a text of several lines is written with. */
const CONTROL_IN_LINES = /(?![\t\n\r])\p{Cc}/u;

/** Takes out characters that nobody sees. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '').replace(STRAY_JOINER, '');

/** A text without invisible characters, and without blanks at its ends. */
export const trimmed = (text: string): string => withoutInvisible(text).trim();

/** One line as a person means it: composed (NFC), no invisible characters, single blanks, none at the ends. */
export const tidyLine = (text: string): string => withoutInvisible(text.normalize('NFC')).replace(BLANKS, ' ').trim();

/** Every blank and invisible character taken out. */
export const unspaced = (text: string): string => withoutInvisible(text).replace(/\s+/g, '');

/** Whether a person would see nothing: no character, or only blanks and invisible ones. */
export const isBlank = (text: string): boolean => withoutInvisible(text).trim() === '';

/** Whether a text has a character that a person can't have meant. */
export const hasControl = (text: string, { multiline }: { multiline: boolean }): boolean =>
  (multiline ? CONTROL_IN_LINES : CONTROL).test(text);
