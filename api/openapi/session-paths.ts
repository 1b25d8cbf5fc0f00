import {
  EVENT_DATA,
  headerParameter,
  IDEMPOTENCY_KEY,
  json,
  type OpenApiOperation,
  pathParameter,
  query,
} from './operation';
import { anyObject, list, type Part, ref, strict, text } from './schemas';
import { SKILL_NAME, sessionState, ticket, uploadAnswer } from './session-schemas';

const CLIENT_ID = text(128);
const SESSION_ID = pathParameter('session_id', text(64), 'The session.');
export const PREFER = headerParameter(
  'Prefer',
  { type: 'string' },
  '`wait=N`: hold the answer for at most N seconds (default 3, at most 25).',
);
export const STATE = (description: string): Part => ({ description, ...json(ref('SessionState', sessionState)) });
const PROCESSING = STATE('Accepted for good, and still at work.');
const HOLDER: Part[] = [{ nonce: [] }, { client: [] }];

export const createSession: OpenApiOperation = {
  method: 'post',
  path: '/sessions',
  id: 'createSession',
  tag: 'Sessions',
  summary: 'Start a session',
  parameters: [IDEMPOTENCY_KEY, PREFER],
  body: json(
    strict(['client_id', 'client_app_key', 'skill'], {
      client_id: CLIENT_ID,
      client_app_key: text(256),
      skill: SKILL_NAME,
      return_url: text(2048, { description: 'One of the tenant’s registered URLs, to the letter.' }),
      reference: text(128, { description: 'The tenant’s own name for the session. No personal data.' }),
      locale: text(35, {
        pattern: '^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$',
        description:
          'The user’s language: BCP 47, `_` for `-` too. One that nobody has texts for gets the skill’s own.',
        examples: ['ro-RO'],
      }),
    }),
  ),
  success: {
    201: {
      ...STATE('The session, with the nonce of its first step.'),
      headers: { Location: { schema: { type: 'string' } } },
    },
  },
  errors: [
    'return_url_not_registered',
    'client_unauthorized',
    'skill_not_found',
    'skill_retired',
    'idempotency_in_flight',
    'idempotency_key_reused',
    'session_stuck',
    'engine_unavailable',
    'engine_not_ready',
    'database_unavailable',
  ],
};

export const submitStep: OpenApiOperation = {
  method: 'post',
  path: '/sessions/{session_id}/steps',
  id: 'submitStep',
  tag: 'Sessions',
  summary: 'Submit a step',
  description:
    'Accepted once. The same submission again gets the same outcome; other data under a used nonce is refused. ' +
    'A nonce belongs to one visit of a step. Where the form was renewed meanwhile, the refusal `step_changed` has the ' +
    'session as it is now in its member `session`.',
  parameters: [SESSION_ID, PREFER],
  body: json(
    strict(['client_id', 'nonce', 'skill', 'step', 'data'], {
      client_id: CLIENT_ID,
      nonce: text(2048),
      skill: SKILL_NAME,
      step: text(64),
      data: anyObject('As the step’s schema says.'),
      keep: list(text(64), {
        maxItems: 200,
        description: 'Fields of `next.kept` that stay as they were; they are left out of `data`.',
      }),
    }),
  ),
  success: { 200: STATE('The session has settled on what it needs next.'), 202: PROCESSING },
  errors: [
    'client_unauthorized',
    'nonce_invalid',
    'nonce_expired',
    'session_not_found',
    'step_changed',
    'step_not_current',
    'nonce_used',
    'uploads_missing',
    'skill_mismatch',
    'session_full',
    'session_closed',
    'session_expired',
    'session_too_large',
    'step_data_invalid',
    'session_stuck',
    'too_many_attempts',
    'engine_unavailable',
    'database_unavailable',
  ],
};

export const uploadFiles: OpenApiOperation = {
  method: 'post',
  path: '/sessions/{session_id}/steps/{step_id}/upload',
  id: 'uploadFiles',
  tag: 'Sessions',
  summary: 'Upload files of a step',
  description:
    'The fields `client_id` and `nonce` come first, then the files under the field names that the step declares. ' +
    'All files of a call are taken, or none. The content is judged, not the name: pictures and PDFs are opened. ' +
    'Where that fails, `errors[].code` is `unreadable`, `locked`, `no_pages`, `too_small`, `too_many_pixels` or ' +
    '`too_costly`.',
  parameters: [
    SESSION_ID,
    pathParameter('step_id', text(64), 'The step: `next.step_id`, or `step_id` once it is submitted.'),
    PREFER,
  ],
  body: {
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['client_id', 'nonce'],
          properties: { client_id: CLIENT_ID, nonce: text(2048) },
          additionalProperties: { type: 'string', contentMediaType: 'application/octet-stream' },
        },
      },
    },
  },
  success: {
    200: { description: 'The session, and the files received.', ...json(ref('UploadAnswer', uploadAnswer)) },
    202: { description: 'Stored; the session is still at work.', ...json(ref('UploadAnswer', uploadAnswer)) },
  },
  errors: [
    'client_unauthorized',
    'nonce_invalid',
    'nonce_expired',
    'session_not_found',
    'step_changed',
    'step_not_current',
    'session_full',
    'session_closed',
    'session_expired',
    'upload_too_large',
    'media_type_not_allowed',
    'upload_field_unknown',
    'upload_too_many',
    'upload_empty',
    'upload_unreadable',
    'session_stuck',
    'engine_unavailable',
    'database_unavailable',
  ],
};

