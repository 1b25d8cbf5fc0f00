import type { CheckedDocument } from '../../kit/checker';

/** What the check has found in a document. `skill` is there where nothing but warnings was found. */
export type Judged = Pick<CheckedDocument, 'findings' | 'skill'>;

/**
 * The one check, of a document's text, with the texts of the catalogs that it brings along. It holds nobody else up.
 * Throws `internal_timeout` where it takes too long.
 */
export type DocumentCheck = (document: string, file: string, catalogs?: Record<string, string>) => Promise<Judged>;
