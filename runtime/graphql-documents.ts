import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The documents that an installation takes at `/graphql`: a JSON file, SHA-256 in hexadecimal digits → document. Throws
 * in words where it can't be read, or where a document has another SHA-256 than the file says.
 */
export function readDocuments(path: string): ReadonlyMap<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw new TypeError('the file is no JSON object of SHA-256 → document');
  const documents = Object.entries(manifest).map(([name, document]): [string, string] => {
    const hash = name.replace(/^sha256:/, '').toLowerCase();
    if (typeof document === 'string' && createHash('sha256').update(document).digest('hex') === hash)
      return [hash, document];
    throw new TypeError(`the document under ${name.slice(0, 80)} has another SHA-256`);
  });
  return new Map(documents);
}
