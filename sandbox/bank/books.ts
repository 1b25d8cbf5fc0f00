import { createHash } from 'node:crypto';
import type { Change } from '../change';
import type { CommonBooks, Ledger } from '../ledger';
import type { Consent, Deposit, Hold, Payment, Quote } from './subjects';
import type { Approach } from './user';

export type ScaStatus =
  | 'received'
  | 'psuIdentified'
  | 'psuAuthenticated'
  | 'scaMethodSelected'
  | 'started'
  | 'unconfirmed'
  | 'finalised'
  | 'failed';

/** What is authorised; of a payment, also its cancellation. */
export type SubjectKind = 'consents' | 'payments' | 'cancellations' | 'holds';

export interface Authorisation {
  id: string;
  bank?: string;
  kind: SubjectKind;
  subject_id: string;
  /** Of a payment. */
  product?: string;
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
  /** Of the second signatory: decides after the first one. */
  is_second?: true;
  /** The user declined, and scaStatus doesn’t say so. */
  declined?: true;
  /** What the TPP has to confirm while the status is unconfirmed. */
  confirmation_code?: string;
}

/** An authorisation code of the OAuth redirect, good for one token. */
export interface OAuthCode {
  /** What the user authorised by it; missing where they signed in only. */
  authorisation_id?: string;
  /** Who signed in, and to what. */
  psu_id?: string;
  scope?: string;
  client_id: string;
  redirect_uri: string;
  /** PKCE, S256. */
  code_challenge: string;
  good_until: number;
  used?: true;
}

/** An access or refresh token of the OAuth redirect, kept by its digest. */
export interface OAuthToken {
  kind: 'access' | 'refresh';
  /** The consent or payment that it is for, or one sign-in. */
  subject_id: string;
  /** Who signed in. */
  psu_id?: string;
  client_id: string;
  scope: string;
  good_until: number;
}

/** A status that is still told as it was before SCA. */
export interface Lag {
  status: string;
  until?: number;
  reads_left?: number;
}

/** Something that time will do. */
export interface Due {
  table: 'authorisations' | 'payments' | 'consents';
  id: string;
  at: number;
  /** What the phone decides by itself. */
  approves?: boolean;
  /** The index of the payment's next step on its course. */
  step?: number;
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
  /** By consent or payment id. */
  lags: Lag;
  oauth_codes: OAuthCode;
  oauth_tokens: OAuthToken;
  /** Reads without the user at the screen, by consent, account and kind of data. */
  unattended_reads: { day: string; request_ids: string[] };
}

export type BankChange = Change<BankBooks>;
export type BankLedger = Ledger<BankBooks>;

/** The one process that all banks of the sandbox live in. */
export interface Bank {
  ledger: BankLedger;
  /** How often something was asked for, for habits that depend on it: forgotten at a restart. */
  counts: Map<string, number>;
  /** Consents that are being read at this moment. */
  reading: Set<string>;
  /** Where browsers reach the bank, without a slash at the end. */
  public_url: string;
}

/** Counts one more, and says how often it had been before. */
export function countOf({ counts }: Bank, key: string): number {
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
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
