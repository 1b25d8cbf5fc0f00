import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { VestibuleError } from '../domain/errors';
import type { UploadField } from '../domain/skill/graph';
import { FileTooLarge, type StoredFile } from '../store/store';
import type { Services } from './services';
import type { UploadTarget } from './upload-target';

export type { StoredFile } from '../store/store';

/** A file as it comes in. */
export interface IncomingFile {
  field: string;
  /** As the user named it. */
  filename: string;
  content: AsyncIterable<Buffer>;
}

/** ms; longer than any session lasts. A session that ends discards its files itself. */
const FILE_LIFETIME = 60 * 24 * 3_600_000;

/**
 * Stores a file while it comes in, checked and encrypted; it is never whole in memory. Its type is found by its
 * content: neither name nor header proves anything. Throws `upload_field_unknown`, `upload_empty`,
 * `media_type_not_allowed` and `upload_too_large`; then nothing of it is kept.
 */
export async function storeFile(services: Services, target: UploadTarget, file: IncomingFile): Promise<StoredFile> {
  const field = target.fields.find((declared) => declared.field === file.field);
  if (!field) throw unknownField(target.fields, file.field);
  const source = file.content[Symbol.asyncIterator]();
  const head = await readHead(source);
  const media_type = await checkType(head, field);
  const content = Readable.from(withHead(head, source), { objectMode: false });
  try {
    return await services.store.files.write(content, {
      session_id: target.ref.session_id,
      seq: target.seq,
      field: field.field,
      filename: plainName(file.filename),
      media_type,
      max_bytes: field.max_bytes,
      expires_at: new Date(services.clock() + FILE_LIFETIME),
    });
  } catch (cause) {
    if (!(cause instanceof FileTooLarge)) throw cause;
    throw new VestibuleError('upload_too_large', 'The file is larger than its field allows.', { cause });
  }
}

/** Removes stored files, for those that the session didn't take. */
export async function discardFiles({ store }: Services, files: readonly StoredFile[]): Promise<void> {
  await Promise.all(files.map(({ upload_id }) => store.files.remove(upload_id)));
}

/** Bytes at a file's beginning that show its type: as many as file-type looks at. */
const HEAD = 4_100;

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

async function* withHead(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function checkType(head: Buffer, { field, media_types }: UploadField): Promise<string> {
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

/** A file's name without folders and control characters: a name to show, not a path to follow. */
const plainName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(0, 255) || 'file';
