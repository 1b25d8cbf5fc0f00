import type { Json, JsonObject } from './json';
import type { ScaState } from './session/sca/approaches';
import type { ScaAnswer } from './session/sca/challenge';
import type { OperationCatalog } from './skill/operation-catalog';
import type { Flavour } from './skill/skill';

/** The end user's address and agent, as banks ask for them. Their presence says that the user is there. */
export interface Psu {
  ip_address: string;
  user_agent?: string;
}

/** The context of one call of an operation. */
export interface CallContext {
  /** Idempotency key: the same at every attempt of one operation, another for every other. */
  key: string;
  session_id: string;
  flavour: Flavour;
  /** For an undo: the idempotency key of the call to be undone, by which it is found though its answer was lost. */
  undoes?: string;
  psu?: Psu;
  /** Where the bank sends the user's browser back to. */
  redirect: { ok: string; nok: string };
  signal: AbortSignal;
  attempt?: Attempt;
  /** The session's time, ms since the epoch, where it is ahead of the clock's: a sandbox session may skip time. */
  now?: number;
  /** For a request that must not be repeated blindly. */
  sending?: Sending;
  /** Uploaded files, decrypted as they are read. */
  files: { open(uploadId: string): Promise<AsyncIterable<Uint8Array>> };
}

/** A request that is sent once, over all attempts at a call, even where a worker dies in between. */
export interface Sending {
  /** Whether an earlier attempt has begun to send it and never said what became of it. */
  wasBegun: boolean;
  /** It is about to be sent. Resolves once that is noted for sure; rejects, retryably, where it must not be sent. */
  begin(): Promise<void>;
  /** It is known that the other side did not take it, so it may be sent again. */
  notTaken(): void;
}

/** Where a call stands among its repeats. Times in ms. */
export interface Attempt {
  /** 1 at first. */
  number: number;
  /** How long this attempt may take. */
  ms: number;
  /** How long all attempts may still take; absent where there is no bound. */
  left?: number;
}

export type CallHandler = (args: JsonObject, ctx: CallContext) => Promise<JsonObject>;

export interface ScaHandler {
  begin(args: JsonObject, ctx: CallContext): Promise<ScaState>;
  answer(handle: Json, answer: ScaAnswer, ctx: CallContext): Promise<ScaState>;
  /**
   * Polls the bank. With `once`, an unfinished state is returned unchanged; else `pending` is thrown until there is
   * something new. `returned`: the query of the address at which the user came back.
   */
  status(handle: Json, ctx: CallContext, once: boolean, returned?: JsonObject): Promise<ScaState>;
  abort(handle: Json, ctx: CallContext): Promise<void>;
}

/** An operation catalog bound to a bank and its partners: the handlers of its operations. */
export interface Connector {
  catalog: OperationCatalog;
  handlers: Record<string, CallHandler | ScaHandler>;
  data: DataPort;
}

interface ConnectorErrorOptions {
  cause?: unknown;
  /** The same call may succeed later. */
  retryable?: boolean;
  /** The operation may have happened all the same. */
  uncertain?: boolean;
  /** ms until a retry makes sense. */
  retryAfter?: number;
}

/** The member of a failure's details that says that the fault is ours, and no bank's or partner's. */
export const OUR_FAULT = 'fault';

/**
 * The failure of an operation. `code` is one of the operation's catalog codes, `error` (anything else that is final),
 * `unavailable` (may succeed later) or `pending` (not over yet). `message` is ours, never the bank's.
 */
export class ConnectorError extends Error {
  override readonly name: string = 'ConnectorError';
  readonly retryable: boolean;
  readonly uncertain: boolean;
  readonly retryAfter: number | undefined;
  constructor(
    readonly code: string,
    message: string,
    options: ConnectorErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? false;
    this.uncertain = options.uncertain ?? false;
    this.retryAfter = options.retryAfter;
  }
}

export interface Balance {
  type: string;
  amount: string;
  currency: string;
  /** RFC 3339. */
  at?: string;
}
export interface Account {
  account_id: string;
  iban?: string;
  /** A national account number, where there is no IBAN. */
  bban?: string;
  /** Of a card account: its number, masked. */
  masked?: string;
  /** ISO 4217; `XXX` where the bank does not say. */
  currency: string;
  name?: string;
  product?: string;
  type?: string;
  status: string;
  balances: Balance[];
}
export interface Counterparty {
  name?: string;
  iban?: string;
  bban?: string;
  masked?: string;
}
export interface Transaction {
  transaction_id: string;
  account_id: string;
  booking_status: 'booked' | 'pending';
  /** YYYY-MM-DD, as `value_date`. */
  booking_date?: string;
  value_date?: string;
  /** Decimal, negative for a debit. */
  amount: string;
  currency: string;
  counterparty?: Counterparty;
  remittance?: string;
  end_to_end_id?: string;
}

