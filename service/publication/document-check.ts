import type { CheckedDocument } from '../../kit/checker';

/** What the check has found in a document. `skill` is there where nothing but warnings was found. */
export type Judged = Pick<CheckedDocument, 'findings' | 'skill'>;

/**
 * The one check, of a document's text. It holds nobody else up. `catalogs`: name → text of those that the document
 * brings along. Throws `internal_timeout` where it takes too long.
 */
export type DocumentCheck = (document: string, file: string, catalogs?: Record<string, string>) => Promise<Judged>;
