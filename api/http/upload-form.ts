import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { VestibuleError } from '../../domain/errors';

const MAX_FILES = 20;
/** Parts beside the files: client_id and nonce, and some that mean nothing here. */
const MAX_OTHERS = 16;
/**
 * Parts that are texts. Every other part may be a file, with a file's name or without, as some HTTP clients send it.
 */
const FIELDS = new Set(['client_id', 'nonce']);

/** A file of a form, as it comes in. */
export interface FormFile {
  field: string;
  /** `undefined` where the part has none. */
  filename: string | undefined;
  content: Readable;
}

/** Where the files of a form go. */
export interface FileSink<F> {
  /** Resolves to `undefined` for a part that is none of the form's files. */
  store(file: FormFile): Promise<F | undefined>;
  /** Removes a file again: a later one was refused, or the caller left. */
  remove(file: F): Promise<void>;
}

/**
 * Streams the files of a multipart form (RFC 7578) into a sink, `limit` bytes each at most. When the first one comes,
 * `req.body` has the fields before it. If anything goes wrong with one of them, or the caller leaves half-way, none is
 * kept. An error is thrown once the caller has sent everything, or it couldn't read the answer.
 */
export async function receiveForm<F>(req: Request, limit: number, sink: FileSink<F>): Promise<F[]> {
  const storing: Promise<F | undefined>[] = [];
  const streams: Readable[] = [];
  const parser = parserFor(req, limit);
  const fields: Record<string, string> = Object.create(null);
  req.body = fields;
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (cause?: unknown) => reject(malformed(cause));
      parser.on('field', (name, value, isNameCut, isValueCut) => {
        if (isNameCut || isValueCut) refuse();
        fields[name] = value;
      });
      parser.on('file', (field, stream, filename) => {
        streams.push(stream);
        stream.on('error', refuse).once('limit', () => reject(tooLarge(limit)));
        const stored = sink.store({ field: field ?? '', filename: filename && unescaped(filename), content: stream });
        stored.catch(reject);
        storing.push(stored);
      });
      for (const event of ['filesLimit', 'partsLimit'] as const) parser.once(event, () => reject(tooMany()));
      parser.once('fieldsLimit', refuse);
      parser.once('error', refuse);
      parser.once('finish', resolve);
      req.once('close', () => req.complete || refuse());
      req.pipe(parser);
    });
    return (await Promise.all(storing)).filter((file) => file !== undefined);
  } catch (error) {
    req.unpipe(parser);
    for (const stream of streams) stream.destroy(error as Error);
    await drained(req);
    await removeAll(storing, sink);
    throw error;
  }
}

const parserFor = ({ headers }: Request, limit: number): BusboyInstance => {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      isPartAFile: (name) => !FIELDS.has(name ?? ''),
      limits: {
        fields: MAX_OTHERS,
        fieldSize: 2_048,
        files: MAX_FILES + MAX_OTHERS,
        fileSize: limit,
        parts: MAX_FILES + MAX_OTHERS,
        headerPairs: 32,
        headerSize: 16 * 1024,
      },
    });
  } catch (cause) {
    throw malformed(cause);
  }
};

/** Browsers escape these three in names, and only these (WHATWG, multipart/form-data encoding). */
const unescaped = (name: string): string => name.replaceAll('%22', '"').replace(/%0[AD]/gi, '');

/** Resolves once the caller has sent everything, or has left. */
const drained = (req: Request): Promise<void> =>
  new Promise((resolve) => {
    if (req.complete || req.destroyed) return resolve();
    for (const event of ['end', 'error', 'close'] as const) req.once(event, () => resolve());
    req.resume();
  });

async function removeAll<F>(storing: Promise<F | undefined>[], sink: FileSink<F>): Promise<void> {
  for (const outcome of await Promise.allSettled(storing)) {
    if (outcome.status === 'fulfilled' && outcome.value !== undefined) await sink.remove(outcome.value);
  }
}

const malformed = (cause?: unknown) =>
  new VestibuleError('request_invalid', 'The form is not well-formed multipart/form-data.', { cause });
const tooMany = () => new VestibuleError('upload_too_many', 'The form has too many parts.');
const tooLarge = (limit: number) =>
  new VestibuleError('upload_too_large', `The file is larger than any field allows: ${limit} bytes.`);
