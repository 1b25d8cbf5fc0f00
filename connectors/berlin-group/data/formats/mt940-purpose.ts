import type { JsonObject } from '../../../../domain/json';
import { ibanOf, present } from '../texts';

interface Purpose {
  name?: string | undefined;
  account?: string | undefined;
  ultimate?: string | undefined;
  remittance?: string | undefined;
  endToEndId?: string | undefined;
}

/**
 * What `:86:` says of the other side and of what a booking is for. Three habits are read: numbered subfields (`?20…`),
 * words between slashes (`/NAME/…/REMI/…`), and free text.
 */
export function purposeOf(text: string, isDebit: boolean): JsonObject {
  const purpose = numbered(text) ?? slashed(text) ?? { remittance: text.replace(/\n/g, ' ').trim() };
  const [role, ultimate] = isDebit ? ['creditor', 'ultimateCreditor'] : ['debtor', 'ultimateDebtor'];
  const { account } = purpose;
  return present<JsonObject>({
    [`${role}Name`]: purpose.name || undefined,
    [`${role}Account`]: account ? (ibanOf(account) ? { iban: account } : { bban: account }) : undefined,
    [ultimate]: purpose.ultimate || undefined,
    remittanceInformationUnstructured: purpose.remittance || undefined,
    endToEndId: purpose.endToEndId || undefined,
  } as JsonObject);
}

/** A code of three digits, then subfields of two digits behind a separator that the bank chooses. */
const NUMBERED = /^\d{3}([^\w\s/])(?=\d{2})|^([?~])(?=\d{2})/;
/** Characters of a full subfield: a text that fills it goes on in the next one. */
const FULL = 27;

/** Characters of a full line in SWIFT's character set; the first one begins behind its tag. */
const FULL_LINE = 65;
const TAG = ':86:'.length;

/** The text before it was wrapped: a full line is cut anywhere, a shorter one at a blank, which the wrap has taken. */
const unwrapped = (text: string): string =>
  text
    .split('\n')
    .reduce((all, line, index, lines) =>
      (lines[index - 1] ?? '').length >= (index === 1 ? FULL_LINE - TAG : FULL_LINE) || /^[^\w\s]\d\d/.test(line)
        ? `${all}${line}`
        : `${all} ${line}`,
    );

function numbered(text: string): Purpose | undefined {
  const line = unwrapped(text);
  const separator = NUMBERED.exec(line)?.slice(1).find(Boolean);
  if (separator === undefined) return undefined;
  const fields = line
    .split(separator)
    .slice(1)
    .map((part): [number, string] => [Number(part.slice(0, 2)), part.slice(2)]);
  const joined = (wanted: (code: number) => boolean) =>
    fields
      .filter(([code]) => wanted(code))
      .reduce((all, [, part]) => `${all}${part.length >= FULL ? part : `${part} `}`, '')
      .replace(/ {2,}/g, ' ')
      .trim();
  const words = sepaWords(joined((code) => (code >= 20 && code <= 29) || (code >= 60 && code <= 63)));
  return {
    ...words,
    name: joined((code) => code === 32 || code === 33),
    account: joined((code) => code === 31) || joined((code) => code === 38) || words.account,
  };
}

const SEPA_WORD = /(?:^|\s|(?<=\S))(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP)\+/;

/** `SVWZ+` and the like, which stand inside the text of numbered subfields. */
function sepaWords(text: string): Purpose {
  const parts = text.split(SEPA_WORD);
  const words = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) words.set(parts[index] ?? '', (parts[index + 1] ?? '').trim());
  const before = (parts[0] ?? '').trim();
  return {
    remittance: [before, words.get('SVWZ') ?? ''].filter((part) => part !== '').join(' '),
    endToEndId: words.get('EREF'),
    ultimate: words.get('ABWA') ?? words.get('ABWE'),
    account: words.get('IBAN'),
  };
}

const SLASHED_WORDS =
  'TRTP|TYPE|IBAN|BIC|NAME|REMI|EREF|KREF|MARF|CSID|CNTP|ORDP|BENM|ISDT|PURP|ULTC|ULTD|RTRN|PREF|SVCL|OCMT|CHGS|EXCH';
const SLASHED = new RegExp(`/(${SLASHED_WORDS})/`);

function slashed(text: string): Purpose | undefined {
  const parts = text.replace(/\n/g, '').split(SLASHED);
  if (parts.length < 3 || (parts[0] ?? '').trim() !== '') return undefined;
  const words = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) words.set(parts[index] ?? '', trimmed(parts[index + 1] ?? ''));
  const [account, , name] = (words.get('CNTP') ?? '').split('/');
  return {
    name: words.get('NAME') ?? name,
    account: words.get('IBAN') ?? account,
    ultimate: words.get('ULTC') ?? words.get('ULTD'),
    remittance: words.get('REMI')?.replace(/^(USTD|STRD)\/{1,2}/, ''),
    endToEndId: words.get('EREF'),
  };
}

const trimmed = (text: string): string => text.replace(/\/+$/, '').trim();
