import type { Readable } from 'node:stream';
import { VestibuleError } from '../domain/errors';
import type { UploadField } from '../domain/skill/ask';
import { FileTooLarge, type PendingFile } from '../store/store';
import { plainFileName } from './file-names';
import { FAULT_SENTENCES } from './inspection/inspection';
import type { OpenContent } from './inspection/inspector';
import type { Services } from './services';
import type { UploadTarget } from './upload-target';

export type { PendingFile } from '../store/store';

/** A file as it comes in. */
export interface IncomingFile {
  field: string;
  /** As the user named it. */
  filename: string;
  content: Readable;
}

/** ms; longer than any session lasts. A session that ends discards its files itself. */
const FILE_LIFETIME = 60 * 24 * 3_600_000;

/**
 * Stores a file while it comes in, encrypted. Then the whole file is inspected, for its type and whether it can be
 * opened: neither name nor header proves anything, and the pieces in which it came don't matter. What this process
 * holds of files is bounded; beyond that they are read back from the store. Throws `upload_field_unknown`, `upload_empty`, `media_type_not_allowed`,
 * `upload_unreadable` and `upload_too_large`; then nothing of it is kept. Nor is it otherwise, until it is told to.
 */
export async function storeFile(services: Services, target: UploadTarget, file: IncomingFile): Promise<PendingFile> {
  const field = target.fields.find((declared) => declared.field === file.field);
  if (!field) throw unknownField(target.fields, file.field);
  const held = services.inspector.hold();
  try {
    return await services.store.files.write(file.content, {
      session_id: target.ref.session_id,
      seq: target.seq,
      field: field.field,
      filename: plainFileName(file.filename),
      observe: held.take,
      inspect: (open) => mediaType(services, field, () => held.pieces() ?? open()),
      max_bytes: field.max_bytes,
      expires_at: new Date(services.clock() + FILE_LIFETIME),
    });
  } catch (cause) {
    if (!(cause instanceof FileTooLarge)) throw cause;
    throw tooLarge(field, cause);
  } finally {
    held.release();
  }
}

/** Has a stored file inspected, and throws where it is refused. */
async function mediaType(
  { inspector }: Services,
  { field, media_types }: UploadField,
  open: OpenContent,
): Promise<string> {
  const inspection = await inspector.inspect(open, media_types);
  if ('media_type' in inspection) return inspection.media_type;
  const pointer = `/${field}`;
  const { fault } = inspection;
  if (fault === 'empty')
    throw new VestibuleError('upload_empty', `The file for ${field} is empty.`, {
      errors: [{ pointer, code: 'empty', message: 'The file is empty.' }],
    });
  if (fault === 'media_type') {
    const message = `The content must be one of: ${media_types.join(', ')}.`;
    throw new VestibuleError('media_type_not_allowed', message, { errors: [{ pointer, code: 'media_type', message }] });
  }
  const message = FAULT_SENTENCES[fault];
  throw new VestibuleError('upload_unreadable', message, { errors: [{ pointer, code: fault, message }] });
}

function tooLarge({ field, max_bytes }: UploadField, cause: unknown): VestibuleError {
  const message = `The file has more than ${max_bytes} bytes, which is what ${field} takes.`;
  return new VestibuleError('upload_too_large', message, {
    cause,
    errors: [{ pointer: `/${field}`, code: 'too_large', message: `This takes at most ${max_bytes} bytes.` }],
  });
}

function unknownField(fields: UploadField[], given: string): VestibuleError {
  const names = fields.map(({ field }) => field).join(', ');
  const message = names === '' ? 'This step takes no files.' : `This step takes files for: ${names}.`;
  return new VestibuleError('upload_field_unknown', message, {
    errors: [{ pointer: `/${given.slice(0, 64)}`, code: 'unknown', message: 'The step does not declare this field.' }],
  });
}
