import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { VestibuleError } from '../../domain/errors';

const MAX_FILES = 20;
/** Fields beside the files: client_id and nonce, and some that mean nothing here. */
const MAX_FIELDS = 16;
const LIMITS = {
  fields: MAX_FIELDS,
  fieldNameSize: 64,
  fieldSize: 2_048,
  files: MAX_FILES,
  parts: MAX_FILES + MAX_FIELDS,
  headerPairs: 32,
  fieldNestingDepth: 0,
  fieldArrayIndexLimit: 0,
};

/** A file of a form, as it comes in. */
export interface FormFile {
  field: string;
  filename: string;
  content: Readable;
}

/** Where the files of a form go. */
export interface FileSink<F> {
  store(file: FormFile): Promise<F>;
  /** Removes a file again: a later one was refused, or the caller left. */
  remove(file: F): Promise<void>;
}

/**
 * Streams the files of a multipart form into a sink, `limit` bytes each at most. When the first one comes, `req.body`
 * has the fields before it. If anything goes wrong with one of them, or the caller leaves half-way, none is kept.
 */
export async function receiveForm<F>(req: Request, res: Response, limit: number, sink: FileSink<F>): Promise<F[]> {
  const received: Received<F> = { stored: new Map(), failures: new Set() };
  const limits = { ...LIMITS, fileSize: limit };
  const form = multer({ storage: storageInto(sink, received), limits, defParamCharset: 'utf8' }).any();
  await new Promise<void>((resolve, reject) => {
    form(req, res, (error: unknown) => (error ? reject(asRefusal(error, received.failures)) : resolve()));
  });
  return [...received.stored.values()];
}

interface Received<F> {
  /** multer's path of a file → what the sink has made of it. */
  stored: Map<string, F>;
  /** Errors that the sink has thrown. */
  failures: Set<unknown>;
}

/**
 * multer's parser throws plain errors. One that is neither multer's nor the sink's means that the form is not
 * well-formed, or ends too soon.
 */
const asRefusal = (error: unknown, failures: Set<unknown>): unknown =>
  failures.has(error) || error instanceof multer.MulterError
    ? error
    : new VestibuleError('request_invalid', 'The form is not well-formed multipart/form-data.', { cause: error });

function storageInto<F>(sink: FileSink<F>, { stored, failures }: Received<F>): StorageEngine {
  return {
    _handleFile(_req, { stream, fieldname, originalname }, done) {
      let broken: unknown;
      stream.once('error', (error) => {
        broken = error;
      });
      sink
        .store({ field: fieldname, filename: originalname, content: stream })
        .then((file) => {
          const path = String(stored.size);
          stored.set(path, file);
          // multer removes files that have a path when a later one fails.
          done(null, { path });
        })
        .catch((error: unknown) => {
          if (broken === undefined) failures.add(error);
          done((broken ?? error) as Error);
        });
    },
    _removeFile(_req, { path }, done) {
      const file = stored.get(path);
      if (!file) return done(null);
      sink.remove(file).then(() => done(null), done);
    },
  };
}
