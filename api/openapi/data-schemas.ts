import { list, object, optional, type Part, time, uuid } from './schema-helpers';

const string: Part = { type: 'string' };
const decimal: Part = { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$', description: 'A decimal number.' };
const date: Part = { type: 'string', format: 'date' };

const skillSummary: Part = {
  skill: string,
  title: string,
  description: string,
  provider: string,
  type: { type: 'string', enum: ['aisp', 'pisp', 'marketplace'] },
  flavour: { type: 'string', enum: ['production', 'sandbox'] },
  version: string,
};

const uploadField = optional(
  {
    field: string,
    media_types: list(string),
    max_bytes: { type: 'integer' },
    min: { type: 'integer' },
    max: { type: 'integer' },
    capture: string,
  },
  'capture',
);

const step = object({
  step: string,
  title: string,
  schema: { type: 'object', description: 'JSON Schema (2020-12) of `data`.', additionalProperties: true },
  uploads: list(uploadField),
  sample: { description: 'A payload that the step would take.' },
});

const balance = optional({ type: string, amount: decimal, currency: string, at: time('As of.') }, 'at');
const account = optional(
  {
    account_id: string,
    iban: string,
    bban: { type: 'string', description: 'A national account number.' },
    masked: { type: 'string', description: 'Of a card account: its number, masked.' },
    currency: { type: 'string', description: 'ISO 4217; `XXX` where the bank does not say.' },
    name: string,
    product: string,
    type: string,
    status: string,
    balances: list(balance),
  },
  'iban',
  'bban',
  'masked',
  'name',
  'product',
  'type',
);
const transaction = object(
  {
    transaction_id: string,
    account_id: string,
    booking_status: { type: 'string', enum: ['booked', 'pending'] },
    booking_date: date,
    value_date: date,
    amount: { ...decimal, description: 'Signed: negative for a debit.' },
    currency: string,
    counterparty: object({ name: string, iban: string, bban: string, masked: string }, []),
    remittance: string,
    end_to_end_id: string,
  },
  ['transaction_id', 'account_id', 'booking_status', 'amount', 'currency'],
);

const credentials = optional(
  {
    credentials_id: uuid('Of what the session obtained.'),
    session_id: uuid('Of the session.'),
    skill: string,
    status: { type: 'string', enum: ['active', 'revoked', 'expired'] },
    valid_until: { type: 'string', description: 'Date or time, as the bank said it.' },
    bank: { type: 'string', description: 'As the provider’s banks are named.' },
    reconfirm_by: time('Until when the user has to confirm the consent anew.'),
    quota: object({
      limit: { type: 'integer', description: 'How often one list may be read a day without the user.' },
      left: { type: 'integer', description: 'Of the list that was read most today.' },
      resets_at: time('When the bank’s next day begins.'),
    }),
    created_at: time('When the session ended well.'),
    points_to: { type: 'object', description: 'The objects at the provider.', additionalProperties: true },
  },
  'valid_until',
  'bank',
  'reconfirm_by',
  'quota',
);

const warning = object({
  pointer: { type: 'string', description: 'JSON Pointer into this answer.' },
  code: string,
  message: string,
});

export const dataSchemas: Part = {
  SkillSummary: object(skillSummary),
  Skill: object({ ...skillSummary, steps: list(step) }),
  Account: account,
  Transaction: transaction,
  Warning: warning,
  Credentials: credentials,
  Token: object({
    access_token: string,
    token_type: { type: 'string', const: 'Bearer' },
    credentials_id: uuid('Of what the session obtained.'),
    skill: string,
    session_id: uuid('Of the session.'),
  }),
};
