import { isObject, type Json } from '../domain/json';
import { escapeToken } from '../domain/pointer';
import { properties } from '../domain/skill/ask';
import { type Fault, fault } from '../domain/skill/check/fault';
import {
  type EventSpec,
  type Operation,
  type OperationCatalog,
  STANDARD_PREFIX,
} from '../domain/skill/operation-catalog';
import { patternFaults, sizeFaults } from './forms/pattern-rules';
import { placesOf } from './forms/places';

/** The document of `catalog.schema.json`. */
export interface CatalogDocument {
  catalog: string;
  operations?: Record<string, Pick<Operation, 'title' | 'input' | 'output'> & Partial<Operation>>;
  events?: Record<string, Pick<EventSpec, 'title' | 'payload'> & Partial<EventSpec>>;
}

type Known = Readonly<Record<string, OperationCatalog>>;

const bad = (pointer: string, message: string): Fault => fault('catalog_bad', pointer, message);

/** What is wrong with a catalog of the right shape. `named`: as the name of its file says. */
export function catalogFaults(document: CatalogDocument, named: string, known: Known): Fault[] {
  const before = Object.hasOwn(known, document.catalog) ? known[document.catalog] : undefined;
  const ofName =
    document.catalog === named
      ? []
      : [bad('/catalog', `The file is called '${named}.catalog.json', so the catalog must be '${named}'.`)];
  return [
    ...ofName,
    ...Object.keys(document.operations ?? {}).flatMap((name) => operationFaults(document, name, before)),
    ...Object.keys(document.events ?? {}).flatMap((name) => eventFaults(document, name, before)),
  ];
}

function operationFaults({ operations = {} }: CatalogDocument, name: string, before?: OperationCatalog): Fault[] {
  const at = `/operations/${escapeToken(name)}`;
  const { input, output, undoneBy = [] } = operations[name] as NonNullable<CatalogDocument['operations']>[string];
  const all = { ...before?.operations, ...operations };
  const unknown = undoneBy.flatMap((undo, index) => {
    const found = Object.hasOwn(all, undo) ? all[undo] : undefined;
    if (found && found.kind !== 'sca') return [];
    return [bad(`${at}/undoneBy/${index}`, `'${undo}' is no operation of this catalog that a call can name.`)];
  });
  return [
    ...nameFaults(name, at, before?.operations),
    ...schemaFaults(input, `${at}/input`),
    ...schemaFaults(output, `${at}/output`),
    ...unknown,
  ];
}

function eventFaults({ events = {} }: CatalogDocument, name: string, before?: OperationCatalog): Fault[] {
  const at = `/events/${escapeToken(name)}`;
  const { payload, says } = events[name] as NonNullable<CatalogDocument['events']>[string];
  const said = says === undefined ? undefined : properties(payload)[says];
  const isText = says === undefined || (isObject(said) && said.type === 'string');
  return [
    ...nameFaults(name, at, before?.events),
    ...schemaFaults(payload, `${at}/payload`),
    ...(isText ? [] : [bad(`${at}/says`, `The payload has no text '${says}' that could be said to the user.`)]),
  ];
}

function nameFaults(name: string, at: string, built: object = {}): Fault[] {
  if (name.startsWith(STANDARD_PREFIX))
    return [bad(at, `Names with '${STANDARD_PREFIX}' are the platform's own: choose another.`)];
  return Object.hasOwn(built, name) ? [bad(at, `'${name}' is there already: take it out of this file.`)] : [];
}

/** A schema's required members are there, and its patterns are linear. */
function schemaFaults(schema: Json, at: string): Fault[] {
  const places = isObject(schema) ? placesOf(schema, at) : [];
  const missing = places.flatMap(({ schema: inner, pointer }) =>
    (Array.isArray(inner.required) ? inner.required : []).flatMap((name, index) =>
      Object.hasOwn(properties(inner), String(name))
        ? []
        : [bad(`${pointer}/required/${index}`, `There is no property '${name}' that could be required.`)],
    ),
  );
  const patterns = places.flatMap(patternFaults);
  return [...missing, ...patterns, ...(patterns.length > 0 ? [] : sizeFaults(places))];
}
