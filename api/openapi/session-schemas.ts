import { list, object, optional, type Part, ref, text, time, uuid } from './schema-helpers';

const STATUSES = [
  'SESSION_CREATED',
  'AWAITING_STEP',
  'AWAITING_UPLOAD',
  'AWAITING_USER',
  'PROCESSING',
  'COMPLETED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
];

const uploadProgress = optional(
  {
    field: { type: 'string' },
    media_types: list({ type: 'string' }),
    max_bytes: { type: 'integer' },
    min: { type: 'integer' },
    max: { type: 'integer' },
    received: { type: 'integer' },
    capture: { type: 'string', description: 'A hint for the UI: which camera.' },
  },
  'capture',
);

const next = object(
  {
    kind: { type: 'string', enum: ['form', 'upload', 'redirect', 'decoupled', 'wait', 'none'] },
    step: { type: 'string' },
    step_id: uuid('The id that the step will have once it is submitted; uploads go to it.'),
    title: { type: 'string' },
    schema: { type: 'object', description: 'JSON Schema (2020-12) of `data`.', additionalProperties: true },
    show: { type: 'object', description: 'What the UI shows beside the form.', additionalProperties: true },
    uploads: list(ref('UploadProgress')),
    url: { type: 'string', description: 'Where to send the user’s browser.' },
    message: { type: 'string', description: 'What to tell the user.' },
    for: { type: 'string', enum: ['bank', 'review'] },
    expires_at: time('When the time for this step is up.'),
  },
  ['kind'],
);

const sessionState = object(
  {
    session_id: uuid('Random, version 4.'),
    skill: { type: 'string' },
    status: { type: 'string', enum: STATUSES },
    step_id: uuid('The step just submitted.'),
    nonce: { type: 'string', description: 'For the next submission. Present while the session waits for its user.' },
    nonce_expires_at: time('30 minutes after it was issued.'),
    expires_at: time('When the session ends at the latest.'),
    next: ref('Next'),
    phases: list(
      object({ status: { type: 'string', enum: STATUSES }, step: { type: 'string' }, at: time('When it began.') }),
    ),
    reason: object({ code: { type: 'string' }, message: { type: 'string', description: 'Fit for the end user.' } }),
    output: { type: 'object', description: 'What the skill tells openly of its result.', additionalProperties: true },
    temp_token: {
      type: 'string',
      description: 'Once completed, until it is exchanged: for `POST /token`, within 10 minutes.',
    },
  },
  ['session_id', 'skill', 'status', 'next', 'phases'],
);

const upload = object({
  upload_id: uuid('Of the stored file.'),
  field: { type: 'string' },
  filename: { type: 'string' },
  media_type: { type: 'string' },
  bytes: { type: 'integer' },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
});

export const SKILL_NAME = text(64, {
  description: '`<provider>[_<type>][_sbx]_#<version>`',
  examples: ['xyz_sbx_#3.0'],
});

export const sessionSchemas: Part = {
  UploadProgress: uploadProgress,
  Next: next,
  SessionState: sessionState,
  UploadAnswer: { allOf: [ref('SessionState'), object({ uploads: list(upload) })] },
};
