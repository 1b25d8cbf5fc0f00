import { type InputFault, VestibuleError } from '../domain/errors';
import { FileTooLarge } from '../store/store';
import { codeOf } from './faults';

/** An error as the parsers and the request validator throw it. */
interface LibraryError {
  status?: number;
  type?: string;
  code?: string;
  field?: string;
  name?: string;
  path?: string;
  message?: string;
  errors?: { path: string; message: string; errorCode?: string }[];
}

const refuse = (code: ConstructorParameters<typeof VestibuleError>[0], message: string, cause: unknown, errors?: InputFault[]) =>
  new VestibuleError(code, message, { cause, ...(errors ? { errors } : {}) });

/** What a library's refusal of a request means; `undefined` where the fault is not the caller's. */
export function readRefusal(error: unknown): VestibuleError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, type, name, code } = error as LibraryError;
  if (error instanceof FileTooLarge) return refuse('upload_too_large', 'The file is larger than its field allows.', error);
  if (name === 'MulterError') return readMultipart(error as LibraryError, code ?? '');
  if (type === 'entity.too.large') return refuse('body_too_large', 'The body is larger than this path takes.', error);
  if (type === 'encoding.unsupported' || type === 'charset.unsupported' || status === 415)
    return refuse('content_type_unsupported', 'This path takes application/json in UTF-8.', error);
  if (type === 'entity.parse.failed') return refuse('json_malformed', 'The body is not well-formed JSON.', error);
  if (status === 400) return readInvalid(error as LibraryError);
  return undefined;
}

function readMultipart(error: LibraryError, code: string): VestibuleError {
  if (code === 'LIMIT_FILE_SIZE') return refuse('upload_too_large', 'The file is larger than any field allows.', error);
  if (code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_PART_COUNT') return refuse('upload_too_many', 'The form has too many files.', error);
  return refuse('request_invalid', 'The form is not as documented: the fields client_id and nonce, then the files.', error);
}

function readInvalid(error: LibraryError): VestibuleError {
  const faults = (error.errors ?? []).map(({ path, message, errorCode }) => ({
    pointer: pointerOf(path),
    code: codeOf((errorCode ?? 'invalid').split('.')[0] ?? 'invalid'),
    message: sentence(path, message),
  }));
  return requestInvalid(faults, error);
}

export const requestInvalid = (errors: InputFault[], cause?: unknown): VestibuleError => {
  const count = errors.length > 1 ? ` ${errors.length} things are wrong with it.` : '';
  return refuse('request_invalid', `The request does not have the documented shape.${count}`, cause, errors);
};

/** `/body/data` → `/data`, `/query/limit` → `query/limit`, `/headers/x` → `header/x`, `/params/id` → `path/id`. */
function pointerOf(path: string): string {
  if (path === '/body' || path.startsWith('/body/')) return path.slice('/body'.length);
  return path
    .replace(/^\//, '')
    .replace(/^headers\//, 'header/')
    .replace(/^params\//, 'path/');
}

/** The validator's own words name schemas and limits, never the caller's value. */
function sentence(path: string, message: string): string {
  const subject = path.split('/').at(-1) ?? 'value';
  if (path === '/body') return 'The body is missing or is not an object.';
  if (message.startsWith('must have required property')) return `${subject} is missing.`;
  if (message.startsWith('must NOT have additional')) return `${subject} is not known here.`;
  return `${subject} ${message}.`;
}
