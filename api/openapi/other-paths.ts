import { SKILL_NAME_LENGTH } from '../../domain/skill/skill';
import { account, credentials, skill, skillSummary, token, transaction, warning } from './data-schemas';
import {
  answer,
  handle,
  headerParameter,
  IDEMPOTENCY_KEY,
  json,
  OPEN_QUERY,
  type OpenApiOperation,
  pathParameter,
  query,
} from './operation';
import {
  anyObject,
  constant,
  list,
  object,
  optional,
  type Part,
  page,
  pageWithWarnings,
  ref,
  strict,
  string,
  text,
} from './schemas';

const CLIENT_ID = query('client_id', text(128), 'The tenant.', true);
const CURSOR = '^[A-Za-z0-9_.=-]+$';
const DATABASE: OpenApiOperation['errors'] = ['database_unavailable'];
const ANY_QUERY: Part = { [OPEN_QUERY]: true };

export const listSkills: OpenApiOperation = {
  method: 'get',
  path: '/catalog',
  id: 'listSkills',
  tag: 'Catalog',
  summary: 'List the tenant’s skills',
  parameters: [
    CLIENT_ID,
    query('type', { type: 'string', enum: ['aisp', 'pisp', 'marketplace'] }, 'Only of this type.'),
    query('provider', text(32), 'Only of this provider.'),
    query('product', text(20), 'Only of this product.'),
    query('flavour', { type: 'string', enum: ['production', 'sandbox'] }, 'Only of this flavour.'),
    query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'Skills a page; 50 by default.'),
    query('cursor', text(256, { pattern: CURSOR }), 'From the page before.'),
  ],
  success: answer('A page of skills.', page(ref('SkillSummary', skillSummary))),
  errors: ['client_unauthorized', ...DATABASE],
};

export const describeSkill: OpenApiOperation = {
  method: 'get',
  path: '/catalog/{skill}',
  id: 'describeSkill',
  tag: 'Catalog',
  summary: 'Describe a skill',
  parameters: [pathParameter('skill', text(SKILL_NAME_LENGTH), 'The skill’s name; `#` is `%23` in a URL.'), CLIENT_ID],
  success: answer('The skill and the steps that the user meets.', ref('Skill', skill)),
  errors: ['client_unauthorized', 'skill_not_found', 'skill_retired', ...DATABASE],
};

