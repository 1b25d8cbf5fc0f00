import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { isObject, type Json } from '../domain/json';
import { parseJsonText } from '../domain/json-text/json-parser';
import { textPositions } from '../domain/json-text/text-position';
import { escapeToken, parsePointer } from '../domain/pointer';
import { type Fault, fault } from '../domain/skill/check/fault';
import type { SkillDefinition } from '../domain/skill/definition';
import { type Finding, locate, type Placed } from './findings';
import { canonicalLocale } from './languages/languages';
import { typeInWords } from './shape/types';
import { textFaults } from './text-rules';
import type { Texts } from './texts';

/** A checked file of texts. `texts` is there where the file can be used; what belongs to nothing is left out. */
export interface CheckedTexts {
  file: string;
  findings: Finding[];
  locale: string;
  texts?: Texts;
}

/** Bytes of a file of texts: it has those of all versions. */
export const MAX_TEXT_BYTES = 256 * 1024;
/** Characters of one text. */
const MOST_CHARACTERS = 1_000;

/**
 * Checks a file of texts, `i18n/<locale>.json`. `versions`: the skill's definitions, all that there are; `undefined`
 * where one of them can't be read, since a text may be its.
 */
export function checkTexts(bytes: Uint8Array, file: string, versions: SkillDefinition[] | undefined): CheckedTexts {
  const locale = path.basename(file, '.json');
  const text = Buffer.from(bytes).toString('utf8');
  const { value, root, faults: ofText } = readTexts(bytes, text);
  const ofName = canonicalLocale(locale) === undefined ? [localeFault(locale)] : [];
  const ofShape = value === undefined ? [] : shapeFaults(value);
  const isUsable = ofName.length + ofText.length + ofShape.length === 0;
  const texts = isUsable ? (value as Texts) : undefined;
  const stray = texts && versions ? textFaults(versions, texts) : [];
  const faults: Placed[] = [...ofName, ...ofText, ...ofShape, ...stray];
  const findings = locate(faults, root, textPositions(text));
  return { file, locale, findings, ...(texts ? { texts: omit(texts, stray) } : {}) };
}

function readTexts(bytes: Uint8Array, text: string): ReturnType<typeof parseJsonText> {
  const no = (code: 'too_large' | 'json_encoding', message: string) => ({
    faults: [{ code: code as 'json_encoding', offset: 0, pointer: '', message }],
  });
  if (bytes.length > MAX_TEXT_BYTES) return no('too_large', 'A file of texts has at most 256 KiB.');
  return isUtf8(bytes) ? parseJsonText(text) : no('json_encoding', 'The file is not UTF-8.');
}

const localeFault = (locale: string): Fault =>
  fault('locale_bad', '', `'${locale}' is no locale of BCP 47: name the file like 'ro.json' or 'pt-BR.json'.`);

function shapeFaults(value: Json): Fault[] {
  if (!isObject(value))
    return [fault('type_wrong', '', `The file must be an object of texts by address, not ${typeInWords(value)}.`)];
  return Object.entries(value).flatMap(([address, text]) => {
    const pointer = `/${escapeToken(address)}`;
    const shown = address.slice(0, 80);
    if (typeof text !== 'string')
      return [fault('type_wrong', pointer, `'${shown}' must be a text, not ${typeInWords(text)}.`)];
    if (text.trim() === '') return [fault('text_bad', pointer, `'${shown}' is empty: leave it out.`)];
    if (text.length <= MOST_CHARACTERS) return [];
    return [fault('text_bad', pointer, `'${shown}' may have at most ${MOST_CHARACTERS} characters.`)];
  });
}

/** The texts that belong to something. */
function omit(texts: Texts, stray: readonly Fault[]): Texts {
  const left = new Set(stray.map(({ pointer }) => parsePointer(pointer)?.[0]));
  return Object.fromEntries(Object.entries(texts).filter(([address]) => !left.has(address)));
}
