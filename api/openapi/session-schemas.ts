import type { Status } from '../../domain/session/session';
import { SKILL_NAME_LENGTH } from '../../domain/skill/skill';
import type { Ticket } from '../../service/event-tickets';
import type { AwaitedUpload, Next, SessionState } from '../../service/session-state';
import type { UploadReceipt } from '../../service/uploads';
import {
  anyObject,
  describes,
  integer,
  list,
  type Merged,
  object,
  oneOf,
  optional,
  type Part,
  ref,
  requiring,
  string,
  text,
  time,
  uuid,
} from './schemas';

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
] as const;
const status = describes<Status>()(oneOf(STATUSES));

const uploadProgress = describes<AwaitedUpload>()(
  optional(
    {
      field: string(),
      media_types: list(string()),
      max_bytes: integer(),
      min: integer(),
      max: integer(),
      received: integer(),
      upload_ids: list(uuid('Of a file received, which can be removed until the step is complete.')),
      kept_ids: list(
        uuid('Of a file that was given at an earlier visit of the step, and stays unless it is replaced.'),
      ),
      capture: string({ description: 'A hint for the UI: which camera.' }),
    },
    'kept_ids',
    'capture',
  ),
);

const next = describes<Merged<Next>>()(
  requiring(['kind'], {
    kind: oneOf(['form', 'upload', 'redirect', 'decoupled', 'wait', 'none']),
    step: string(),
    step_id: uuid('The id that the step will have once it is submitted; uploads go to it.'),
    title: string(),
    schema: anyObject('JSON Schema (2020-12) of `data`.'),
    show: anyObject('What the UI shows beside the form.'),
    prefill: anyObject('Values that were submitted before, to begin with.'),
    kept: list(string(), {
      description: 'Confidential values of before. They are not shown; name them in `keep` to leave them as they were.',
    }),
    uploads: list(ref('UploadProgress', uploadProgress)),
    url: string({ description: 'Where to send the user’s browser.' }),
    message: string({ description: 'What to tell the user.' }),
    for: oneOf(['bank', 'review'], {
      description: 'Who is awaited. Beside a form: its user may act meanwhile, but need not.',
    }),
    expires_at: time('When the time for this step is up.'),
  }),
);

const ALWAYS = ['session_id', 'skill', 'status', 'next', 'phases'] as const;
const stateProperties = {
  session_id: uuid('Random, version 4.'),
  skill: string(),
  status,
  step_id: uuid('The step just submitted.'),
  nonce: string({ description: 'For the next submission. Present while the session waits for its user.' }),
  nonce_expires_at: time('30 minutes after it was issued.'),
  expires_at: time('When the session ends at the latest.'),
  next: ref('Next', next),
  phases: list(object({ status, step: string(), at: time('When it began.') })),
  reminders: list(object({ number: integer(), step: string(), event: string(), at: time('When it was given.') }), {
    description: 'What the skill reminds its tenant of, the last 20. `number` counts those of the session.',
  }),
  reason: object({ code: string(), message: string({ description: 'Fit for the end user.' }) }),
  output: anyObject('What the skill tells openly of its result.'),
  temp_token: string({
    description: 'Once completed, until it is exchanged: for `POST /token`, within 10 minutes.',
  }),
};
type DocumentedState = Omit<SessionState, 'next'> & { next: Merged<Next> };

const upload = describes<UploadReceipt>()(
  object({
    upload_id: uuid('Of the stored file.'),
    field: string(),
    filename: string(),
    media_type: string(),
    bytes: integer(),
    sha256: string({ pattern: '^[0-9a-f]{64}$' }),
  }),
);

export const SKILL_NAME = text(SKILL_NAME_LENGTH, {
  description: '`<provider>[_<type>][_<product>][_sbx]_#<version>`',
  examples: ['xyz_sbx_#3.0'],
});

export const sessionState = describes<DocumentedState>()(requiring(ALWAYS, stateProperties));
export const uploadAnswer = describes<DocumentedState & { uploads: UploadReceipt[] }>()(
  requiring([...ALWAYS, 'uploads'], { ...stateProperties, uploads: list(upload) }),
);

export const ticket = describes<Ticket>()(
  object({
    ticket: string({ description: 'For `GET /sessions/{session_id}/events?ticket=…`.' }),
    expires_at: time('When it can be used no more.'),
  }),
);

export const sessionSchemas: Part = {
  Ticket: ticket,
  UploadProgress: uploadProgress,
  Next: next,
  SessionState: sessionState,
  UploadAnswer: uploadAnswer,
};
