/** Characters of a file's name that are kept. */
const MAX_LENGTH = 255;

/** Characters that show nothing or turn the text around them: controls, bidirectional marks, zero-width ones. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A file's name as it may be shown: without folders, invisible characters and blanks around it, composed (NFC), of
 * bounded length. It is a name to show, not a path to follow; `file` where nothing is left.
 */
export function plainFileName(given: string): string {
  const name = (given.split(/[/\\]/).at(-1) ?? '').replace(INVISIBLE, '').normalize('NFC').trim();
  return /^\.*$/.test(name) ? 'file' : shortened(name);
}

/** Cuts a long name before its extension, for that is what people know a file by. */
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_LENGTH) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_LENGTH - [...extension].length).join('') + extension;
}
