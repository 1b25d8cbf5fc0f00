import type { Operation } from '../../domain/skill/operation-catalog';
import { psuUnknown } from '../berlin-group/catalog';
import {
  closed,
  currency,
  date,
  decimal,
  iban,
  identifier,
  interactive,
  persistent,
  pii,
  psuId,
  text,
} from '../toolkit/catalog-schemas';

const value = text(12);
const unavailable = { 'deposit.terms_unavailable': 'These terms are not available at the moment.' };

/** A partner's term deposits. */
export const depositOperations: Record<string, Operation> = {
  'deposit.quote': {
    title: 'Ask for a term deposit’s rate',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ value, currency, period: text(3) }),
    output: closed({ quote_id: identifier, rate: decimal, interest: decimal, maturity_date: date }),
    codes: unavailable,
    ...interactive,
  },
  'deposit.hold': {
    title: 'Hold the quoted terms',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ quote_id: identifier, value, currency }),
    output: closed({ hold_id: identifier }),
    codes: unavailable,
    requests: ['hold'],
    undoneBy: ['deposit.release'],
    ...interactive,
  },
  'deposit.release': {
    title: 'Release the held terms',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ hold_id: identifier }, ['hold_id']),
    output: closed({}),
    codes: {},
    requests: ['release'],
    ...persistent,
  },
  'deposit.authorise': {
    title: 'Have the user sign the deposit',
    kind: 'sca',
    waitingFor: 'bank',
    input: closed({ hold_id: identifier, psu_id: psuId }, ['psu_id']),
    output: closed({}),
    codes: psuUnknown,
    ...interactive,
  },
  'deposit.open': {
    title: 'Open the deposit',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ hold_id: identifier }),
    output: closed({ deposit_id: identifier, iban: pii(iban), opened_on: date, maturity_date: date }),
    codes: { 'deposit.declined': 'The bank declined to open the deposit.' },
    ...persistent,
  },
};
