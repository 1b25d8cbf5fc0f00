import { ERRORS, type ErrorCode } from '../../domain/errors';
import type { OpenApiOperation } from './operation';
import type { Part } from './schemas';

/** The codes that any call may be refused with. */
const ALWAYS: ErrorCode[] = [
  'request_invalid',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'expectation_failed',
  'headers_too_large',
  'rate_limited',
  'internal_error',
  'internal_timeout',
];
const WITH_BODY: ErrorCode[] = ['json_malformed', 'request_timeout', 'body_too_large', 'content_type_unsupported'];

const header = (schema: Part, description: string): Part => ({ schema, description });
const RETRY_AFTER = header({ type: 'integer', minimum: 1 }, 'Seconds until a retry makes sense.');
const HEADERS: Part = {
  'X-Request-Id': header({ type: 'string' }, 'The call’s id: the caller’s own if it sent a sane one.'),
};

/** An operation object of the document: with its answers, and for each status the codes of its refusals. */
export function toOperation({
  id,
  tag,
  summary,
  description,
  parameters = [],
  body,
  success,
  errors,
  security,
  more,
}: OpenApiOperation): Part {
  const codes = [...new Set([...errors, ...ALWAYS, ...(body ? WITH_BODY : [])])];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [{ $ref: '#/components/parameters/RequestId' }, ...parameters],
    ...(body ? { requestBody: { required: true, ...body } } : {}),
    responses: { ...withHeaders(success), ...refusals(codes) },
    security: security ?? [],
    ...more,
  };
}

const withHeaders = (success: Part): Part =>
  Object.fromEntries(
    Object.entries(success).map(([status, response]) => {
      const { headers = {}, ...rest } = response as { headers?: Part };
      const retry = status === '202' ? { 'Retry-After': RETRY_AFTER } : {};
      return [status, { ...rest, headers: { ...HEADERS, ...retry, ...headers } }];
    }),
  );

function refusals(codes: ErrorCode[]): Part {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const own = (Object.keys(ERRORS) as ErrorCode[]).filter(
        (code) => codes.includes(code) && ERRORS[code].status === status,
      );
      const lines = own.map((code) => `- \`${code}\`: ${ERRORS[code].title}.`);
      const retry = status === 429 || status === 503 ? { 'Retry-After': RETRY_AFTER } : {};
      const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
      return [String(status), { description: lines.join('\n'), headers: { ...HEADERS, ...retry }, content }];
    }),
  );
}
