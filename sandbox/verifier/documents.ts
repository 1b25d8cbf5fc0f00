import { createHash } from 'node:crypto';
import type { Request } from 'express';
import multer, { type StorageEngine } from 'multer';
import type { DocumentDigest } from './books';

const MAX_FILE_BYTES = 25 * 1024 * 1024;

/** Reads a file to its end and keeps its size and hash, never its bytes. */
const digestOnly: StorageEngine = {
  _handleFile(_req, file, done) {
    const hash = createHash('sha256');
    let size = 0;
    file.stream.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      size += chunk.length;
    });
    file.stream.once('error', (error: Error) => done(error));
    file.stream.once('end', () => done(undefined, { size, filename: hash.digest('hex') }));
  },
  _removeFile(_req, _file, done) {
    done(null);
  },
};

/** Takes `id_scan` and `selfie`, streamed and bounded. */
export const receiveDocuments = multer({
  storage: digestOnly,
  limits: { fileSize: MAX_FILE_BYTES, files: 8, fields: 8, fieldSize: 4096, parts: 16 },
}).fields([
  { name: 'id_scan', maxCount: 5 },
  { name: 'selfie', maxCount: 3 },
]);

export function documentsOf(req: Request): DocumentDigest[] {
  const byField = (req.files ?? {}) as Record<string, Express.Multer.File[]>;
  return Object.values(byField)
    .flat()
    .map((file) => ({ field: file.fieldname, bytes: file.size, sha256: file.filename }));
}
