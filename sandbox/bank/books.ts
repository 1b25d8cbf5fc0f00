import { createHash } from 'node:crypto';
import type { Change } from '../change';
import type { CommonBooks, Ledger } from '../ledger';
import type { Approach } from './users';

export type ScaStatus =
  | 'received'
  | 'psuIdentified'
  | 'psuAuthenticated'
  | 'scaMethodSelected'
  | 'started'
  | 'finalised'
  | 'failed';

/** NextGenPSD2 `accountReference`, as far as this bank has it. */
export interface AccountReference {
  iban?: string;
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
  psu_id?: string;
  /** As given with the resource; an authorisation started later may bring its own. */
  redirect_uri?: string;
  nok_redirect_uri?: string;
}

export interface Consent extends Subject {
  status: 'received' | 'rejected' | 'valid' | 'revokedByPsu' | 'expired' | 'terminatedByTpp';
  access: AccountAccess;
  recurring: boolean;
  /** ISO date, inclusive. */
  valid_until: string;
  frequency_per_day: number;
  last_action: string;
  /** The request that read the account list first: only `user_expired` needs it. */
  listed_by?: string;
}

export interface Payment extends Subject {
  status: 'RCVD' | 'ACTC' | 'ACSC' | 'RJCT' | 'CANC';
  /** The payment as it was initiated. */
  order: PaymentOrder;
  settled_on?: string;
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

export type SubjectKind = 'consents' | 'payments' | 'holds';

export interface Authorisation {
  id: string;
  kind: SubjectKind;
  subject_id: string;
  psu_id?: string;
  approach: Approach;
  status: ScaStatus;
  method_id?: string;
  /** Wrong passwords and one-time passwords so far. */
  failures: number;
  /** Unguessable part of the login page's address. */
  login_token: string;
  /** What the user compares on the phone; addresses the request on the phone page. */
  code: string;
  redirect_uri?: string;
  nok_redirect_uri?: string;
  started_at: number;
}

/** Something that time will do. */
export interface Due {
  table: 'authorisations' | 'payments';
  id: string;
  at: number;
}

export interface BankBooks extends CommonBooks {
  consents: Consent;
  payments: Payment;
  quotes: Quote;
  holds: Hold;
  deposits: Deposit;
  authorisations: Authorisation;
  due: Due;
  /** Login tokens and phone codes → authorisation ids. */
  handles: { authorisation_id: string };
  /** Holds that were released by their request's id before that request came. */
  refused_requests: { at: number };
  /** Reads without the user at the screen, by consent, account and kind of data. */
  unattended_reads: { day: string; request_ids: string[] };
}

export type BankChange = Change<BankBooks>;
export type BankLedger = Ledger<BankBooks>;

export interface Bank {
  ledger: BankLedger;
  /** Where browsers reach the bank, without a slash at the end. */
  public_url: string;
}

/** ISO date of a time in ms since the epoch, UTC. */
export const isoDate = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A UUID that is always the same for the same text (RFC 9562, version 8). */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
