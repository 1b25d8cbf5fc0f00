import type { Problem } from './types.js';

/** Why the API refuses a call: the closed list of the document; `unexpected_answer` for what isn't the API's. */
export type ErrorCode = Problem['code'] | 'unexpected_answer';

/** One fault of what was sent: where it is, and what is wrong with it. */
export type InputFault = NonNullable<Problem['errors']>[number];

/** What each error of this package carries, so that a copy of the package knows those of another. */
const BRAND = 'vestibuleError';

/**
 * A refusal of the API. `message` is its `detail`.
 *
 * `switch (error.code)` is checked for completeness by the compiler, and `error.is('nonce_used')` narrows.
 */
export class VestibuleError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = 'VestibuleError';
  readonly [BRAND] = true;
  readonly code: Code;
  /** Of HTTP. */
  readonly status: number;
  readonly detail: string;
  /** Every fault of what was sent, in its order. */
  readonly errors: readonly InputFault[];
  readonly requestId: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Seconds until a retry makes sense. */
  readonly retryAfter: number | undefined;
  /** The whole problem document, with the members that belong to its code. */
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>, headers: { get(name: string): string | null }) {
    const detail = problem.detail ?? `The API answered ${status}, and not as Vestibule does.`;
    super(detail);
    this.status = status;
    this.detail = detail;
    this.code = (problem.code ?? 'unexpected_answer') as Code;
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id ?? headers.get('x-request-id') ?? undefined;
    this.retryable = problem.retryable ?? (status === 429 || status >= 502);
    this.retryAfter = secondsOf(headers.get('retry-after'));
    this.problem = problem;
  }

  /** Whether it is this refusal; its type is narrowed then. */
  is<One extends Code>(code: One): this is VestibuleError<One> {
    return this.code === code;
  }

  /** Whether a caught value is a refusal of the API, also one of another copy of this package. */
  static isInstance(error: unknown): error is VestibuleError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}

/** No answer has arrived: whether the call was carried out is not known. `cause` has the reason. */
export class NetworkError extends Error {
  override readonly name: string = 'NetworkError';
  readonly retryable = true;
}

/** No answer within the call's `timeout`. */
export class TimeoutError extends NetworkError {
  override readonly name: string = 'TimeoutError';
}

/** `Retry-After` in seconds: a number, or a date from now on. */
export function secondsOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const until = (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
