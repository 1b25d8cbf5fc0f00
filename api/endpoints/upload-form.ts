import { Readable } from 'node:stream';
import type { Request } from 'express';
import { fileTypeFromBuffer } from 'file-type';
import multer, { type StorageEngine } from 'multer';
import { VestibuleError } from '../../domain/errors';
import type { UploadField } from '../../domain/skill/ask';
import { findTarget, type UploadTarget } from '../../service/upload-target';
import type { StoredFile } from '../../store/store';
import type { Action, Call } from '../http/endpoint';
import type { Uploading } from './uploads';

/** What tells a file's type lies in its first bytes; as many as file-type looks at. */
const HEAD = 4_100;
const MAX_FILES = 20;
/** client_id and nonce, and some that mean nothing here. */
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

/**
 * Streams the form's files into the store while they are hashed, checked and encrypted; none is ever whole in memory.
 * If anything is wrong with one of them, or the caller leaves half-way, none is kept.
 */
export const receiveFiles: Action<Uploading> = async (call) => {
  let target: Promise<UploadTarget> | undefined;
  const findOnce = () => {
    target ??= identifyForm(call);
    return target;
  };
  const intake: Intake = { stored: [], failures: new Set() };
  const limits = { ...LIMITS, fileSize: call.deps.settings.upload_limit };
  const form = multer({ storage: storageInto(call, findOnce, intake), limits, defParamCharset: 'utf8' }).any();
  await new Promise<void>((resolve, reject) => {
    form(call.req, call.res, (error: unknown) => (error ? reject(judge(error, intake)) : resolve()));
  });
  call.target = await findOnce();
  call.stored = intake.stored;
  if (call.stored.length === 0)
    throw new VestibuleError('request_invalid', 'The form has no file. Send the files after client_id and nonce.');
};

interface Intake {
  stored: StoredFile[];
  /** What went wrong on this side, or was refused by it. */
  failures: Set<unknown>;
}

/**
 * The parser's errors are bare: what neither multer names nor this side has met is a form that is not well-formed, or
 * ends too soon.
 */
const judge = (error: unknown, { failures }: Intake): unknown =>
  failures.has(error) || error instanceof multer.MulterError
    ? error
    : new VestibuleError('request_invalid', 'The form is not well-formed multipart/form-data.', { cause: error });

/** The fields that say whose files these are; they have to come first, for nothing is stored on behalf of nobody. */
async function identifyForm(call: Call): Promise<UploadTarget> {
  const { client_id, nonce } = (call.req.body ?? {}) as Record<string, unknown>;
  const missing = Object.entries({ client_id, nonce }).filter(([, value]) => typeof value !== 'string' || value === '');
  if (missing.length > 0) {
    const errors = missing.map(([name]) => ({
      pointer: `/${name}`,
      code: 'required',
      message: 'This is required, before the first file.',
    }));
    throw new VestibuleError('request_invalid', 'The fields client_id and nonce have to come before the files.', {
      errors,
    });
  }
  return findTarget(call, String(client_id), String(nonce));
}

function storageInto(call: Call, findOnce: () => Promise<UploadTarget>, { stored, failures }: Intake): StorageEngine {
  const { files } = call.deps.store;
  return {
    _handleFile(_req: Request, file, done) {
      let broken: unknown;
      file.stream.once('error', (error) => {
        broken = error;
      });
      storeFile(call, findOnce, file)
        .then((kept) => {
          stored.push(kept);
          // multer takes a file with a path for one that it has to remove when a later one fails.
          done(null, { path: kept.upload_id, size: kept.bytes });
        })
        .catch((error: unknown) => {
          if (broken === undefined) failures.add(error);
          done((broken ?? error) as Error);
        });
    },
    _removeFile(_req, file, done) {
      files.remove(file.path).then(() => done(null), done);
    },
  };
}

async function storeFile(
  call: Call,
  findOnce: () => Promise<UploadTarget>,
  file: Express.Multer.File,
): Promise<StoredFile> {
  const target = await findOnce();
  const field = target.fields.find((declared) => declared.field === file.fieldname);
  if (!field) throw unknownField(target.fields, file.fieldname);
  const source = file.stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head = await readHead(source);
  const media_type = await judgeType(head, field);
  const meta = {
    session_id: target.ref.session_id,
    seq: target.seq,
    field: field.field,
    filename: plainName(file.originalname),
    media_type,
  };
  return call.deps.store.files.write(Readable.from(rest(head, source), { objectMode: false }), {
    ...meta,
    max_bytes: field.max_bytes,
    expires_at: new Date(call.deps.clock() + FILE_LIFE),
  });
}

/** ms: longer than any session lasts; one that ends discards its files itself. */
const FILE_LIFE = 60 * 24 * 3_600_000;

async function readHead(source: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let length = 0; length < HEAD; ) {
    const { done, value } = await source.next();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  return Buffer.concat(chunks);
}

async function* rest(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/** By content: neither the name nor the header proves anything. */
async function judgeType(head: Buffer, { field, media_types }: UploadField): Promise<string> {
  const pointer = `/${field}`;
  if (head.length === 0)
    throw new VestibuleError('upload_empty', `The file for ${field} is empty.`, {
      errors: [{ pointer, code: 'empty', message: 'The file is empty.' }],
    });
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (found !== undefined && media_types.includes(found)) return found;
  const message = `The content must be one of: ${media_types.join(', ')}.`;
  throw new VestibuleError('media_type_not_allowed', message, { errors: [{ pointer, code: 'media_type', message }] });
}

function unknownField(fields: UploadField[], given: string): VestibuleError {
  const names = fields.map(({ field }) => field).join(', ');
  const message = names === '' ? 'This step takes no files.' : `This step takes files for: ${names}.`;
  return new VestibuleError('upload_field_unknown', message, {
    errors: [{ pointer: `/${given.slice(0, 64)}`, code: 'unknown', message: 'The step does not declare this field.' }],
  });
}

/** A name to show, not a path to follow. */
const plainName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(0, 255) || 'file';