const RETURN_ERRORS: OpenApiOperation['errors'] = ['engine_unavailable'];
const returned = (way: 'ok' | 'nok'): OpenApiOperation => ({
  method: 'get',
  path: `/callbacks/{state}/${way}`,
  id: way === 'ok' ? 'returnFromBank' : 'returnFromBankRefused',
  tag: 'Callbacks',
  summary: way === 'ok' ? 'Where a bank sends the user back' : 'Where a bank sends a user back who declined',
  description:
    'Harmless to repeat. HEAD, and what a browser fetches ahead of its user, have no effect. ' +
    'Redirects to the session’s `return_url` with `session_id` and `status`, or shows a small page.',
  parameters: [pathParameter('state', handle, 'Made by the platform.')],
  success: {
    200: {
      description: 'A page that says that the window may be closed; for a caller that asks for JSON, the status.',
      content: {
        'text/html': { schema: { type: 'string' } },
        'application/json': { schema: object({ session_id: string(), status: string() }) },
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
export const receiveReport: OpenApiOperation = {
  method: 'post',
  path: '/callbacks/{handle}',
  id: 'receiveReport',
  tag: 'Callbacks',
  summary: 'Where a partner reports the result of an offline check',
  description:
    'Signed by Standard Webhooks. A repeat has no effect; a report that comes before the session waits for it is kept. ' +
    'Members that are not agreed on are ignored. `late`: the session was over already or had left the step, and the report has no effect.',
  parameters: [
    pathParameter('handle', handle, 'Made by the platform.'),
    SIGNED('webhook-id', 'The message’s id: the same at each delivery.'),
    SIGNED('webhook-timestamp', 'Seconds since the epoch; at most five minutes off.'),
    SIGNED('webhook-signature', '`v1,` and the HMAC-SHA-256 of id, timestamp and body.'),
  ],
  body: json(anyObject('As the catalog’s event says.')),
  success: answer(
    'Taken note of.',
    optional(
      {
        received: constant('boolean', true),
        late: constant('boolean', true),
      },
      'late',
    ),
  ),
  errors: ['signature_invalid', 'session_full', 'engine_unavailable', 'database_unavailable'],
  more: ANY_QUERY,
};

export const exchangeToken: OpenApiOperation = {
  method: 'post',
  path: '/token',
  id: 'exchangeToken',
  tag: 'After the session',
  summary: 'Exchange a temp token',
  description: 'Once, by the tenant’s server. Keep the pair: it is told only now.',
  parameters: [IDEMPOTENCY_KEY],
  body: json(strict(['temp_token'], { client_id: text(128), client_secret: text(256), temp_token: text(2048) })),
  success: answer('The access token.', ref('Token', token)),
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
const DATA_ERRORS: OpenApiOperation['errors'] = [
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
const warnings = list(ref('Warning', warning), { description: 'What had to be left out or guessed, and where.' });
const accounts = optional({ data: list(ref('Account', account)), warnings }, 'warnings');
const PRESENT = [
  headerParameter(
    'X-PSU-IP-Address',
    { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
    'With `X-PSU-User-Agent`: the end user is present, at this IPv4 or IPv6 address; anything else is refused.',
  ),
  headerParameter('X-PSU-User-Agent', text(512), 'The end user’s browser. Without both the bank counts the read.'),
];

export const getAccounts: OpenApiOperation = {
  method: 'get',
  path: '/accounts',
  id: 'listAccounts',
  tag: 'After the session',
  summary: 'List accounts',
  description: 'An account whose balances can’t be had has none, and a warning.',
  parameters: PRESENT,
  success: answer('The consented accounts with their balances.', accounts),
  errors: DATA_ERRORS,
  security: PAIR,
};
export const getAccount: OpenApiOperation = {
  ...getAccounts,
  path: '/accounts/{account_id}',
  id: 'readAccount',
  summary: 'Read one account',
  parameters: [pathParameter('account_id', text(128), 'The account.'), ...PRESENT],
  success: answer('The account with its balances.', accounts),
  errors: [...DATA_ERRORS, 'account_not_found'],
};
export const getTransactions: OpenApiOperation = {
  ...getAccounts,
  path: '/transactions',
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
  success: answer('A page of transactions.', pageWithWarnings(ref('Transaction', transaction), warnings)),
  errors: [...DATA_ERRORS, 'account_not_found'],
};

const NAMED: Part[] = [{ client: [], access: [] }];
const CREDENTIALS_ID = pathParameter('credentials_id', text(64), 'The credentials.');
export const readCredentials: OpenApiOperation = {
  method: 'get',
  path: '/credentials/{credentials_id}',
  id: 'readCredentials',
  tag: 'After the session',
  summary: 'Read credentials',
  description: 'Tells the status of revoked and expired ones too.',
  parameters: [CREDENTIALS_ID],
  success: answer('The credentials.', ref('Credentials', credentials)),
  errors: ['client_unauthorized', 'credentials_invalid', 'credentials_not_found', 'database_unavailable'],
  security: NAMED,
};
export const revokeCredentials: OpenApiOperation = {
  ...readCredentials,
  method: 'delete',
  id: 'revokeCredentials',
  summary: 'Revoke credentials',
  description: 'At the bank too. Again: the same answer.',
  success: answer('The credentials, revoked.', ref('Credentials', credentials)),
  errors: [...readCredentials.errors, 'bank_rate_limited', 'bank_error', 'bank_unavailable'],
};
