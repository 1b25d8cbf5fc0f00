/** One entry of the closed list of error codes: HTTP status, a title, whether the same call may succeed later. */
interface ErrorKind {
  status: number;
  title: string;
  retryable: boolean;
}
const kind = (status: number, title: string, retryable = false): ErrorKind => ({ status, title, retryable });

/** Every code that the API answers with; the documentation's table and the OpenAPI document are made from this. */
export const ERRORS = {
  request_invalid: kind(400, 'The request does not have the documented shape'),
  json_malformed: kind(400, 'The body is not JSON'),
  return_url_not_registered: kind(400, 'The return URL is not in the tenant’s list'),
  client_unauthorized: kind(401, 'The client is unknown or its key is wrong'),
  nonce_invalid: kind(401, 'The nonce is not one that this session issued'),
  nonce_expired: kind(401, 'The nonce has expired'),
  ticket_invalid: kind(401, 'The ticket is not one of this session, was used, or has expired'),
  temp_token_invalid: kind(401, 'The temp token is not one that this tenant was given'),
  credentials_invalid: kind(401, 'The credentials id and the access token do not belong together'),
  servicer_key_invalid: kind(401, 'The servicer’s key is missing, wrong, or was ended'),
  signature_invalid: kind(401, 'The callback’s signature is forged or stale'),
  sandbox_only: kind(403, 'Only sandbox sessions can do this'),
  origin_not_allowed: kind(403, 'The origin is not registered for this tenant'),
  provider_forbidden: kind(403, 'The skill’s provider is not one of this servicer’s'),
  not_found: kind(404, 'There is nothing here'),
  skill_not_found: kind(404, 'The skill is not in this tenant’s list'),
  publication_not_found: kind(404, 'This servicer has published no such skill'),
  session_not_found: kind(404, 'There is no such session'),
  upload_not_found: kind(404, 'The step has no such file'),
  account_not_found: kind(404, 'There is no such account'),
  credentials_not_found: kind(404, 'There are no such credentials'),
  endpoint_not_found: kind(404, 'There is no such webhook endpoint'),
  method_not_allowed: kind(405, 'This path does not have that method'),
  not_acceptable: kind(406, 'Only JSON can be answered here'),
  request_timeout: kind(408, 'The request took too long to come in', true),
  step_not_current: kind(409, 'Another step is the current one'),
  step_changed: kind(409, 'The step was entered anew since the nonce was issued'),
  nonce_used: kind(409, 'The nonce was used for other data'),
  uploads_missing: kind(409, 'Required uploads are missing'),
  skill_mismatch: kind(409, 'The session runs another skill'),
  skill_changed: kind(409, 'The name was published with another document'),
  skill_bundled: kind(409, 'The skill comes with the platform, and is not changed here'),
  promotion_needed: kind(409, 'A production skill is made by promoting its sandbox skill'),
  version_too_small: kind(409, 'The version number does not say what has changed'),
  catalog_full: kind(409, 'This servicer has published as many skills as it can'),
  endpoints_full: kind(409, 'The tenant has as many webhook endpoints as it can'),
  secrets_full: kind(409, 'The endpoint has as many secrets that sign as it can'),
  session_full: kind(409, 'The session takes no more messages until what it has is worked off', true),
  session_completed: kind(409, 'The session is completed and can no longer be cancelled'),
  idempotency_in_flight: kind(409, 'The first request with this idempotency key is still at work', true),
  skill_retired: kind(410, 'The skill was retired: no new session begins with it'),
  session_closed: kind(410, 'The session is over'),
  session_expired: kind(410, 'The session has expired'),
  temp_token_used: kind(410, 'The temp token was already exchanged'),
  temp_token_expired: kind(410, 'The temp token has expired'),
  consent_revoked: kind(410, 'The consent was revoked'),
  consent_expired: kind(410, 'The consent has expired'),
  body_too_large: kind(413, 'The body is too large'),
  session_too_large: kind(413, 'The session would hold more data than it can'),
  upload_too_large: kind(413, 'The file is too large'),
  content_type_unsupported: kind(415, 'The content type is not supported'),
  media_type_not_allowed: kind(415, 'The file’s content is not of an allowed type'),
  expectation_failed: kind(417, 'The Expect header asks for something that is not known here'),
  skill_invalid: kind(422, 'The check has found faults in the skill'),
  coverage_missing: kind(422, 'The skill is neither tested in full nor waived'),
  endpoint_invalid: kind(422, 'Events can’t be sent to such an endpoint'),
  step_data_invalid: kind(422, 'The data does not fit the step’s schema'),
  upload_field_unknown: kind(422, 'The step does not declare this upload field'),
  upload_too_many: kind(422, 'The field has all the files that it can take'),
  upload_empty: kind(422, 'The file is empty'),
  upload_unreadable: kind(422, 'The file can’t be opened'),
  idempotency_key_reused: kind(422, 'The idempotency key was used with another body'),
  rate_limited: kind(429, 'Too many requests', true),
  too_many_attempts: kind(429, 'Too many attempts for this user at the bank', true),
  bank_rate_limited: kind(429, 'The bank allows no more requests for now', true),
  headers_too_large: kind(431, 'The URL and the headers are too large, or too many'),
  internal_error: kind(500, 'Something went wrong on our side', true),
  bank_error: kind(502, 'The bank answered in a way that we can’t use', true),
  bank_refused: kind(502, 'The bank refuses this request, and would again'),
  bank_format_unknown: kind(502, 'The bank gives this in a form that is not read here'),
  session_stuck: kind(503, 'The session can’t go on for a fault of ours', true),
  engine_unavailable: kind(503, 'The engine can’t be reached right now', true),
  engine_not_ready: kind(503, 'The engine lacks something that sessions need', true),
  database_unavailable: kind(503, 'The database can’t be reached right now', true),
  bank_unavailable: kind(503, 'The bank can’t be reached right now', true),
  internal_timeout: kind(503, 'The answer took too long', true),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * A fault in a request. `pointer` is a JSON Pointer into the body, or `query/name`, `header/name`, `path/name`; `code`
 * is for programs, `message` for people.
 */
export interface InputFault {
  pointer: string;
  code: string;
  message: string;
  /** Where it stands in a text that was sent, counted from 1. */
  line?: number;
  column?: number;
}

/**
 * The one error that the API turns into a problem document. `message` is shown to the caller, `cause` never is. A
 * refusal (below 500) has no stack trace: nobody reads it, and it costs more than the refusal itself.
 */
export class VestibuleError extends Error {
  override readonly name = 'VestibuleError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      cause?: unknown;
      errors?: InputFault[];
      retryAfter?: number;
      /** Of `bank_rate_limited`: the day's reads are used up, and not only those of a moment. */
      isQuota?: boolean;
      /** Of `consent_revoked`: not its user has ended the consent, as the bank says. */
      byOthers?: boolean;
      extra?: Record<string, unknown>;
    } = {},
  ) {
    const { stackTraceLimit } = Error;
    if (ERRORS[code].status < 500) Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
  }
}