export const removeUpload: OpenApiOperation = {
  method: 'delete',
  path: '/sessions/{session_id}/steps/{step_id}/upload/{upload_id}',
  id: 'removeUpload',
  tag: 'Sessions',
  summary: 'Remove an uploaded file',
  description:
    'Until the step is complete, under its own nonce or the one after it. The same call again gets the same answer. ' +
    'To replace a file, remove it and upload another.',
  parameters: [
    SESSION_ID,
    pathParameter('step_id', text(64), 'The step: `next.step_id`, or `step_id` once it is submitted.'),
    pathParameter('upload_id', text(64), 'The file: `uploads[].upload_id`, or one of `next.uploads[].upload_ids`.'),
  ],
  success: { 200: STATE('The session without the file.'), 202: PROCESSING },
  errors: [
    'nonce_invalid',
    'nonce_expired',
    'session_not_found',
    'upload_not_found',
    'step_changed',
    'step_not_current',
    'session_closed',
    'session_expired',
    'session_full',
    'session_stuck',
    'engine_unavailable',
    'database_unavailable',
  ],
  security: [{ nonce: [] }],
};

const READ_ERRORS: OpenApiOperation['errors'] = [
  'client_unauthorized',
  'nonce_invalid',
  'session_not_found',
  'session_stuck',
  'engine_unavailable',
  'database_unavailable',
];

export const readSession: OpenApiOperation = {
  method: 'get',
  path: '/sessions/{session_id}',
  id: 'readSession',
  tag: 'Sessions',
  summary: 'Read a session',
  description:
    'Any nonce that the session issued will do, an expired one too. ' +
    'If the session waits for its user, the answer has a fresh one.',
  parameters: [
    SESSION_ID,
    query(
      'wait',
      { type: 'integer', minimum: 0, maximum: 3600 },
      'Hold the answer until the status changes; seconds, 30 at most are held.',
    ),
  ],
  success: { 200: STATE('The session.') },
  errors: READ_ERRORS,
  security: HOLDER,
};

export const streamEvents: OpenApiOperation = {
  method: 'get',
  path: '/sessions/{session_id}/events',
  id: 'streamEvents',
  tag: 'Sessions',
  summary: 'Follow a session',
  description:
    'Server-sent events of type `session`: the session state at once and after each change, until the session is over. ' +
    'A browser’s EventSource sends no Authorization; it listens by a ticket.',
  parameters: [
    SESSION_ID,
    query('ticket', text(2048), 'Instead of Authorization: a ticket, which is good once. Reconnects are free.'),
    headerParameter(
      'Last-Event-ID',
      text(128),
      'The id of the last event received: the stream goes on after it. An EventSource sends it by itself.',
    ),
    query(
      'lastEventId',
      { type: 'string', maxLength: 128 },
      'The same as `Last-Event-ID`, for libraries that send it in the address. Where both are given, the header counts.',
    ),
  ],
  success: {
    204: {
      description: 'The session is over, and its last event was told. EventSource does not come back after that.',
    },
    200: {
      description: 'The stream.',
      content: {
        'text/event-stream': { schema: { type: 'string' }, [EVENT_DATA]: ref('SessionState', sessionState) },
      },
    },
  },
  errors: [...READ_ERRORS, 'ticket_invalid'],
  security: [...HOLDER, { ticket: [] }],
};

export const createTicket: OpenApiOperation = {
  method: 'post',
  path: '/sessions/{session_id}/events/ticket',
  id: 'createTicket',
  tag: 'Sessions',
  summary: 'Get a ticket for a browser’s EventSource',
  description: 'The ticket goes into the address of the event stream. It is good once, within a minute.',
  parameters: [SESSION_ID],
  success: { 200: { description: 'The ticket.', ...json(ref('Ticket', ticket)) } },
  errors: ['client_unauthorized', 'nonce_invalid', 'database_unavailable'],
  security: HOLDER,
};

export const cancelSession: OpenApiOperation = {
  method: 'delete',
  path: '/sessions/{session_id}',
  id: 'cancelSession',
  tag: 'Sessions',
  summary: 'Cancel a session',
  description:
    'What the session had begun at the bank is undone first. 200 means that nothing of it can happen any more; ' +
    '`reason` says what could not be undone: `not_undone` came too late, of `undo_failed` nobody knows.',
  parameters: [SESSION_ID, PREFER],
  success: {
    200: STATE('Cancelled.'),
    202: STATE('Accepted for good. What was begun is still being undone, and may take place until then.'),
  },
  errors: [...READ_ERRORS, 'session_completed', 'session_closed', 'session_expired'],
  security: HOLDER,
};
