import type { DraftState } from '../../service/drafts';
import { json, type OpenApiOperation, pathParameter } from './operation';
import { inputFault } from './problem-schema';
import { texts } from './publication-paths';
import { anyObject, boolean, describes, list, object, type Part, ref, strict, string, text, time } from './schemas';
import { PREFER, STATE } from './session-paths';

const SESSION_ID = pathParameter('session_id', text(64), 'The session.');
const BY_SERVER: Part[] = [{ client: [] }];
const SESSION_ERRORS: OpenApiOperation['errors'] = [
  'client_unauthorized',
  'sandbox_only',
  'session_not_found',
  'session_closed',
  'session_expired',
  'session_stuck',
  'engine_unavailable',
  'database_unavailable',
];

export const advanceSession: OpenApiOperation = {
  method: 'post',
  path: '/sandbox/sessions/{session_id}/advance',
  id: 'advanceSession',
  tag: 'Sandbox',
  summary: 'Have time pass for a sandbox session',
  description:
    'The session becomes older by `by`: its time limits pass in their order, and what happens at them happens for real. ' +
    'Banks and partners don’t hurry: a call that a time limit starts is awaited before more time passes. ' +
    'Your clock, nonces and tokens stay as they are.',
  parameters: [SESSION_ID, PREFER],
  body: json(
    strict(['by'], {
      by: text(32, {
        description: 'ISO 8601 duration of weeks to seconds, at most P400D.',
        examples: ['P14D', 'PT15M'],
      }),
    }),
  ),
  success: {
    200: STATE('All of the time has passed.'),
    202: STATE('Accepted for good. Some of the time has yet to pass, or what was begun is being undone.'),
  },
  errors: SESSION_ERRORS,
  security: BY_SERVER,
};

export const reportEvent: OpenApiOperation = {
  method: 'post',
  path: '/sandbox/sessions/{session_id}/report',
  id: 'reportEvent',
  tag: 'Sandbox',
  summary: 'Play the partner that a sandbox session waits for',
  description: 'Reports the event of the step at hand, as the partner would at `POST /callbacks/{handle}`.',
  parameters: [SESSION_ID, PREFER],
  body: json(
    strict(['step', 'payload'], {
      step: text(64),
      payload: anyObject('The event, as the catalog describes it.'),
    }),
  ),
  success: { 200: STATE('The session has gone on.'), 202: STATE('Accepted for good, and still at work.') },
  errors: ['step_not_current', ...SESSION_ERRORS],
  security: BY_SERVER,
};

const answers: Part = {
  type: 'object',
  maxProperties: 200,
  propertyNames: { maxLength: 64 },
  additionalProperties: {
    anyOf: [
      strict(['result'], { result: anyObject('What the operation leaves.') }),
      strict(['code'], { code: text(64) }),
    ],
  },
  description: 'Operation → the answer that it gives in place of the bank’s: a result, or a code of the catalog.',
};

/** A draft that is kept. */
export const draft = describes<DraftState>()(
  object({
    skill: string(),
    digest: string({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 (hex) of the canonical document, without its name.',
    }),
    expires_at: time('When it goes.'),
    mocked: list(string(), { description: 'Operations that are not carried out.' }),
    warnings: list(inputFault),
  }),
);

export const saveDraft: OpenApiOperation = {
  method: 'post',
  path: '/sandbox/drafts',
  id: 'saveDraft',
  tag: 'Sandbox',
  summary: 'Try a draft of a skill',
  description:
    'Only sessions of this tenant can begin with it, at once and for seven days. Sent again, it takes the place of the ' +
    'one before; sessions that began with that go on with it. The catalogs that it brings along are for this draft alone.',
  body: json(
    strict(['document'], {
      document: text(200_000, { description: 'The text of the document, as its author wrote it.' }),
      mock: boolean({
        description:
          'Whether operations without an answer are mocked, too: with a sample of their output. `std.` ones are carried out.',
      }),
      answers,
      catalogs: {
        type: 'object',
        maxProperties: 4,
        propertyNames: { pattern: '^[a-z][a-z0-9]{0,30}$', maxLength: 31 },
        additionalProperties: text(262_144),
        description:
          'Name → the text of `<name>.catalog.json`: operations and events by their schemas alone. They are mocked.',
      },
      texts,
    }),
  ),
  success: { 201: { description: 'Sessions can begin with it.', ...json(ref('Draft', draft)) } },
  errors: [
    'client_unauthorized',
    'sandbox_only',
    'skill_changed',
    'skill_invalid',
    'catalog_full',
    'database_unavailable',
  ],
  security: BY_SERVER,
};
