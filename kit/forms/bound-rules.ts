import { isObject, type Json, type JsonObject } from '../../domain/json';
import { type Fault, fault } from '../../domain/skill/check/fault';
import { same } from '../../domain/skill/condition';
import { compareAmounts } from '../formats/amount';
import { numbersIn } from './number-range';
import type { Place } from './places';
import { choicesOf } from './schema-types';

const PAIRS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

/** The pairs of bounds of a place between which there is no value. */
export function boundFaults({ schema, pointer }: Place): Fault[] {
  const crossed = (at: string, message: string): Fault =>
    fault('bounds_crossed', `${pointer}/${at}`, `No value is possible: ${message}.`);
  const faults: Fault[] = [];
  for (const [least, most] of PAIRS) {
    const [a, b] = [schema[least], schema[most]];
    if (typeof a === 'number' && typeof b === 'number' && a > b)
      faults.push(crossed(least, `'${least}' is ${a}, and '${most}' is ${b}`));
  }
  const number = crossedNumber(schema);
  if (number) faults.push(crossed(number.at, number.message));
  const amount = crossedAmount(schema['x-amount']);
  if (amount) faults.push(crossed(`x-amount/${amount.at}`, amount.message));
  const upload = isObject(schema['x-upload']) ? schema['x-upload'].count : undefined;
  const [min, max] = Array.isArray(upload) ? upload : [];
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    faults.push(crossed('x-upload/count', `at least ${min} files are wanted, and at most ${max} taken`));
  if (max === 0) faults.push(crossed('x-upload/count', 'at most 0 files are taken: leave the field out'));
  return [...faults, ...uniqueFaults({ schema, pointer })];
}

type Crossed = { at: string; message: string };

function crossedNumber(schema: JsonObject): Crossed | undefined {
  if (numbersIn(schema).next().done !== true) return undefined;
  const named = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'].filter(
    (keyword) => typeof schema[keyword] === 'number',
  );
  const said = named.map((keyword) => `'${keyword}' is ${schema[keyword]}`).join(', ');
  const kind = schema.type === 'integer' ? ', and it has to be a whole number' : '';
  return { at: named[0] as string, message: `${said}${kind}` };
}

function crossedAmount(amount: Json | undefined): Crossed | undefined {
  if (!isObject(amount) || typeof amount.maximum !== 'string') return undefined;
  const { minimum, exclusiveMinimum, maximum } = amount;
  if (typeof minimum === 'string' && compareAmounts(minimum, maximum) > 0)
    return { at: 'minimum', message: `'minimum' is ${minimum}, and 'maximum' is ${maximum}` };
  if (typeof exclusiveMinimum === 'string' && compareAmounts(exclusiveMinimum, maximum) >= 0)
    return { at: 'exclusiveMinimum', message: `it is more than ${exclusiveMinimum}, and at most ${maximum}` };
  return undefined;
}

/** A list of different entries needs as many different values as it has to have. */
function uniqueFaults({ schema, pointer }: Pick<Place, 'schema' | 'pointer'>): Fault[] {
  const { uniqueItems, minItems, items } = schema;
  if (uniqueItems !== true || typeof minItems !== 'number' || !isObject(items)) return [];
  const listed = items.type === 'boolean' ? [true, false] : choicesOf(items);
  const different = listed?.filter((one, index) => listed.findIndex((other) => same(one, other)) === index);
  if (!different || different.length >= minItems) return [];
  const message = `No value is possible: the list needs ${minItems} different entries, and there are ${different.length}.`;
  return [fault('bounds_crossed', `${pointer}/minItems`, message)];
}
