import {
  handle,
  headerParameter,
  json,
  list,
  type Operation,
  object,
  type Part,
  page,
  pathParameter,
  query,
  ref,
  strict,
  text,
} from './schema-helpers';
import { IDEMPOTENCY_KEY } from './session-paths';

const CLIENT_ID = query('client_id', text(128), 'The tenant.', true);
const CURSOR = '^[A-Za-z0-9_.=-]+$';
const DATABASE: Operation['errors'] = ['database_unavailable'];
const answer = (description: string, schema: Part): Part => ({ 200: { description, ...json(schema) } });
const ANY_QUERY: Part = { 'x-open-query': true };

export const listSkills: Operation = {
  id: 'listSkills',
  tag: 'Catalog',
  summary: 'List the tenant’s skills',
  parameters: [
    CLIENT_ID,
    query('type', { type: 'string', enum: ['aisp', 'pisp', 'marketplace'] }, 'Only of this type.'),
    query('provider', text(32), 'Only of this provider.'),
    query('flavour', { type: 'string', enum: ['production', 'sandbox'] }, 'Only of this flavour.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Skills a page; 50 by default.'),
    query('cursor', text(256, { pattern: CURSOR }), 'From the page before.'),
  ],
  success: answer('A page of skills.', page(ref('SkillSummary'))),
  errors: ['client_unauthorized', ...DATABASE],
};

export const describeSkill: Operation = {
  id: 'describeSkill',
  tag: 'Catalog',
  summary: 'Describe a skill',
  parameters: [pathParameter('skill', text(64), 'The skill’s name; `#` is `%23` in a URL.'), CLIENT_ID],
  success: answer('The skill and the steps that the user meets.', ref('Skill')),
  errors: ['client_unauthorized', 'skill_not_found', ...DATABASE],
};

const RETURN_ERRORS: Operation['errors'] = ['engine_unavailable'];
const returned = (way: 'ok' | 'nok'): Operation => ({
  id: way === 'ok' ? 'returnFromBank' : 'returnFromBankRefused',
  tag: 'Callbacks',
  summary: way === 'ok' ? 'Where a bank sends the user back' : 'Where a bank sends a user back who declined',
  description:
    'Harmless to repeat. Redirects to the session’s `return_url` with `session_id` and `status`, or shows a small page.',
  parameters: [pathParameter('state', handle, 'Made by the platform.')],
  success: {
    200: {
      description: 'A page that says that the window may be closed; for a caller that asks for JSON, the status.',
      content: {
        'text/html': { schema: { type: 'string' } },
        'application/json': { schema: object({ session_id: { type: 'string' }, status: { type: 'string' } }) },
      },
    },
    302: { description: 'To the session’s `return_url`.', headers: { Location: { schema: { type: 'string' } } } },
  },
  errors: RETURN_ERRORS,
  more: ANY_QUERY,
});
export const returnOk = returned('ok');
export const returnNok = returned('nok');

const SIGNED = (name: string, description: string) => headerParameter(name, text(1024), description, false);
export const receiveReport: Operation = {
  id: 'receiveReport',
  tag: 'Callbacks',
  summary: 'Where a partner reports the result of an offline check',
  description:
    'Signed by Standard Webhooks. A repeat has no effect; a report that comes before the session waits for it is kept.',
  parameters: [
    pathParameter('handle', handle, 'Made by the platform.'),
    SIGNED('webhook-id', 'The message’s id: the same at each delivery.'),
    SIGNED('webhook-timestamp', 'Seconds since the epoch; at most five minutes off.'),
    SIGNED('webhook-signature', '`v1,` and the HMAC-SHA-256 of id, timestamp and body.'),
  ],
  body: json({ type: 'object', description: 'As the catalog’s event says.', additionalProperties: true }),
  success: answer('Taken note of.', object({ received: { type: 'boolean', const: true } })),
  errors: ['signature_invalid', 'engine_unavailable', 'database_unavailable'],
  more: ANY_QUERY,
};

export const exchangeToken: Operation = {
  id: 'exchangeToken',
  tag: 'After the session',
  summary: 'Exchange a temp token',
  description: 'Once, by the tenant’s server. Keep the pair: it is told only now.',
  parameters: [IDEMPOTENCY_KEY],
  body: json(strict({ client_id: text(128), client_secret: text(256), temp_token: text(2048) }, ['temp_token'])),
  success: answer('The access token.', ref('Token')),
  errors: [
    'client_unauthorized',
    'temp_token_invalid',
    'temp_token_used',
    'temp_token_expired',
    'idempotency_in_flight',
    'idempotency_key_reused',
    'database_unavailable',
  ],
  security: [{}, { client: [] }],
};