/** What a list leaves out or guesses. `pointer` is a JSON Pointer into the answer that carries the list. */
export interface Warning {
  pointer: string;
  code: string;
  message: string;
}
export interface Listed<T> {
  data: T[];
  warnings: Warning[];
}

/** An account as a bank names it under one consent; another consent may name it otherwise. */
export interface BankAccount extends Omit<Account, 'account_id'> {
  /** In the bank's addresses; of any length. */
  resource_id: string;
  /** Who owns it, as the bank says. */
  owner?: string;
  /** Whether it is one of those that the user agreed on when the credentials were issued. */
  agreed: boolean;
}
/** What is kept of an account, so that its rows can be asked for and read. */
export type KnownAccount = Pick<BankAccount, 'resource_id' | 'iban' | 'bban' | 'masked' | 'currency' | 'owner'>;

export type BankTransaction = Omit<Transaction, 'account_id'>;
export interface HistoryQuery {
  /** YYYY-MM-DD, inclusive. Without it: as far back as the bank gives without asking the user again. */
  date_from?: string;
  date_to?: string;
  booking_status: 'booked' | 'pending' | 'both';
}
/** Where a bank's page is: the connector's own words. */
export type PagePlace = string;
export interface HistoryPage extends Listed<BankTransaction> {
  /** Where the next page is; absent on the last. */
  next?: PagePlace;
}
/** Which page is to be read: without `place` the first; `before` are the last rows of the page before. */
export interface PageRequest {
  place?: PagePlace;
  before?: readonly BankTransaction[];
}

/** Access tokens that a bank gave in place of the one in the credentials. */
export interface TokenNotes {
  newest(): Promise<JsonObject | undefined>;
  keep(token: JsonObject): Promise<void>;
}

/** Context of a data call. `psu` only where the end user is really there: banks count the calls without. */
export interface DataContext {
  psu?: Psu;
  signal?: AbortSignal;
  tokens?: TokenNotes;
}

/** How a payment stands at its bank. `transaction_status`: ISO 20022, as the bank says. */
export interface PaymentStanding {
  /** `open`: not authorised, or not taken on yet. `rejected`: refused, cancelled or returned. */
  state: 'open' | 'accepted' | 'settled' | 'rejected';
  transaction_status: string;
}

/** What is known of a bank without asking it. */
export interface BankFacts {
  /** As skills and credentials call it. */
  name: string;
  /** How often one list may be read a day without the user; absent where reads are not counted. */
  reads_a_day?: number;
  /** IANA time zone: the day begins at its midnight. */
  zone: string;
  /** Days after which the user has to confirm a consent anew, whatever its own end is. */
  confirmed_for: number;
  /** Whether the bank can be asked how a consent stands. */
  says_status: boolean;
}

/**
 * How a consent stands at its bank. `withdrawn`: its user has ended it; `revoked`: somebody else has, as the bank or a
 * new consent that replaced it.
 */
export type ConsentStanding = 'active' | 'withdrawn' | 'revoked' | 'expired';

/**
 * The data of a bank that credentials give access to. `body` is what the credentials point to (opened). Every method
 * throws only `VestibuleError`: `consent_revoked` and `consent_expired` where the bank has confirmed it,
 * `account_not_found`, `bank_rate_limited`, `bank_unavailable`, `bank_error`, `bank_refused`, `bank_format_unknown`,
 * and `request_invalid` for a period that the bank can't take.
 */
export interface DataPort {
  /**
   * The accounts, in the bank's order, with their balances. `choose` is shown all that the consent covers, before
   * balances are read, and picks those that are wanted; without it those that were agreed on.
   */
  accounts(
    body: JsonObject,
    ctx: DataContext,
    choose?: (accounts: BankAccount[]) => BankAccount[] | Promise<BankAccount[]>,
  ): Promise<Listed<BankAccount>>;
  /** One page of the bank's, in its order; rows outside the period are left out. */
  history(
    body: JsonObject,
    account: KnownAccount,
    query: HistoryQuery,
    page: PageRequest,
    ctx: DataContext,
  ): Promise<HistoryPage>;
  /** Withdraws the consent at the bank; harmless to repeat. */
  revoke(body: JsonObject, ctx: DataContext): Promise<void>;
  /** The consent's standing. Not a read of the user's data: banks don't count it as one. */
  status(body: JsonObject, ctx: DataContext): Promise<ConsentStanding>;
  /** The payment that credentials point to; `undefined` where they point to none. */
  payment(body: JsonObject, ctx: DataContext): Promise<PaymentStanding | undefined>;
  /** The bank of the credentials; `undefined` where they point to no consent. */
  facts(body: JsonObject): BankFacts | undefined;
}
