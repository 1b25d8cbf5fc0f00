import { isObject } from '../../domain/json';
import { type Fault, fault } from '../../domain/skill/check/fault';
import { POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import { isCountry } from '../formats/countries';
import { decimalsOf } from '../formats/currency-table';
import { formatOf } from '../formats/formats';
import type { Place } from './places';

/** The options of declared formats, and the format that each is of. */
const OPTIONS: Readonly<Record<string, string>> = { 'x-amount': 'amount', 'x-country': 'phone' };

/** A currency that is checked when the skill is: one that has gone since is refused to no published document. */
const isKnownCurrency = (name: string): boolean => decimalsOf(name, '2026-01-01') !== undefined;

/** The faults in how a place declares its format. */
export function formatFaults({ schema, pointer, isAlternative }: Place): Fault[] {
  const misplaced = (at: string, message: string) => fault('format_misplaced', `${pointer}/${at}`, message);
  const { format, type } = schema;
  const faults: Fault[] = [];
  if (format === POSTAL_ADDRESS && (schema.properties !== undefined || (type !== undefined && type !== 'object')))
    faults.push(misplaced('format', "'postal-address' stands for a whole object: leave type and properties to it."));
  if (formatOf(format) && type !== 'string')
    faults.push(misplaced('format', `'${format}' is of texts: give the field "type": "string".`));
  const normalises = formatOf(format) !== undefined || format === POSTAL_ADDRESS;
  if (isAlternative && (normalises || schema['x-normalise'] !== undefined))
    faults.push(
      misplaced(
        normalises ? 'format' : 'x-normalise',
        'In an alternative of anyOf it is not known whether it is meant: make it a field of its own.',
      ),
    );
  for (const [option, of] of Object.entries(OPTIONS))
    if (schema[option] !== undefined && format !== of)
      faults.push(misplaced(option, `'${option}' is an option of "format": "${of}".`));
  if (typeof schema['x-country'] === 'string' && !isCountry(schema['x-country']))
    faults.push(misplaced('x-country', 'This is not a country of ISO 3166.'));
  const amount = isObject(schema['x-amount']) ? schema['x-amount'] : {};
  if (typeof amount.currency === 'string' && !isKnownCurrency(amount.currency))
    faults.push(misplaced('x-amount/currency', 'This is not a currency of ISO 4217 that is in use.'));
  return faults;
}
