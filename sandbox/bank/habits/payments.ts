import type { CourseStep } from '../traits/payment';
import { habit } from './habit';

const DAY_MS = 24 * 3_600_000;
const course = (...steps: CourseStep[]) => ({ course: steps, instant_course: steps });

/** Payments that take other ways than the plain one. */
export const PAYMENT_HABITS = [
  habit('actc_before_sca', 'A payment is ACTC before SCA; declining leaves scaStatus started.', {
    before_sca: 'ACTC',
    declining: 'unsaid',
  }),
  habit('pdng_before_sca', 'A payment is PDNG before SCA; declining leaves scaStatus started.', {
    before_sca: 'PDNG',
    declining: 'unsaid',
  }),
  habit('payment_accp_days', 'Payments are ACCP for 3 days, then ACSC.', course(['ACCP', 0], ['ACSC', 3 * DAY_MS])),
  habit('payment_acsp_days', 'Payments are ACSP for 3 days, then ACSC.', course(['ACSP', 0], ['ACSC', 3 * DAY_MS])),
  habit(
    'payment_returned',
    'Payments are ACSP, and after a day returned by the payee’s bank: RJCT.',
    course(['ACSP', 0], ['RJCT', DAY_MS]),
  ),
  habit('instant_refused', 'Instant payments: 403 PRODUCT_INVALID for this user.', { instant: 'refused' }),
  habit('instant_rejected', 'Instant payments are RJCT after SCA: the payee’s bank can’t be reached.', {
    instant: 'rejected',
  }),
  habit('payment_fee', 'A payment costs 1.20, told before SCA.', { fee: '1.20' }),
  habit('cancel_by_sca', 'A cancellation is authorised (202, startAuthorisation), and needs TPP-Redirect-URI.', {
    cancellation: 'by_sca',
    cancellation_needs_uri: true,
  }),
  habit(
    'cancel_by_sca_embedded',
    'A cancellation is authorised with a one-time password.',
    { cancellation: 'by_sca' },
    'EMBEDDED',
  ),
  habit('payment_bare_refusals', 'A payment’s field is refused without a path.', { bare_refusals: true }),
  habit('debtor_required', 'A payment without debtorAccount: 400.', { debtor_required: true }),
  habit('sepa_characters', 'A payment with other characters than SEPA’s: 400.', { sepa_characters: true }),
  habit('short_remittance', 'A remittance text of more than 35 characters: 400.', { longest_remittance: 35 }),
];