const PAIR: Part[] = [{ client: [], credentials: [], access: [] }];
const DATA_ERRORS: Operation['errors'] = [
  'client_unauthorized',
  'credentials_invalid',
  'consent_revoked',
  'consent_expired',
  'bank_rate_limited',
  'bank_error',
  'bank_refused',
  'bank_format_unknown',
  'bank_unavailable',
  'database_unavailable',
];

/** Absent where nothing was left out or guessed. */
const warnings = {
  warnings: { ...list(ref('Warning')), description: 'What had to be left out or guessed, and where.' },
};
const listed = (name: string) => object({ data: list(ref(name)), ...warnings }, ['data']);
const PRESENT = [
  headerParameter('X-PSU-IP-Address', text(64), 'With `X-PSU-User-Agent`: the end user is present, at this address.'),
  headerParameter('X-PSU-User-Agent', text(512), 'The end user’s browser. Without both the bank counts the read.'),
];

export const getAccounts: Operation = {
  id: 'listAccounts',
  tag: 'After the session',
  summary: 'List accounts',
  description: 'An account whose balances can’t be had has none, and a warning.',
  parameters: PRESENT,
  success: answer('The consented accounts with their balances.', listed('Account')),
  errors: DATA_ERRORS,
  security: PAIR,
};
export const getAccount: Operation = {
  ...getAccounts,
  id: 'readAccount',
  summary: 'Read one account',
  parameters: [pathParameter('account_id', text(128), 'The account.'), ...PRESENT],
  success: answer('The account with its balances.', listed('Account')),
  errors: [...DATA_ERRORS, 'account_not_found'],
};
export const getTransactions: Operation = {
  ...getAccounts,
  id: 'listTransactions',
  summary: 'List transactions',
  description:
    'Latest first. Without `date_from`: the last 89 days. Pages are of one snapshot: rows neither repeat nor vanish.',
  parameters: [
    query('account_id', text(128), 'The account.', true),
    query('date_from', { type: 'string', format: 'date' }, 'Inclusive.'),
    query('date_to', { type: 'string', format: 'date' }, 'Inclusive.'),
    query('booking_status', { type: 'string', enum: ['booked', 'pending', 'both'] }, '`booked` by default.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 500 }, 'Transactions a page; 100 by default.'),
    query('cursor', text(4096, { pattern: CURSOR }), 'From the page before. Good for a day, for the same query.'),
    ...PRESENT,
  ],
  success: answer('A page of transactions.', page(ref('Transaction'), warnings)),
  errors: [...DATA_ERRORS, 'account_not_found'],
};

const NAMED: Part[] = [{ client: [], access: [] }];
const CREDENTIALS_ID = pathParameter('credentials_id', text(64), 'The credentials.');
export const readCredentials: Operation = {
  id: 'readCredentials',
  tag: 'After the session',
  summary: 'Read credentials',
  description: 'Tells the status of revoked and expired ones too.',
  parameters: [CREDENTIALS_ID],
  success: answer('The credentials.', ref('Credentials')),
  errors: ['client_unauthorized', 'credentials_invalid', 'credentials_not_found', 'database_unavailable'],
  security: NAMED,
};
export const revokeCredentials: Operation = {
  ...readCredentials,
  id: 'revokeCredentials',
  summary: 'Revoke credentials',
  description: 'At the bank too. Again: the same answer.',
  success: answer('The credentials, revoked.', ref('Credentials')),
  errors: [...readCredentials.errors, 'bank_rate_limited', 'bank_error', 'bank_unavailable'],
};

const plain = (
  id: string,
  summary: string,
  type: string,
  schema: Part,
  errors: Operation['errors'] = [],
): Operation => ({
  id,
  tag: 'About',
  summary,
  success: { 200: { description: summary, content: { [type]: { schema } } } },
  errors,
  more: ANY_QUERY,
});
const anyObject: Part = { type: 'object', additionalProperties: true };
export const openapiJson = plain('openapi', 'This document', 'application/json', anyObject);
export const docs = plain('docs', 'This document, rendered', 'text/html', { type: 'string' });
export const livez = plain('livez', 'Whether the process answers', 'application/json', anyObject);
export const readyz = plain('readyz', 'Whether engine and database can be reached', 'application/json', anyObject, [
  'engine_unavailable',
  'database_unavailable',
]);
export const metrics = plain('metrics', 'Metrics for Prometheus', 'text/plain', { type: 'string' });
