import { ERRORS } from '../../domain/errors';
import { list, object, type Part } from './schema-helpers';

/** The closed list of codes as a table, one line each. */
export const errorTable = (): string => {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, retryable }]) => `| \`${code}\` | ${status} | ${title} | ${retryable ? 'yes' : 'no'} |`,
  );
  return ['| code | status | meaning | retryable |', '| --- | --- | --- | --- |', ...rows].join('\n');
};

export const problemSchema: Part = object(
  {
    type: { type: 'string', format: 'uri', description: '`urn:vestibule:error:<code>`' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What happened this time, in a sentence.' },
    instance: { type: 'string', description: 'The path that was called; for a callback, its pattern.' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    request_id: { type: 'string' },
    retryable: { type: 'boolean', description: 'Whether the same call may succeed later.' },
    errors: list(
      object({
        pointer: { type: 'string', description: 'JSON Pointer into the body, or `query/…`, `header/…`, `path/…`.' },
        code: { type: 'string' },
        message: { type: 'string' },
      }),
      { description: 'Where input is at fault: every fault, in document order.' },
    ),
    current_step: { type: ['string', 'null'], description: 'With `step_not_current`: the step that is.' },
    fields: list({ type: 'string' }, { description: 'With `uploads_missing`: the fields that lack files.' }),
    skill: { type: 'string', description: 'With `skill_mismatch`: the skill that the session runs.' },
    session_status: { type: 'string', description: 'With `session_closed`: how the session ended.' },
  },
  ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id', 'retryable'],
);
