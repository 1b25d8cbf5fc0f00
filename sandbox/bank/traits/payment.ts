/** A status that a payment has from so many ms after its authorisation on. */
export type CourseStep = readonly [status: 'ACTC' | 'ACCP' | 'ACSP' | 'ACSC' | 'ACCC' | 'RJCT', after_ms: number];

/** What payments may be, and what becomes of them. */
export interface PaymentTraits {
  /** Our product names; an own name of the bank for one stands in `own_products`. */
  products: readonly string[];
  /** The bank's name of a product, where it is not the standard's. */
  own_products: Readonly<Record<string, string>>;
  /** Instant payments: as offered, refused for this user, or rejected after SCA. */
  instant: 'as_offered' | 'refused' | 'rejected';
  /** The status before SCA. */
  before_sca: 'RCVD' | 'ACTC' | 'PDNG';
  course: readonly CourseStep[];
  instant_course: readonly CourseStep[];
  debtor_required: boolean;
  /** SEPA's characters only, in names and remittance. */
  sepa_characters: boolean;
  longest_remittance: number;
  /** Refusals of fields name no path. */
  bare_refusals: boolean;
  /** Costs so much, told before SCA. */
  fee?: string;
  /** Cancelled at once (204), or by an authorisation of its own (202). */
  cancellation: 'at_once' | 'by_sca';
  /** DELETE without TPP-Redirect-URI: 400. */
  cancellation_needs_uri: boolean;
  /** `POST …/payee-verifications`: there or not. */
  payee_verification: 'offered' | 'none';
}

export const PLAIN_PAYMENT: PaymentTraits = {
  products: ['sepa-credit-transfers'],
  own_products: {},
  instant: 'as_offered',
  before_sca: 'RCVD',
  course: [
    ['ACTC', 0],
    ['ACSC', 1000],
  ],
  instant_course: [['ACCC', 0]],
  debtor_required: false,
  sepa_characters: false,
  longest_remittance: 140,
  bare_refusals: false,
  cancellation: 'at_once',
  cancellation_needs_uri: false,
  payee_verification: 'none',
};
