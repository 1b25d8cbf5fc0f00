import type { Readable } from 'node:stream';
import { type ErrorCode, VestibuleError } from '../domain/errors';
import type { UploadField } from '../domain/skill/ask';
import { FileTooLarge, type PendingFile } from '../store/store';
import { plainFileName } from './file-names';
import type { Inspection } from './inspection/inspection';
import type { OpenContent } from './inspection/inspector';
import type { Services } from './services';
import { uploadRefused } from './session-errors';
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
 * holds of files is bounded; beyond that they are read back from the store. Throws `upload_field_unknown`,
 * `upload_empty`, `media_type_not_allowed`, `upload_unreadable` and `upload_too_large`; then nothing of it is kept. Nor
 * is it otherwise, until it is told to.
 */
export async function storeFile(services: Services, target: UploadTarget, file: IncomingFile): Promise<PendingFile> {
  const { locale } = target;
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
      inspect: (open) => mediaType(services, field, locale, () => held.pieces() ?? open()),
      max_bytes: field.max_bytes,
      expires_at: new Date(services.clock() + FILE_LIFETIME),
    });
  } catch (cause) {
    if (!(cause instanceof FileTooLarge)) throw cause;
    const values = { limit: field.max_bytes };
    throw uploadRefused('upload_too_large', { field: field.field, fault: 'too_large', values, cause }, locale);
  } finally {
    held.release();
  }
}

/** Has a stored file inspected, and throws where it is refused. */
async function mediaType(
  { inspector }: Services,
  { field, media_types }: UploadField,
  locale: string | undefined,
  open: OpenContent,
): Promise<string> {
  const inspection = await inspector.inspect(open, media_types);
  if ('media_type' in inspection) return inspection.media_type;
  const { fault } = inspection;
  const values = { types: media_types.join(', ') };
  throw uploadRefused(CODES[fault] ?? 'upload_unreadable', { field, fault, values }, locale);
}

const CODES: { [fault in Extract<Inspection, { fault: unknown }>['fault']]?: ErrorCode } = {
  empty: 'upload_empty',
  media_type: 'media_type_not_allowed',
};

/** A mistake of who wrote the client, so it is told in English. */
function unknownField(fields: UploadField[], given: string): VestibuleError {
  const names = fields.map(({ field }) => field).join(', ');
  const message = names === '' ? 'This step takes no files.' : `This step takes files for: ${names}.`;
  return new VestibuleError('upload_field_unknown', message, {
    errors: [{ pointer: `/${given.slice(0, 64)}`, code: 'unknown', message: 'The step does not declare this field.' }],
  });
}
