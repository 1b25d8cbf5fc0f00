import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import {
  closed,
  currency,
  decimal,
  iban,
  interactive,
  listing,
  parking,
  persistent,
  pii,
  psuId,
  secret,
  settling,
  shown,
  text,
} from '../toolkit/catalog-schemas';
import { FIELD_CODES } from './payment-fields';

/**
 * The bank's word on how the resource is to be authorised, kept for the `sca` step; it holds ids and links, hence
 * secret.
 */
const links: Schema = secret({ type: 'object', maxProperties: 20 });
const approach: Schema = { enum: ['REDIRECT', 'DECOUPLED', 'EMBEDDED', ''] };
/** OAuth access token with what refreshes it; only from banks that use OAuth. */
const token: Schema = secret({ type: 'object', maxProperties: 8 });
const transactionStatus = text(4);
/** Ids that banks make up: some encrypt what they mean into them. */
const bankId = text(500);
const consentId = secret(bankId);
/** Which of the provider's banks; without it, the first. */
const bank = text(31, { pattern: '^[a-z][a-z0-9-]*$' });
const product: Schema = { enum: ['standard', 'instant', 'domestic'] };
/** As people type them: what can be mended is, by `pis.prepare` and before the bank is asked. */
const typedIban = pii(text(60));

const around = { bank, token };
const AROUND = Object.keys(around);

const creditTransfer = {
  psu_id: psuId,
  debtor_iban: pii(iban),
  creditor_name: pii(text(70)),
  creditor_iban: pii(iban),
  amount: decimal,
  currency,
  remittance: pii(text(140)),
};
const typedTransfer = {
  debtor_iban: typedIban,
  creditor_name: pii(text(140)),
  creditor_iban: typedIban,
  amount: text(24),
  currency,
  remittance: pii(text(280)),
};
const preparedTransfer = {
  debtor_iban: shown(iban),
  creditor_name: shown(text(140)),
  creditor_iban: shown(iban),
  amount: decimal,
  currency,
  remittance: shown(text(140)),
};
export const psuUnknown = { 'bank.psu_unknown': 'Your bank does not know this user name.' };
const bankUnknown = { 'bank.unknown': 'This bank can’t be reached from here. Please choose another one.' };
const rejected = { 'pis.rejected': 'Your bank did not accept the payment.' };
const signInNeeded = { 'bank.sign_in_needed': 'Your bank wants you to sign in first.' };
const accountsNeeded = {
  'ais.accounts_needed': 'Your bank wants to know which accounts you share: please give their IBANs.',
};
const payCodes: Record<string, string> = {
  ...rejected,
  ...psuUnknown,
  ...bankUnknown,
  ...FIELD_CODES,
  'pis.details_refused':
    'Your bank does not accept these details. Some banks also want the IBAN of the account that you pay from.',
  'pis.product_not_offered': 'Your bank does not offer this kind of payment.',
};

/** An operation that follows a payment to one of its ends. */
const followed = (title: string): Operation => ({
  title,
  kind: 'call',
  waitingFor: 'bank',
  input: closed({ payment_id: bankId, product, ...around }, ['product', ...AROUND]),
  output: closed({ transaction_status: transactionStatus }),
  codes: rejected,
  ...settling,
});

/** What data are read with: `consent_id` at `bank` with its `token`, those of the `accounts` that were agreed on. */
export const bankCredentials: NonNullable<OperationCatalog['credentials']> = {
  aisp: {
    type: 'object',
    required: ['consent_id'],
    properties: {
      consent_id: bankId,
      accounts: { type: 'array', items: { type: 'string' } },
      valid_until: { type: 'string' },
      bank,
      token: { type: 'object' },
    },
  },
  pisp: {
    type: 'object',
    required: ['payment_id'],
    properties: { payment_id: bankId, product, bank, token: { type: 'object' } },
  },
};

