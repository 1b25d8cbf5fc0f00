import { isObject, type Json } from '../../domain/json';
import { type Fault, fault, warning } from '../../domain/skill/check/fault';
import { POSTAL_ADDRESS } from '../../domain/skill/postal-address';
import type { Schema } from '../../domain/skill/skill';
import { withAlternative } from '../sample';
import { lengthsOf } from '../samples/pattern-lengths';
import { patternTree } from '../samples/pattern-tree';
import { isPlainChoice } from './choice-rules';
import { fillForm } from './fill';
import type { Place } from './places';
import { choicesOf, typesIn } from './schema-types';
import { misfit } from './value-check';

/**
 * What keeps a form from being filled in: a place for which it can be proved that no value fits, else the form itself
 * where none was found. The places must have no other faults.
 */
export function fillFaults(places: readonly Place[]): Fault[] {
  const empty = places.flatMap(({ schema, pointer }) => {
    const why = whyNothingFits(schema);
    return why === undefined ? [] : [fault('form_unfillable', pointer, `Nobody can fill this in: ${why}.`)];
  });
  const [form] = places;
  if (empty.length > 0 || !form || fillForm(form.schema) !== undefined) return empty;
  const message =
    "The check found no values that this form takes. Give it one in 'examples'; if you can't, no user can fill it in.";
  return [warning('form_sample_missing', form.pointer, message)];
}

/** Why no value fits a schema, where that can be proved; the schemas inside of it are places of their own. */
function whyNothingFits(schema: Schema): string | undefined {
  const choices = choicesOf(schema);
  if (choices) return choices.some((choice) => canChoose(schema, choice)) ? undefined : 'none of its choices fits';
  if (Array.isArray(schema.anyOf)) return whyNoAlternative(schema, schema.anyOf.filter(isObject));
  return typesIn(schema)?.join() === 'string' ? whyNoText(schema) : undefined;
}

const canChoose = (schema: Schema, choice: Json): boolean =>
  isPlainChoice(schema, choice) || misfit(schema, choice) === '';

function whyNoAlternative(schema: Schema, alternatives: Schema[]): string | undefined {
  const types = typesIn(schema);
  const isEmpty = (one: Schema): boolean => {
    const others = typesIn(one);
    const isOther = types !== undefined && others !== undefined && !others.some((type) => types.includes(type));
    return isOther || whyNothingFits(withAlternative(schema, one)) !== undefined;
  };
  return alternatives.every(isEmpty) ? 'none of its alternatives fits what stands beside them' : undefined;
}

/** Characters of the shortest and of the longest text of a format. */
const FORMAT_LENGTHS: Readonly<Record<string, readonly [number, number]>> = {
  date: [10, 10],
  'date-time': [20, 64],
  email: [3, 254],
  uri: [3, 2_048],
  uuid: [36, 45],
  iban: [15, 34],
  bic: [8, 11],
  amount: [1, 22],
  currency: [3, 3],
  phone: [3, 16],
  country: [2, 2],
};

function whyNoText({ minLength, maxLength, pattern, format }: Schema): string | undefined {
  const bounds: [string, number, number][] = [];
  if (typeof format === 'string' && format !== POSTAL_ADDRESS) {
    const [least, most] = FORMAT_LENGTHS[format] ?? [0, Number.POSITIVE_INFINITY];
    bounds.push([`the format '${format}'`, least, most]);
  }
  if (typeof pattern === 'string') {
    const { least, most } = lengthsOf(patternTree(pattern));
    bounds.push(['the pattern', least, most]);
  }
  const least = numberOr(minLength, 0);
  const most = numberOr(maxLength, Number.POSITIVE_INFINITY);
  for (const [what, shortest, longest] of bounds) {
    if (shortest > most) return `${what} has at least ${shortest} characters, and 'maxLength' is ${most}`;
    if (longest < least) return `${what} has at most ${longest} characters, and 'minLength' is ${least}`;
  }
  const [first, second] = bounds;
  const isApart = first && second && (first[1] > second[2] || second[1] > first[2]);
  return isApart ? 'no text has the length of both its format and its pattern' : undefined;
}

const numberOr = (value: Json | undefined, other: number): number => (typeof value === 'number' ? value : other);
