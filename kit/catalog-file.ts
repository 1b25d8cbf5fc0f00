import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { JsonObject } from '../domain/json';
import type { Fault } from '../domain/skill/check/fault';
import type { Operation, OperationCatalog } from '../domain/skill/operation-catalog';
import { type CatalogDocument, catalogFaults } from './catalog-rules';
import type { Finding } from './checker';

/** Operations and events that are declared by their schemas alone. */
export type DeclaredCatalog = Pick<OperationCatalog, 'name' | 'operations' | 'events'>;

/** A file that was read. `catalog`: absent where it has faults. */
export interface ReadCatalog {
  catalog?: DeclaredCatalog;
  findings: Finding[];
}

/** Reads the file of a catalog, beside the catalogs that are known already. Throws nothing, whatever is in it. */
export type CatalogReader = (
  text: string,
  file: string,
  known: Readonly<Record<string, OperationCatalog>>,
) => ReadCatalog;

/** Bytes of the file of a catalog. */
const MAX_BYTES = 256 * 1024;

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
  const fits = new Ajv2020({ allErrors: true, strict: false }).compile<CatalogDocument>(schema);
  return (text, file, known) => {
    if (Buffer.byteLength(text) > MAX_BYTES)
      return failed([{ code: 'too_large', pointer: '', message: 'A catalog has at most 256 KiB.' }]);
    const document = parsed(text);
    if ('fault' in document) return failed([document.fault]);
    if (!fits(document.value)) {
      const faults = (fits.errors ?? []).map(({ instancePath, message = 'has the wrong shape' }) => ({
        code: 'shape',
        pointer: instancePath,
        message: `It ${message}.`,
      }));
      return failed(faults);
    }
    const faults = catalogFaults(document.value, path.basename(file).split('.')[0] ?? '', known);
    return faults.length > 0 ? failed(faults) : { catalog: declared(document.value), findings: [] };
  };
}

function parsed(text: string): { value: unknown } | { fault: Fault } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: { code: 'json_malformed', pointer: '', message: (error as Error).message } };
  }
}

const failed = (faults: Fault[]): ReadCatalog => ({
  findings: faults.map(({ level = 'fault', ...rest }) => ({ ...rest, level, line: 1, column: 1 })),
});

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