/** Berlin Group operations: account information (`ais`) and payment initiation (`pis`). */
export const bankOperations: Record<string, Operation> = {
  'bank.sign_in': {
    title: 'Have the user sign in at the bank first, where it wants that; done at once at any other',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ bank, service: { enum: ['ais', 'pis'] } }, ['bank']),
    output: closed({ token }, ['token']),
    codes: bankUnknown,
    ...parking,
  },
  'ais.consent': {
    title: 'Ask the bank for a consent to read accounts',
    kind: 'call',
    waitingFor: 'bank',
    input: closed(
      {
        psu_id: psuId,
        accounts: pii({ type: 'array', maxItems: 50, items: text(60) }),
        access: { type: 'array', maxItems: 3, items: { enum: ['accounts', 'balances', 'transactions'] } },
        valid_days: { type: 'integer', minimum: 1, maximum: 3650 },
        one_off: { type: 'boolean' },
        ...around,
      },
      ['psu_id', 'accounts', 'access', 'valid_days', 'one_off', ...AROUND],
    ),
    output: closed({ consent_id: consentId, approach, links }),
    codes: { ...psuUnknown, ...bankUnknown, ...accountsNeeded, ...signInNeeded },
    requests: ['consent', 'consent.1', 'consent.2'],
    undoneBy: ['ais.revoke'],
    lately: Object.keys({ ...bankUnknown, ...accountsNeeded, ...signInNeeded }),
    ...parking,
  },
  'ais.authorise': {
    title: 'Have the user authorise the consent',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId, psu_id: psuId, links, approach, ...around }, [
      'psu_id',
      'approach',
      ...AROUND,
    ]),
    output: closed({ consent_status: text(32), consent_id: consentId, token }, ['token']),
    codes: psuUnknown,
    lately: Object.keys(psuUnknown),
    ...parking,
  },
  'ais.accounts': {
    title: 'List the accounts that the consent covers; ends without the list where the bank does not give it for now',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId, ...around }, AROUND),
    output: closed({ accounts: { type: 'array', maxItems: 5_000, items: bankId }, valid_until: text(30) }, [
      'accounts',
      'valid_until',
    ]),
    codes: {},
    // What is taken back is the consent that it reads with.
    undoneBy: ['ais.revoke'],
    ...listing,
  },
  'ais.revoke': {
    title: 'Withdraw the consent',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId, psu_id: psuId, ...around }, ['consent_id', 'psu_id', ...AROUND]),
    output: closed({}),
    codes: {},
    requests: ['consent.delete'],
    ...persistent,
  },
  'pis.prepare': {
    title: 'Check a payment’s fields, and write them as the bank takes them; `changed`: show them to the user',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ ...typedTransfer, bank }, ['debtor_iban', 'remittance', 'bank']),
    output: closed({ ...preparedTransfer, changed: { type: 'boolean' } }, ['debtor_iban', 'remittance']),
    codes: { ...FIELD_CODES, ...bankUnknown },
    ...interactive,
  },
  'pis.verify_payee': {
    title: 'Verify that the account is the payee’s (Verification of Payee)',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ creditor_name: pii(text(140)), creditor_iban: typedIban, ...around }, AROUND),
    output: closed({ result: { enum: ['match', 'close_match', 'no_match', 'not_possible'] }, name: shown(text(140)) }, [
      'name',
    ]),
    codes: {},
    ...interactive,
  },
  'pis.pay': {
    title: 'Initiate a SEPA credit transfer, instant or standard, to a payee that was verified',
    kind: 'call',
    waitingFor: 'bank',
    sentOnce: true,
    input: closed(
      {
        psu_id: psuId,
        ...typedTransfer,
        product: { enum: ['standard', 'instant', 'instant_or_standard'] },
        ...around,
      },
      ['psu_id', 'debtor_iban', 'remittance', 'product', ...AROUND],
    ),
    output: closed(
      {
        payment_id: bankId,
        transaction_status: transactionStatus,
        product,
        approach,
        links,
        fee: text(40),
        conversion_fee: text(40),
        total: text(40),
      },
      ['fee', 'conversion_fee', 'total'],
    ),
    codes: { ...payCodes, ...signInNeeded },
    requests: ['payment', 'payment.instant', 'payment.domestic'],
    undoneBy: ['pis.cancel'],
    lately: Object.keys(signInNeeded),
    requires: { operation: 'pis.verify_payee', result: 'result', good: 'match' },
    ...parking,
  },
  'pis.initiate': {
    title: 'Initiate a SEPA credit transfer, without verification of the payee',
    kind: 'call',
    waitingFor: 'bank',
    sentOnce: true,
    input: closed({ ...creditTransfer, bank }, ['debtor_iban', 'remittance', 'bank']),
    output: closed({ payment_id: bankId, transaction_status: transactionStatus, approach, links }),
    codes: { ...rejected, ...psuUnknown },
    requests: ['payment'],
    undoneBy: ['pis.cancel'],
    retired: { for: 'pis.pay', skills: ['xyz_pisp_sbx_#1.0', 'xyz_pisp_#1.0'] },
    ...parking,
  },
  'pis.authorise': {
    title: 'Have the user authorise the payment',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ payment_id: bankId, psu_id: psuId, links, approach, product, ...around }, [
      'psu_id',
      'approach',
      'product',
      ...AROUND,
    ]),
    output: closed({ transaction_status: transactionStatus, token }, ['token']),
    codes: psuUnknown,
    lately: Object.keys(psuUnknown),
    ...parking,
  },
  'pis.accepted': followed('Wait until the bank has taken the payment on; settling it may take days more'),
  'pis.settled': followed('Wait for the payment to settle'),
  'pis.status': {
    title: 'Look up how a payment stands',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ payment_id: bankId, product, ...around }, ['product', ...AROUND]),
    output: closed({
      transaction_status: transactionStatus,
      state: { enum: ['open', 'accepted', 'settled', 'rejected'] },
    }),
    codes: {},
    ...interactive,
  },
  'pis.cancel': {
    title: 'Cancel the payment',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ payment_id: bankId, ...creditTransfer, product, ...around }, [
      'payment_id',
      ...Object.keys(creditTransfer),
      'product',
      ...AROUND,
    ]),
    output: closed({}),
    codes: { 'pis.executed': 'The payment was carried out before it could be taken back.' },
    requests: ['payment.delete'],
    ...persistent,
  },
};
