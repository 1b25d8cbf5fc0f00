import type { Json } from '../../domain/json';
import { isObject } from '../../domain/json';
import { properties } from '../../domain/skill/ask';
import type { Catalog, EventSpec, Operation } from '../../domain/skill/catalog';
import type { Schema } from '../../domain/skill/skill';
import { code, table } from './markdown';

/** What a reader has to know of a test user. */
export interface UserStory {
  psu_id: string;
  approach: string;
  story: string;
}

export const testUserTable = (users: readonly UserStory[]): string =>
  table(
    ['`psu_id`', 'approach', 'what happens'],
    users.map(({ psu_id, approach, story }) => [code(psu_id), approach.toLowerCase(), story]),
  );

/** Every operation and event that a skill may name, catalog by catalog. */
export const catalogTables = (catalogs: Catalog[]): string =>
  catalogs
    .map(({ name, operations, events }) =>
      [
        `### Operations of ${code(name)}`,
        '',
        table(
          ['operation', 'for', 'what it does', 'takes', 'leaves', 'codes'],
          Object.entries(operations)
            .filter(([, { retired }]) => !retired)
            .map(([id, operation]) => operationRow(id, operation)),
        ),
        '',
        `### Events of ${code(name)}`,
        '',
        table(
          ['event', 'what it is', 'leaves'],
          Object.entries(events).map(([id, event]) => eventRow(id, event)),
        ),
        '',
        '### What the codes say to the user',
        '',
        table(['code', 'sentence'], sentences(operations)),
      ].join('\n'),
    )
    .join('\n\n');

const operationRow = (id: string, { kind, title, input, output, codes }: Operation): string[] => [
  code(id),
  code(kind),
  title,
  fields(input),
  fields(output),
  Object.keys(codes).map(code).join(' ') || '–',
];

const eventRow = (id: string, { title, payload }: EventSpec): string[] => [code(id), title, fields(payload)];

/** Each name once, optional ones with a question mark, sensitive ones with a lock, choices spelt out. */
function fields(schema: Schema): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.entries(properties(schema)).map(([name, property]) => {
    const mark = isObject(property) && property['x-sensitive'] !== undefined ? ' 🔒' : '';
    return `${code(`${name}${required.includes(name) ? '' : '?'}`)}${choices(property)}${mark}`;
  });
  return names.join(', ') || '–';
}

function choices(property: Json): string {
  if (!isObject(property) || !Array.isArray(property.enum)) return '';
  const options = property.enum.filter((option) => option !== '').map(String);
  return ` (${options.join(', ')})`;
}

function sentences(operations: Catalog['operations']): string[][] {
  const all = new Map(Object.values(operations).flatMap(({ codes }) => Object.entries(codes)));
  return [...all].map(([id, sentence]) => [code(id), sentence]);
}
