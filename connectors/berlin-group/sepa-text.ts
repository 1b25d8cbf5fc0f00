/** Letters and signs that no accent explains, as banks write them in SEPA's characters. */
const WRITTEN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ŋ: 'n',
  ħ: 'h',
  '&': '+',
  '@': '(at)',
  '€': 'EUR',
  '№': 'No',
  '“': "'",
  '”': "'",
  '„': "'",
  '‘': "'",
  '’': "'",
  '"': "'",
  '`': "'",
  '´': "'",
  '–': '-',
  '—': '-',
  _: '-',
  ';': ',',
  '|': '/',
  '\\': '/',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '<': '(',
  '>': ')',
  '=': '-',
  '*': '.',
  '#': '.',
  '%': '.',
  '!': '.',
  '~': '-',
};
/** Umlauts are written with an e where German is spoken, which is where most of them come from. */
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' };

const SEPA = /^[A-Za-z0-9/?:().,'+ -]*$/;

/**
 * A text in the characters that every SEPA bank takes (EPC217-08): `a-z A-Z 0-9 / - ? : ( ) . , ' +` and blanks. What
 * has no such spelling is left out. Neither `/` begins or ends it, nor does `//` stand in it.
 */
export function sepaText(text: string): string {
  const composed = text
    .normalize('NFC')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
  if (SEPA.test(composed) && !/^\/|\/$|\/\//.test(composed)) return composed;
  const written = [...composed].map((character) => {
    if (SEPA.test(character)) return character;
    const known = UMLAUTS[character] ?? WRITTEN[character];
    if (known !== undefined) return known;
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
    return SEPA.test(plain) ? plain : '';
  });
  return written
    .join('')
    .replace(/\/{2,}/g, '/')
    .replace(/^\/+|\/+$/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}
