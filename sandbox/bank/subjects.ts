/** NextGenPSD2 `accountReference`, as far as this bank has it. */
export interface AccountReference {
  iban?: string;
  bban?: string;
  maskedPan?: string;
  currency?: string;
}

/** NextGenPSD2 `accountAccess`. */
export interface AccountAccess {
  accounts?: AccountReference[];
  balances?: AccountReference[];
  transactions?: AccountReference[];
  availableAccounts?: string;
  availableAccountsWithBalance?: string;
  allPsd2?: string;
}

/** What the user is to approve at the bank. */
interface Subject {
  id: string;
  /** The bank of the sandbox; missing: the generic one. */
  bank?: string;
  psu_id?: string;
  /** As given with the resource; an authorisation started later may bring its own. */
  redirect_uri?: string;
  nok_redirect_uri?: string;
}

export type ConsentStatus =
  | 'received'
  | 'partiallyAuthorised'
  | 'rejected'
  | 'valid'
  | 'revokedByPsu'
  | 'expired'
  | 'terminatedByTpp'
  | 'terminatedByAspsp';

export interface Consent extends Subject {
  status: ConsentStatus;
  access: AccountAccess;
  recurring: boolean;
  /** ISO date, inclusive. */
  valid_until: string;
  frequency_per_day: number;
  last_action: string;
  /** When it became valid, in ms since the epoch. */
  valid_since?: number;
  /** IBANs that the user chose at the bank, where the request left the choice open; missing: all. */
  chosen?: string[];
  /** The request that read the account list first: only `user_expired` needs it. */
  listed_by?: string;
}

export type TransactionStatus = 'RCVD' | 'PDNG' | 'PATC' | 'ACTC' | 'ACCP' | 'ACSP' | 'ACSC' | 'ACCC' | 'RJCT' | 'CANC';

export interface Payment extends Subject {
  /** RCVD until it is authorised, whatever the bank shows. */
  status: TransactionStatus;
  /** The standard's name; missing: sepa-credit-transfers. */
  product?: string;
  /** The payment as it was initiated. */
  order: PaymentOrder;
  settled_on?: string;
  /** Cancelling waits for an authorisation of its own. */
  cancelling?: true;
}

/** NextGenPSD2 `paymentInitiation_json`, as far as this bank takes it. */
export interface PaymentOrder {
  endToEndIdentification?: string;
  debtorAccount?: AccountReference;
  instructedAmount: { currency: string; amount: string };
  creditorAccount: AccountReference;
  creditorName: string;
  remittanceInformationUnstructured?: string;
}

export interface Quote {
  id: string;
  value: string;
  currency: string;
  period: string;
  rate: string;
  interest: string;
  maturity_date: string;
  good_until: number;
}

export interface Hold extends Subject {
  status: 'held' | 'released' | 'opened';
  quote_id: string;
  request_id: string;
  authorised: boolean;
}

export interface Deposit {
  id: string;
  hold_id: string;
  iban: string;
  opened_on: string;
  maturity_date: string;
}
