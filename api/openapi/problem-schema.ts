import { ERRORS, type ErrorCode } from '../../domain/errors';
import { boolean, type Described, integer, list, nullable, oneOf, optional, ref, requiring, string } from './schemas';
import { sessionState } from './session-schemas';

/** The closed list of codes as a Markdown table, one line each. */
export const errorTable = (): string => {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, retryable }]) => `| \`${code}\` | ${status} | ${title} | ${retryable ? 'yes' : 'no'} |`,
  );
  return ['| code | status | meaning | retryable |', '| --- | --- | --- | --- |', ...rows].join('\n');
};

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** One fault of what was sent. */
export const inputFault = optional(
  {
    pointer: string({
      description:
        'JSON Pointer into the body, or `query/…`, `header/…`, `path/…`. With `skill_invalid` and ' +
        '`version_too_small`: into the document, or `/texts/…`.',
    }),
    code: string(),
    line: integer({ minimum: 1, description: 'With `skill_invalid`: in the text of the document.' }),
    column: integer({ minimum: 1 }),
    message: string({
      description: 'For people: on a step’s data and files in the session’s language, else in English.',
    }),
  },
  'line',
  'column',
);

export const problemSchema = requiring(
  ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id', 'retryable'],
  {
    type: string({ format: 'uri', description: '`urn:vestibule:error:<code>`' }),
    title: string(),
    status: integer({ minimum: 400, maximum: 599 }),
    detail: string({
      description:
        'What happened this time, in a sentence. It is for developers and in English, but for refusals of files and of ' +
        'too many attempts: there it is for users, in the session’s language.',
    }),
    instance: string({ description: 'The path that was called; for a callback, its pattern.' }),
    code: oneOf(CODES),
    request_id: string(),
    retryable: boolean({ description: 'Whether the same call may succeed later.' }),
    errors: list(inputFault, { description: 'Where input is at fault: every fault, in document order.' }),
    session: ref('SessionState', sessionState),
    current_step: nullable({ description: 'With `step_not_current`: the step that is.' }),
    fields: list(string(), { description: 'With `uploads_missing`: the fields that lack files.' }),
    skill: string({ description: 'With `skill_mismatch`: the skill that the session runs.' }),
    missing: list(
      requiring(['what', 'message'], {
        what: oneOf(['engine', 'database', 'worker', 'search_attribute']),
        name: string({ description: 'Of a search attribute.' }),
        message: string(),
      }),
      { description: 'Of `/readyz`: everything that sessions need and that is not there.' },
    ),
    session_status: string({ description: 'With `session_closed`: how the session ended.' }),
    try_again_at: string({ format: 'date-time', description: 'With `too_many_attempts`: when the next one is taken.' }),
  },
);

/** A problem document (RFC 9457), with the members that the contract adds. */
export type Problem = Described<typeof problemSchema>;
