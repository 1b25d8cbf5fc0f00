import type { Json, JsonObject } from './json';
import type { ScaAnswer, ScaState } from './session/sca';
import type { Catalog } from './skill/catalog';
import type { Flavour } from './skill/skill';

/** The end user's side of a call, as a bank asks for it. Its presence says that the user is there. */
export interface Psu {
  ip_address: string;
  user_agent?: string;
}

/** What surrounds one call of an operation. */
export interface CallContext {
  /** Idempotency key: the same at every attempt of one operation, another for every other. */
  key: string;
  session_id: string;
  flavour: Flavour;
  /** For an undo: the idempotency key of what is to be undone, so that it can be found though its answer was lost. */
  undoes?: string;
  psu?: Psu;
  /** Where the bank sends the user's browser back to. */
  redirect: { ok: string; nok: string };
  signal: AbortSignal;
  attempt?: Attempt;
  /** Uploaded files, decrypted as they are read. */
  files: { open(uploadId: string): Promise<AsyncIterable<Uint8Array>> };
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
   * With `once`, looks once and returns an unfinished state unchanged; otherwise throws `pending` until there is
   * something new. `returned`: the query of the address at which the user came back.
   */
  status(handle: Json, ctx: CallContext, once: boolean, returned?: JsonObject): Promise<ScaState>;
  abort(handle: Json, ctx: CallContext): Promise<void>;
}

/** One catalog bound to a bank and its partners: what carries out the operations. */
export interface Connector {
  catalog: Catalog;
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

/**
 * Why an operation did not succeed. `code` is one of the operation's catalog codes, `error` (anything else that is
 * final), `unavailable` (may succeed later) or `pending` (not over yet). `message` is ours, never the bank's.
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
  currency: string;
  name?: string;
  product?: string;
  type?: string;
  status: string;
  balances: Balance[];
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
  counterparty?: { name?: string; iban?: string };
  remittance?: string;
  end_to_end_id?: string;
}
export interface TransactionQuery {
  account_id: string;
  /** YYYY-MM-DD, inclusive. Without it: the last 90 days, which is what banks give without asking the user again. */
  date_from?: string;
  date_to?: string;
  booking_status: 'booked' | 'pending' | 'both';
  cursor?: string;
  limit: number;
}

/** Context of a data call. `psu` only where the end user is really there: banks count the calls without. */
export interface DataContext {
  psu?: Psu;
  signal?: AbortSignal;
}

/**
 * What can be asked once a session has ended well. `body` is what the credentials point to (opened). Every method
 * throws only `VestibuleError`: `consent_revoked`, `consent_expired`, `account_not_found`, `bank_rate_limited`,
 * `bank_unavailable`, `bank_error`, and `request_invalid` for a cursor or a period that the bank can't take.
 */
export interface DataPort {
  accounts(body: JsonObject, ctx: DataContext): Promise<Account[]>;
  account(body: JsonObject, accountId: string, ctx: DataContext): Promise<Account>;
  transactions(
    body: JsonObject,
    query: TransactionQuery,
    ctx: DataContext,
  ): Promise<{ data: Transaction[]; next_cursor: string | null }>;
  /** Withdraws the consent at the bank; harmless to repeat. */
  revoke(body: JsonObject, ctx: DataContext): Promise<void>;
  status(body: JsonObject, ctx: DataContext): Promise<'active' | 'revoked' | 'expired'>;
}
