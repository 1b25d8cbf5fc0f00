import { type ErrorCode, VestibuleError } from '../../domain/errors';

/** An error as the parsers throw it. */
interface LibraryError {
  status?: number;
  type?: string;
  code?: string;
  field?: string;
  name?: string;
}

const refuse = (code: ErrorCode, message: string, cause: unknown) => new VestibuleError(code, message, { cause });

/** The meaning of a library's refusal of a request; `undefined` where the fault is not the caller's. */
export function refusalOfLibrary(error: unknown): VestibuleError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, type, name, code } = error as LibraryError;
  if (name === 'MulterError') return readMultipart(error as LibraryError, code ?? '');
  if (type === 'entity.too.large') return refuse('body_too_large', 'The body is larger than this path takes.', error);
  if (type === 'encoding.unsupported' || type === 'charset.unsupported' || status === 415)
    return refuse('content_type_unsupported', 'This path takes application/json in UTF-8.', error);
  if (type === 'entity.parse.failed') return refuse('json_malformed', 'The body is not well-formed JSON.', error);
  if (status === 400) return refuse('request_invalid', 'The request is not well-formed.', error);
  return undefined;
}

function readMultipart(error: LibraryError, code: string): VestibuleError {
  if (code === 'LIMIT_FILE_SIZE') return refuse('upload_too_large', 'The file is larger than any field allows.', error);
  if (code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_PART_COUNT')
    return refuse('upload_too_many', 'The form has too many files.', error);
  return refuse(
    'request_invalid',
    'The form is not as documented: the fields client_id and nonce, then the files.',
    error,
  );
}
