import { isObject, type Json } from '../../../domain/json';
import { properties } from '../../../domain/skill/ask';
import type { Schema } from '../../../domain/skill/skill';
import { schemaInWords } from '../../../kit/schema-words';
import type { CatalogFacts, EventFacts, OperationFacts, Use } from './describe';

/** A catalog's operations and events, a line each. `width`: columns. */
export function listAsText({ catalog, operations, events, credentials }: CatalogFacts, width: number): string {
  const names = [...operations.map(({ operation }) => operation), ...events.map(({ event }) => event)];
  const column = Math.max(...names.map((name) => name.length)) + 2;
  const row = (name: string, kind: string, title: string) =>
    wrapped(`  ${name.padEnd(column)}${kind.padEnd(6)}`, title, width);
  const present = operations.filter(({ retired }) => !retired);
  return [
    `Catalog '${catalog}'`,
    '',
    'Operations',
    ...present.map(({ operation, kind, title }) => row(operation, kind, title)),
    '',
    'Events',
    ...events.map(({ event, title }) => row(event, 'await', title)),
    ...Object.entries(credentials).flatMap(([type, schema]) => [
      '',
      `Credentials of '${type}' skills`,
      ...fields(schema as Schema, width),
    ]),
    '',
    'More of one: vestibule skill catalog <operation>. All of it: --json.',
  ].join('\n');
}

/** One operation, whole. */
export function operationAsText(facts: OperationFacts, width: number): string {
  const { operation, title, kind, takes, leaves, codes, undone_by, undoes, requires, retired } = facts;
  const say = (head: string, text: string) => ['', wrapped(head.padEnd(11), text, width)];
  return [
    `${operation} · ${kind}`,
    wrapped('', title, width),
    ...(retired ? say('Retired', `use ${retired.for}; left to ${retired.skills.join(', ')}`) : []),
    '',
    'Takes (as `with`)',
    ...fields(takes, width),
    '',
    'Leaves (as the step’s result)',
    ...fields(leaves, width),
    '',
    'Codes (for `on`; without, they go where `error` goes)',
    ...codesAsText(codes, width),
    ...(undone_by.length > 0 ? say('Undone by', undone_by.join(', ')) : []),
    ...(undoes.length > 0 ? say('Undoes', undoes.join(', ')) : []),
    ...(requires ? say('Requires', requirementInWords(requires)) : []),
    ...say('Waits', `for the ${facts.waits_for === 'bank' ? 'bank' : 'partner'}; ${timesInWords(facts)}`),
    ...say('Used by', usesInWords(facts.used_by)),
  ].join('\n');
}

/** One event, whole. */
export function eventAsText({ event, title, leaves, says, used_by }: EventFacts, width: number): string {
  return [
    `${event} · await`,
    wrapped('', title, width),
    '',
    'Leaves (as the step’s result)',
    ...fields(leaves, width),
    ...(says === undefined ? [] : ['', `The user reads '${says}' with the next form.`]),
    '',
    wrapped('Used by    ', usesInWords(used_by), width),
  ].join('\n');
}

function fields(schema: Schema, width: number): string[] {
  const members = Object.entries(properties(schema));
  if (members.length === 0) return ['  nothing'];
  const required: Json[] = Array.isArray(schema.required) ? schema.required : [];
  const column = Math.max(...members.map(([name]) => name.length)) + 3;
  return members.map(([name, inner]) => {
    const title = isObject(inner) && typeof inner.title === 'string' ? `${inner.title}: ` : '';
    return wrapped(
      `  ${`${name}${required.includes(name) ? '' : '?'}`.padEnd(column)}`,
      title + schemaInWords(inner),
      width,
    );
  });
}

function codesAsText(codes: OperationFacts['codes'], width: number): string[] {
  if (codes.length === 0) return ['  none'];
  const column = Math.max(...codes.map(({ code }) => code.length)) + 2;
  return codes.map(({ code, sentence }) => wrapped(`  ${code.padEnd(column)}`, sentence, width));
}

const requirementInWords = ({ operation, result, good }: NonNullable<OperationFacts['requires']>): string =>
  `${operation} on every way to it; unless its '${result}' is '${good}', an 'ask' has to show the result`;

/** Retries and time-outs in words. */
export function timesInWords({ times: { attempt, total, retry }, sent_once }: OperationFacts): string {
  const often = retry.attempts > 0 ? `up to ${retry.attempts} attempts` : 'attempts';
  const bound = total > 0 ? `, ${span(total)} in all` : '';
  const once = sent_once ? ' What it asks for is sent once; later attempts only look what became of it.' : '';
  const pauses = `pauses of ${span(retry.initial)} that grow to ${span(retry.maximum)}`;
  return `${often} of at most ${span(attempt)} each, with ${pauses}${bound}.${once}`;
}

function span(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ];
  const [size, name] = units.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1_000, 'second'];
  const count = ms / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

const usesInWords = (uses: Use[]): string =>
  uses.length === 0 ? 'no skill here' : uses.map(({ skill, steps }) => `${skill} (${steps.join(', ')})`).join('; ');

/** A text after its head, in lines of at most so many columns, each below the first. A word is never cut. */
function wrapped(head: string, text: string, width: number): string {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(' ')) {
    const isFirst = line.trimEnd().length <= head.trimEnd().length && line.length <= head.length;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(head.length) + word;
    } else line = isFirst ? line + word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
