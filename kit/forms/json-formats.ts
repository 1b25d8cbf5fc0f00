import type Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats';
import { POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import { TEXT_FORMATS } from '../formats/formats';

/** Characters of the longest text that can be of the format; a longer one is none, and costs no time. */
const LONGEST: Record<string, number> = { date: 10, 'date-time': 64, email: 254, uri: 2_048, uuid: 45 };

/**
 * Adds JSON Schema's formats as full checks: a `date` is a day of the calendar, an `email` has a host with a dot. The
 * declared formats (`iban` …) are judged where a submission is taken in; here they are only known.
 */
export function addFullFormats(ajv: Ajv): void {
  addFormats(ajv, { mode: 'full' });
  for (const [name, longest] of Object.entries(LONGEST)) {
    const fits = testOf(fullFormats[name as keyof typeof fullFormats]);
    ajv.addFormat(name, (text: string) => text.length <= longest && fits(text));
  }
  for (const name of [...Object.keys(TEXT_FORMATS), POSTAL_ADDRESS]) ajv.addFormat(name, true);
}

type Format = (typeof fullFormats)[keyof typeof fullFormats];

/** A format of ajv-formats as a function, however that library writes it. */
function testOf(format: Format): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format as (text: string) => boolean;
  const validate = typeof format === 'object' && format !== null && 'validate' in format ? format.validate : undefined;
  if (validate instanceof RegExp) return (text) => validate.test(text);
  if (typeof validate === 'function') return validate as (text: string) => boolean;
  throw new Error('a format of ajv-formats has an unknown shape');
}
