import type { Operation } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import {
  closed,
  currency,
  decimal,
  iban,
  identifier,
  interactive,
  persistent,
  psuId,
  secret,
  settling,
  text,
} from '../toolkit/catalog-schemas';

/**
 * The bank's word on how the resource is to be authorised, kept for the `sca` step; it holds ids and links, hence
 * secret.
 */
const links: Schema = secret({ type: 'object', maxProperties: 20 });
const approach: Schema = { enum: ['REDIRECT', 'DECOUPLED', 'EMBEDDED', ''] };
const transactionStatus = text(4);
const consentId = secret(identifier);

const creditTransfer = {
  psu_id: psuId,
  debtor_iban: iban,
  creditor_name: text(70),
  creditor_iban: iban,
  amount: decimal,
  currency,
  remittance: text(140),
};
export const psuUnknown = { 'bank.psu_unknown': 'Your bank does not know this user name.' };
const rejected = { 'pis.rejected': 'Your bank did not accept the payment.' };

/** Berlin Group operations: account information (`ais`) and payment initiation (`pis`). */
export const bankOperations: Record<string, Operation> = {
  'ais.consent': {
    title: 'Ask the bank for a consent to read accounts',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ psu_id: psuId }),
    output: closed({ consent_id: consentId, approach, links }),
    codes: psuUnknown,
    ...interactive,
  },
  'ais.authorise': {
    title: 'Have the user authorise the consent',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId, psu_id: psuId, links, approach }, ['approach']),
    output: closed({ consent_status: text(32) }),
    codes: {},
    ...interactive,
  },
  'ais.accounts': {
    title: 'List the accounts that the consent covers',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId }),
    output: closed({ accounts: { type: 'array', maxItems: 200, items: identifier }, valid_until: text(30) }),
    codes: {},
    ...interactive,
  },
  'ais.revoke': {
    title: 'Withdraw the consent',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ consent_id: consentId, psu_id: psuId }, ['consent_id', 'psu_id']),
    output: closed({}),
    codes: {},
    ...persistent,
  },
  'pis.initiate': {
    title: 'Initiate a SEPA credit transfer',
    kind: 'call',
    waitingFor: 'bank',
    input: closed(creditTransfer, ['debtor_iban', 'remittance']),
    output: closed({ payment_id: identifier, transaction_status: transactionStatus, approach, links }),
    codes: { ...rejected, ...psuUnknown },
    ...interactive,
  },
  'pis.authorise': {
    title: 'Have the user authorise the payment',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ payment_id: identifier, psu_id: psuId, links, approach }, ['approach']),
    output: closed({ transaction_status: transactionStatus }),
    codes: {},
    ...interactive,
  },
  'pis.settled': {
    title: 'Wait for the payment to settle',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ payment_id: identifier }),
    output: closed({ transaction_status: transactionStatus }),
    codes: rejected,
    ...settling,
  },
  'pis.cancel': {
    title: 'Cancel the payment',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ payment_id: identifier, ...creditTransfer }, ['payment_id', ...Object.keys(creditTransfer)]),
    output: closed({}),
    codes: {},
    ...persistent,
  },
};
