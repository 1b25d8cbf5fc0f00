import {
  EVENT_DATA,
  headerParameter,
  IDEMPOTENCY_KEY,
  json,
  type OpenApiOperation,
  pathParameter,
  query,
} from './operation';
import { anyObject, type Part, ref, strict, text } from './schemas';
import { SKILL_NAME, sessionState, uploadAnswer } from './session-schemas';

const CLIENT_ID = text(128);
const SESSION_ID = pathParameter('session_id', text(64), 'The session.');
const PREFER = headerParameter(
  'Prefer',
  { type: 'string' },
  '`wait=N`: hold the answer for at most N seconds (default 3, at most 25).',
);
const STATE = (description: string): Part => ({ description, ...json(ref('SessionState', sessionState)) });
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
      locale: text(35, { pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', examples: ['en'] }),
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
    'idempotency_in_flight',
    'idempotency_key_reused',
    'engine_unavailable',
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
    'Accepted once. The same submission again gets the same outcome; other data under a used nonce is refused.',
  parameters: [SESSION_ID, PREFER],
  body: json(
    strict(['client_id', 'nonce', 'skill', 'step', 'data'], {
      client_id: CLIENT_ID,
      nonce: text(2048),
      skill: SKILL_NAME,
      step: text(64),
      data: anyObject('As the step’s schema says.'),
    }),
  ),
  success: { 200: STATE('The session has settled on what it needs next.'), 202: PROCESSING },
  errors: [
    'client_unauthorized',
    'nonce_invalid',
    'nonce_expired',
    'session_not_found',
    'step_not_current',
    'nonce_used',
    'uploads_missing',
    'skill_mismatch',
    'session_closed',
    'session_expired',
    'step_data_invalid',
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
    'step_not_current',
    'session_closed',
    'session_expired',
    'upload_too_large',
    'media_type_not_allowed',
    'upload_field_unknown',
    'upload_too_many',
    'upload_empty',
    'upload_unreadable',
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
    'step_not_current',
    'session_closed',
    'session_expired',
    'engine_unavailable',
    'database_unavailable',
  ],
  security: [{ nonce: [] }],
};

const READ_ERRORS: OpenApiOperation['errors'] = [
  'client_unauthorized',
  'nonce_invalid',
  'session_not_found',
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
    'Server-sent events of type `session`: the session state at once and after each change, until the session is over.',
  parameters: [SESSION_ID],
  success: {
    200: {
      description: 'The stream.',
      content: {
        'text/event-stream': { schema: { type: 'string' }, [EVENT_DATA]: ref('SessionState', sessionState) },
      },
    },
  },
  errors: READ_ERRORS,
  security: HOLDER,
};

export const cancelSession: OpenApiOperation = {
  method: 'delete',
  path: '/sessions/{session_id}',
  id: 'cancelSession',
  tag: 'Sessions',
  summary: 'Cancel a session',
  description: 'What the session had begun at the bank is undone.',
  parameters: [SESSION_ID, PREFER],
  success: { 200: STATE('Cancelled.'), 202: STATE('Accepted for good; what was begun is still being undone.') },
  errors: [...READ_ERRORS, 'session_completed', 'session_closed', 'session_expired'],
  security: HOLDER,
};
