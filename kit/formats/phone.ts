import type { CountryCode, PhoneNumber } from 'libphonenumber-js';
import type { FormatContext, TextFormat } from './format';
import { trimmed } from './text';

const SENTENCES = {
  international: 'Please write the phone number with its country’s code in front, such as +40 712 345 678.',
  number: 'This is not a phone number that can be called: please check its digits.',
} as const;

/** ITU-T E.164: a plus sign and at most 15 digits. */
const E164 = /^\+[1-9][0-9]{1,14}$/;

/** Loaded at the first phone number: the numbering plans of all countries take longer to load than a skill to check. */
const library = () => require('libphonenumber-js') as typeof import('libphonenumber-js');

function parse(text: string, country?: string): PhoneNumber | undefined {
  const { isSupportedCountry, parsePhoneNumberFromString } = library();
  const known = country !== undefined && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  return parsePhoneNumberFromString(text, { extract: false, ...(known ? { defaultCountry: known } : {}) });
}

/** `x-country`: whose numbers may be written without the country's code. */
const countryIn = ({ schema }: FormatContext): string | undefined =>
  typeof schema['x-country'] === 'string' ? schema['x-country'] : undefined;

/** A phone number, kept as E.164. `00` in front is read as `+`, whatever the country dialled from. */
export const phone: TextFormat = {
  normalise(text, context) {
    const written = trimmed(text).replace(/^00(?=[1-9])/, '+');
    const found = parse(written, countryIn(context));
    return found && !found.ext ? found.number : written;
  },
  fault(text, context) {
    if (!E164.test(text) && countryIn(context) === undefined && !text.startsWith('+'))
      return { text: SENTENCES.international };
    return E164.test(text) && parse(text)?.isValid() ? undefined : { text: SENTENCES.number };
  },
  sample: '+40712345678',
};
export const PHONE_SENTENCES: readonly string[] = Object.values(SENTENCES);
