import { createHash } from 'node:crypto';
import { type InputFault, VestibuleError } from '../../domain/errors';

/** A call's body as it came in. */
export interface GraphBody {
  query?: string;
  documentId?: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  extensions?: { persistedQuery?: { sha256Hash?: unknown } } | null;
}

/** The documents that this installation takes, by their SHA-256 in hexadecimal digits. */
export type Documents = ReadonlyMap<string, string>;

/**
 * The document of a call. Where the installation has a list of documents, it is one of them, named by `documentId`
 * (`sha256:…`) or `extensions.persistedQuery.sha256Hash`, or given whole. Throws `request_invalid`.
 * @public loaded with the first call
 */
export function documentOf({ query, documentId, extensions }: GraphBody, documents: Documents | undefined): string {
  const named = documentId ?? extensions?.persistedQuery?.sha256Hash;
  if (!documents) {
    if (query !== undefined && query.trim() !== '') return query;
    if (named !== undefined) throw refused('query', 'required', NO_LIST);
    throw refused('query', 'required', 'The body needs a GraphQL document, in `query`.');
  }
  const hash = typeof named === 'string' ? named.replace(/^sha256:/, '').toLowerCase() : sha256(query ?? '');
  const known = documents.get(hash);
  if (known !== undefined) return known;
  const at = named === undefined ? 'query' : 'documentId';
  throw refused(at, 'document_unknown', 'This installation takes the documents of its list only, and this is not one.');
}

const NO_LIST = 'This installation keeps no list of documents: send the document itself, in `query`.';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function refused(name: string, code: string, message: string): VestibuleError {
  const errors: InputFault[] = [{ pointer: `/${name}`, code, message }];
  return new VestibuleError('request_invalid', message, { errors });
}
