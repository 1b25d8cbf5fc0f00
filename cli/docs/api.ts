import { OPERATIONS, openapiDocument } from '../../api/openapi/document';
import type { OpenApiOperation } from '../../api/openapi/operation';
import { errorTable } from '../../api/openapi/problem-schema';
import type { Part } from '../../api/openapi/schemas';
import { codes, table } from './markdown';

const STATUSES: [status: string, meaning: string][] = [
  ['SESSION_CREATED', 'Waits for its user to submit the first step.'],
  ['AWAITING_STEP', 'Waits for its user to submit `next.step`: a form of the skill, or the bank’s challenge.'],
  ['AWAITING_UPLOAD', 'The step’s data are there; it waits for the files that `next.uploads` lists.'],
  ['AWAITING_USER', 'The user is at the bank: send them to `next.url`, or show them `next.message`.'],
  [
    'PROCESSING',
    'A bank, a partner or a review is at work (`next.for`), or what was begun is being undone. Ask again, or follow the events.',
  ],
  ['COMPLETED', 'Ended well. `temp_token` is there until it is exchanged.'],
  ['REJECTED', 'Declined by a bank, a partner or a review; `reason` says why.'],
  [
    'CANCELLED',
    'Stopped by the user or the tenant; nothing of it can happen any more. What could not be undone is told in `reason`.',
  ],
  ['EXPIRED', 'A time limit was over. What was begun is undone.'],
  ['FAILED', 'Something broke; `reason` says why, in words for the user. `terminated`: by an operator.'],
];

const KINDS: [kind: string, todo: string][] = [
  [
    'form',
    'Show a form made of `schema` and `show`, and submit it as `step`. `message` says why it is shown again. `prefill` are the values to begin with; list names of `kept` in the submission’s `keep` to leave them as they were.',
  ],
  ['upload', 'Send the files of `uploads` to `step_id`.'],
  ['redirect', 'Send the browser to `url`. The bank sends it back to `return_url`.'],
  ['decoupled', 'Show the user `message`; they approve in the bank’s app.'],
  ['wait', 'Nothing: show `message`, if there is one; ask again with `?wait=`, or follow the events.'],
  ['none', 'Nothing: the session is over.'],
];

const EVENTS = [
  'Every change that a client can see is told once, as an event of type `session` whose data are the whole state.',
  'Several changes within a moment may be one event; `phases` has them all.',
  'A finished session’s last event ends the stream, and from then on the answer is 204.',
  '',
  'A browser’s EventSource sends no `Authorization`. It listens by a ticket, and reconnects by itself:',
  '',
  '```js',
  "const at = api + '/sessions/' + id + '/events';",
  "const headers = { authorization: 'Bearer ' + nonce };",
  "const { ticket } = await (await fetch(at + '/ticket', { method: 'POST', headers })).json();",
  "const events = new EventSource(at + '?ticket=' + ticket);",
  "events.addEventListener('session', ({ data }) => show(JSON.parse(data)));",
  '```',
  '',
  'The ticket is good once, within a minute. When the line breaks, EventSource shows it again with the id of its last',
  'event (`Last-Event-ID`), which opens the stream where it stood: nothing is repeated and nothing left out.',
  'If `readyState` is `CLOSED` before the session is over, get another ticket.',
];

/** `docs/api.md`: the reference as a page, made from the OpenAPI document that the API serves and validates by. */
export function apiPage(): string {
  const document = openapiDocument();
  return [
    '# The API',
    '',
    '<!-- Made by `npm run docs` from the OpenAPI document and domain/errors.ts. Change those, not this. -->',
    '',
    'The endpoints, the session state and the error codes: a table of contents for the OpenAPI document.',
    'A running API serves that document: `GET /openapi.json` is the whole contract, `GET /docs` the same to read and try.',
    '',
    ...endpoints(document),
    '## Session state',
    'Every session call answers with this shape. What does not apply is absent.',
    '',
    schemaTable(document, 'SessionState'),
    '',
    '### Status',
    table(['status', 'meaning'], named(STATUSES, enumOf(document, 'SessionState', 'status'))),
    '',
    '### `next`',
    table(['`next.kind`', 'what a client does'], named(KINDS, enumOf(document, 'Next', 'kind'))),
    '',
    schemaTable(document, 'Next'),
    '',
    '## Events',
    ...EVENTS,
    '',
    '## Errors',
    'Every refusal is `application/problem+json` (RFC 9457). Its `code` is from the list below, which is closed.',
    'Program against the code, not against the sentences.',
    '',
    schemaTable(document, 'Problem'),
    '',
    '### Codes',
    '*Retryable*: the same call may succeed later. 429 and 503 carry `Retry-After`.',
    '',
    errorTable(),
    '',
  ].join('\n');
}

