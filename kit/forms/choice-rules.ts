import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { type Fault, fault } from '../../domain/skill/check/fault';
import { meant } from '../../domain/skill/check/suggest';
import { same } from '../../domain/skill/condition';
import type { Place } from './places';
import { choicesOf, typesIn } from './schema-types';
import { misfit, readValue } from './value-check';

/** Choices that nobody can make: the schema's own other keywords refuse them. And those that are listed twice. */
export function choiceFaults({ schema, pointer }: Place): Fault[] {
  const { enum: choices, const: only } = schema;
  const listed: [Json, string][] = [
    ...(Array.isArray(choices) ? choices.map((choice, index): [Json, string] => [choice, `enum/${index}`]) : []),
    ...(only === undefined ? [] : [[only, 'const'] as [Json, string]]),
  ];
  return listed.flatMap(([choice, at], index) => {
    const place = `${pointer}/${at}`;
    if (at !== 'const' && listed.slice(0, index).some(([other]) => same(other, choice)))
      return [fault('choice_repeated', place, `The choice ${shown(choice)} is listed twice.`)];
    const why = whyNever(schema, choice);
    return why === '' ? [] : [fault('choice_misfit', place, `Nobody can choose ${shown(choice)}: ${why}`)];
  });
}

const shown = (value: Json): string => JSON.stringify(value).slice(0, 80);

/** Keywords that keep no choice from being made. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['type', 'title', 'description', 'examples', 'default', 'enum', 'const'],
  ...['x-labels', 'x-ui', 'x-sensitive', 'x-error', 'additionalProperties'],
]);

/**
 * Whether a choice is a plain value in a plain list, as most are: nothing has to be compiled to see that it can be
 * made.
 */
export function isPlainChoice(schema: JsonObject, choice: Json): boolean {
  const isSimple = Object.keys(schema).every((keyword) => HARMLESS.has(keyword));
  const isListed = schema.const === undefined || !Array.isArray(schema.enum);
  const isText = typeof choice === 'string' && choice.trim() === choice && choice !== '';
  const types = typesIn(schema);
  const isWhole = schema.type !== 'integer' || Number.isInteger(choice);
  const isTidy = isText || typeof choice !== 'string';
  return isSimple && isListed && isWhole && isTidy && (types?.includes(kindOf(choice)) ?? false);
}

function whyNever(schema: JsonObject, choice: Json): string {
  if (isPlainChoice(schema, choice)) return '';
  const reading = readValue(schema, choice);
  if (!reading.isGood) return misfit(schema, choice);
  const kept = reading.data.value as Json;
  return same(kept, choice) ? '' : `what is typed is kept as ${shown(kept)}.`;
}

const kindOf = (value: Json) => typesIn({ const: value })?.[0] ?? 'null';

/** The labels of values that are no choices: nobody would ever read them. */
export function labelFaults({ schema, pointer }: Place): Fault[] {
  const labels = isObject(schema['x-labels']) ? Object.keys(schema['x-labels']) : [];
  const choices = (choicesOf(schema) ?? (schema.type === 'boolean' ? [true, false] : [])).map(String);
  return labels
    .filter((label) => !choices.includes(label))
    .map((label) => {
      const message = `'${label}' is no choice here, so nobody reads its label.${meant(label, choices, 'The choices are')}`;
      return fault('label_unknown', `${pointer}/x-labels/${escapeToken(label)}`, message);
    });
}
