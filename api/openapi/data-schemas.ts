import type { Account, Balance, Transaction, Warning } from '../../domain/connector';
import type { UploadField } from '../../domain/skill/ask';
import type { SkillDescription, SkillSummary, StepDescription } from '../../service/catalog';
import type { CredentialsState } from '../../service/credentials';
import type { PaymentFacts } from '../../service/data/payment-status';
import type { Quota } from '../../service/data/read-quota';
import type { TokenPair } from '../../service/token-exchange';
import {
  anyJson,
  anyObject,
  constant,
  describes,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Part,
  requiring,
  string,
  time,
  uuid,
} from './schemas';

const decimal = (description: string) => string({ pattern: '^-?[0-9]+(\\.[0-9]+)?$', description });
const date = string({ format: 'date' });

const summaryProperties = {
  skill: string(),
  title: string(),
  description: string(),
  provider: string(),
  type: oneOf(['aisp', 'pisp', 'marketplace']),
  product: string(),
  flavour: oneOf(['production', 'sandbox']),
  version: string(),
};

const uploadField = describes<UploadField>()(
  optional(
    {
      field: string(),
      media_types: list(string()),
      max_bytes: integer(),
      min: integer(),
      max: integer(),
      capture: string(),
    },
    'capture',
  ),
);

const step = describes<StepDescription>()(
  object({
    step: string(),
    title: string(),
    schema: anyObject('JSON Schema (2020-12) of `data`.'),
    uploads: list(uploadField),
    sample: anyJson('A payload that the step would take.'),
  }),
);

const balance = describes<Balance>()(
  optional({ type: string(), amount: decimal('A decimal number.'), currency: string(), at: time('As of.') }, 'at'),
);

export const skillSummary = describes<SkillSummary>()(optional(summaryProperties, 'product'));
export const skill = describes<SkillDescription>()(optional({ ...summaryProperties, steps: list(step) }, 'product'));

export const account = describes<Account>()(
  optional(
    {
      account_id: string(),
      iban: string(),
      bban: string({ description: 'A national account number.' }),
      masked: string({ description: 'Of a card account: its number, masked.' }),
      currency: string({ description: 'ISO 4217; `XXX` where the bank does not say.' }),
      name: string(),
      product: string(),
      type: string(),
      status: string(),
      balances: list(balance),
    },
    'iban',
    'bban',
    'masked',
    'name',
    'product',
    'type',
  ),
);

export const transaction = describes<Transaction>()(
  requiring(['transaction_id', 'account_id', 'booking_status', 'amount', 'currency'], {
    transaction_id: string(),
    account_id: string(),
    booking_status: oneOf(['booked', 'pending']),
    booking_date: date,
    value_date: date,
    amount: decimal('Signed: negative for a debit.'),
    currency: string(),
    counterparty: optional(
      { name: string(), iban: string(), bban: string(), masked: string() },
      'name',
      'iban',
      'bban',
      'masked',
    ),
    remittance: string(),
    end_to_end_id: string(),
  }),
);

const quota = describes<Quota>()(
  object({
    limit: integer({ description: 'How often one list may be read a day without the user.' }),
    left: integer({ description: 'Of the list that was read most today.' }),
    resets_at: time('When the bank’s next day begins.'),
  }),
);

export const warning = describes<Warning>()(
  object({ pointer: string({ description: 'JSON Pointer into this answer.' }), code: string(), message: string() }),
);

const payment = describes<PaymentFacts>()(
  object({
    state: oneOf(['open', 'accepted', 'settled', 'rejected']),
    transaction_status: string({ description: 'ISO 20022, as the bank says.' }),
    at: time('When the bank said so; a minute old at most, unless it is final or the bank can’t say.'),
  }),
);

export const credentials = describes<CredentialsState>()(
  optional(
    {
      credentials_id: uuid('Of what the session obtained.'),
      session_id: uuid('Of the session.'),
      skill: string(),
      status: oneOf(['active', 'revoked', 'expired']),
      valid_until: string({ description: 'Date or time, as the bank said it.' }),
      bank: string({ description: 'As the provider’s banks are named.' }),
      reconfirm_by: time('Until when the user has to confirm the consent anew.'),
      quota,
      payment,
      created_at: time('When the session ended well.'),
      points_to: anyObject('The objects at the provider.'),
    },
    'valid_until',
    'bank',
    'reconfirm_by',
    'quota',
    'payment',
  ),
);

export const token = describes<TokenPair>()(
  object({
    access_token: string(),
    token_type: constant('string', 'Bearer'),
    credentials_id: uuid('Of what the session obtained.'),
    skill: string(),
    session_id: uuid('Of the session.'),
  }),
);

export const dataSchemas: Part = {
  SkillSummary: skillSummary,
  Skill: skill,
  Account: account,
  Transaction: transaction,
  Warning: warning,
  Credentials: credentials,
  Token: token,
};
