import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json, JsonObject } from '../domain/json';
import type { JsonNode } from '../domain/json-text/json-node';
import { parseJsonText } from '../domain/json-text/json-parser';
import { textPositions } from '../domain/json-text/text-position';
import { type Fault, fault } from '../domain/skill/check/fault';
import type { Operation, OperationCatalog } from '../domain/skill/operation-catalog';
import { type CatalogDocument, catalogFaults } from './catalog-rules';
import { type Finding, locate, type Placed } from './findings';
import { createShapeCheck } from './shape/shape-check';

/** Operations and events that are declared by their schemas alone. */
export type DeclaredCatalog = Pick<OperationCatalog, 'name' | 'operations' | 'events'>;

/** A file that was read. `catalog`: absent where it has faults. */
export interface ReadCatalog {
  catalog?: DeclaredCatalog;
  findings: Finding[];
}

/** Reads the file of a catalog, beside the catalogs that are known already. Throws nothing, whatever is in it. */
export type CatalogReader = (
  bytes: Uint8Array,
  file: string,
  known: Readonly<Record<string, OperationCatalog>>,
) => ReadCatalog;

/** Bytes of the file of a catalog. */
export const MAX_CATALOG_BYTES = 256 * 1024;

const SECOND = 1_000;
/** What a declared operation has until its connector says something else. */
const TIMES: Pick<Operation, 'retry' | 'attempt' | 'total'> = {
  retry: { initial: 500, backoff: 2, maximum: 10 * SECOND, attempts: 0 },
  attempt: 10 * SECOND,
  total: 30 * SECOND,
};

/** A reader of catalogs. `folder`: the one with `catalog.schema.json`. */
export function createCatalogReader(folder: string): CatalogReader {
  const schema = JSON.parse(readFileSync(path.join(folder, 'catalog.schema.json'), 'utf8')) as JsonObject;
  const shape = createShapeCheck(schema);
  return (bytes, file, known) => {
    const text = Buffer.from(bytes).toString('utf8');
    const { value, root, faults: ofText } = readText(bytes, text);
    const ofShape = value === undefined || ofText.length > 0 ? [] : shape(value);
    const document = value as unknown as CatalogDocument;
    const isShaped = value !== undefined && ofText.length + ofShape.length === 0;
    const ofSense = isShaped ? catalogFaults(document, path.basename(file).split('.')[0] ?? '', known) : [];
    const findings = locate([...ofText, ...ofShape, ...ofSense], root, textPositions(text));
    return isShaped && findings.length === 0 ? { findings, catalog: declared(document) } : { findings };
  };
}

/** The text's value, or what keeps it from being read. */
function readText(bytes: Uint8Array, text: string): { value?: Json; root?: JsonNode; faults: Placed[] } {
  const no = (one: Fault) => ({ faults: [{ ...one, offset: 0 }] });
  if (bytes.length > MAX_CATALOG_BYTES) return no(fault('too_large', '', 'A catalog has at most 256 KiB.'));
  return isUtf8(bytes) ? parseJsonText(text) : no(fault('json_utf8', '', 'The file is not UTF-8.'));
}

function declared({ catalog: name, operations = {}, events = {} }: CatalogDocument): DeclaredCatalog {
  return {
    name,
    operations: mapped(operations, (given) => ({
      kind: 'call',
      waitingFor: 'bank',
      codes: {},
      ...TIMES,
      ...given,
      schemaOnly: true,
    })),
    events: mapped(events, (given) => ({ waitingFor: 'review', ...given, schemaOnly: true })),
  };
}

const mapped = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