type Described = {
  summary: string;
  description?: string;
  security: Part[];
  parameters: Part[];
  responses: Part;
};

function endpoints(document: Part): string[] {
  const at = ({ path, method }: OpenApiOperation) =>
    (document.paths as Record<string, Record<string, Described>>)[path]?.[method] as Described;
  return (document.tags as { name: string }[]).flatMap(({ name }) => [
    `## ${name}`,
    table(
      ['call', 'what it does', 'authorised by', 'answers'],
      OPERATIONS.filter(({ tag }) => tag === name).map((operation) => endpointRow(operation, at(operation))),
    ),
    '',
  ]);
}

function endpointRow(
  { path, method }: OpenApiOperation,
  { summary, description, security, parameters, responses }: Described,
): string[] {
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, required }) => `${name}${required ? '' : '?'}`);
  const call = `${method.toUpperCase()} ${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const successes = Object.keys(responses).filter((status) => status < '400');
  const more = description === undefined ? '' : ` ${description.replaceAll('\n', ' ')}`;
  return [codes([call]), `${summary}.${more}`, holder(path, security), successes.join(', ')];
}

const SCHEMES: Record<string, string> = {
  nonce: 'a nonce',
  client: 'Basic',
  servicer: 'a servicer’s key',
  ticket: 'a ticket',
  credentials: '`X-Credentials-Id`',
  access: '`X-Access-Token`',
};

/** Calls that are authorised by their body or path, which the document's security schemes don't say. */
const IN_THE_CALL: [path: RegExp, proof: string][] = [
  [/^\/catalog(\/\{skill\})?$/, '`client_id`'],
  [/^\/sessions$/, '`client_app_key` in the body'],
  [/^\/sessions\/.*\/(steps|upload)$/, '`nonce` in the body'],
  [/^\/callbacks\/\{handle\}$/, 'the handle and a signature'],
  [/^\/callbacks/, 'the handle'],
  [/^\/token$/, 'Basic, or `client_secret` in the body'],
];

function holder(path: string, security: Part[]): string {
  if (security.some((way) => 'servicer' in way)) return String(SCHEMES.servicer);
  const inTheCall = IN_THE_CALL.find(([pattern]) => pattern.test(path))?.[1];
  if (inTheCall !== undefined) return inTheCall;
  const ways = security.map((way) => Object.keys(way).map((scheme) => SCHEMES[scheme] ?? scheme));
  return ways.map((way) => way.join(', ')).join(', or ') || 'nothing';
}

const schemaOf = (document: Part, name: string) =>
  (document.components as { schemas: Record<string, Part> }).schemas[name] as Part;
const enumOf = (document: Part, schema: string, property: string): string[] =>
  ((schemaOf(document, schema).properties as Record<string, Part>)[property]?.enum ?? []) as string[];

/** @throws Error where a value of the document has no sentence here, or the other way round */
function named(sentences: [string, string][], values: string[]): string[][] {
  const known = sentences.map(([value]) => value);
  const odd = [
    ...values.filter((value) => !known.includes(value)),
    ...known.filter((value) => !values.includes(value)),
  ];
  if (odd.length > 0) throw new Error(`cli/docs/api.ts and the document don't agree on: ${odd.join(', ')}`);
  return values.map((value) => [`\`${value}\``, sentences.find(([known_]) => known_ === value)?.[1] ?? '']);
}

function schemaTable(document: Part, name: string): string {
  const { properties, required = [] } = schemaOf(document, name) as {
    properties: Record<string, Part>;
    required?: string[];
  };
  const rows = Object.entries(properties).map(([property, schema]) => [
    `\`${property}\``,
    typeOf(schema),
    required.includes(property) ? 'always' : '',
    String(schema.description ?? ''),
  ]);
  return table(['member', 'type', 'present', 'meaning'], rows);
}

function typeOf(schema: Part): string {
  const { $ref, type, format, items } = schema as {
    $ref?: string;
    type?: string | string[];
    format?: string;
    items?: Part;
  };
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (type === 'array') return `list of ${typeOf(items ?? {})}`;
  return format ?? [type].flat().join(' or ');
}
