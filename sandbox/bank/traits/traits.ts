import { type AccountTraits, PLAIN_ACCOUNT } from './account';
import { type ConsentTraits, PLAIN_CONSENT } from './consent';
import { type PaymentTraits, PLAIN_PAYMENT } from './payment';
import { PLAIN_SCA, type ScaTraits } from './sca';
import { PLAIN_STATEMENT, type StatementTraits } from './statement';
import { PLAIN_TRANSPORT, type TransportTraits } from './transport';

/** Everything in which banks differ: a bank wears traits for all its users, a user brings some to every bank. */
export interface Traits
  extends TransportTraits,
    ConsentTraits,
    ScaTraits,
    PaymentTraits,
    AccountTraits,
    StatementTraits {}

/** The traits of a bank with no ways of its own. */
export const PLAIN: Traits = {
  ...PLAIN_TRANSPORT,
  ...PLAIN_CONSENT,
  ...PLAIN_SCA,
  ...PLAIN_PAYMENT,
  ...PLAIN_ACCOUNT,
  ...PLAIN_STATEMENT,
};
