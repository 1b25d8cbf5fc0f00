import { tenantEvent } from '../../api/openapi/event-paths';
import type { Json, JsonObject } from '../../domain/json';
import { isObject } from '../../domain/json';
import { properties } from '../../domain/skill/ask';
import type { EventSpec, Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import { STANDARD_PREFIX } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { EVENT_TYPES } from '../../domain/tenant-event';
import { code, table } from './markdown';

/** A test user of the sandbox as the README lists it. */
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

/** The types of events that a tenant is told. */
export const eventTable = (): string =>
  table(
    ['type', 'what has happened'],
    Object.entries(EVENT_TYPES).map(([type, meaning]) => [code(type), meaning]),
  );

/** What the `data` of an event may have. */
export const eventDataTable = (): string =>
  table(
    ['member', 'what it is'],
    Object.entries(properties(properties(tenantEvent as JsonObject).data as JsonObject)).map(([name, member]) => [
      code(name),
      String((member as JsonObject).description ?? ''),
    ]),
  );

/** The tables of operations and events that a skill may name: the platform's own, then catalog by catalog. */
export const catalogTables = (catalogs: OperationCatalog[]): string =>
  [standardTable(catalogs), ...catalogs.map(tablesOf)].join('\n\n');

const tablesOf = ({ name, operations, events }: OperationCatalog): string =>
  [
    `### Operations of ${code(name)}`,
    '',
    operationTable(Object.entries(operations).filter(([id]) => !isStandard(id))),
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
  ].join('\n');

/** The table of the platform's own operations, which every catalog has. */
const standardTable = (catalogs: OperationCatalog[]): string =>
  [
    '### Operations of every catalog',
    '',
    operationTable(Object.entries(catalogs[0]?.operations ?? {}).filter(([id]) => isStandard(id))),
  ].join('\n');

const isStandard = (operation: string): boolean => operation.startsWith(STANDARD_PREFIX);

const operationTable = (operations: [string, Operation][]): string =>
  table(
    ['operation', 'for', 'what it does', 'takes', 'leaves', 'codes'],
    operations.filter(([, { retired }]) => !retired).map(([id, operation]) => operationRow(id, operation)),
  );

const operationRow = (id: string, { kind, title, input, output, codes }: Operation): string[] => [
  code(id),
  code(kind),
  title,
  fields(input),
  fields(output),
  Object.keys(codes).map(code).join(' ') || '–',
];

const eventRow = (id: string, { title, payload }: EventSpec): string[] => [code(id), title, fields(payload)];

/** The property names of a schema: `?` marks optional ones, a lock sensitive ones; choices are spelt out. */
function fields(schema: Schema): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.entries(properties(schema)).map(([name, property]) => {
    const mark = isSealedInside(property) ? ' 🔒' : '';
    return `${code(`${name}${required.includes(name) ? '' : '?'}`)}${choices(property)}${mark}`;
  });
  return names.join(', ') || '–';
}

const isSealedInside = (schema: Json | undefined): boolean =>
  isObject(schema) &&
  (schema['x-sensitive'] !== undefined ||
    isSealedInside(schema.items) ||
    Object.values(properties(schema)).some(isSealedInside));

function choices(property: Json): string {
  if (!isObject(property) || !Array.isArray(property.enum)) return '';
  const options = property.enum.filter((option) => option !== '').map(String);
  return ` (${options.join(', ')})`;
}

function sentences(operations: OperationCatalog['operations']): string[][] {
  const all = new Map(Object.values(operations).flatMap(({ codes }) => Object.entries(codes)));
  return [...all].map(([id, sentence]) => [code(id), sentence]);
}
