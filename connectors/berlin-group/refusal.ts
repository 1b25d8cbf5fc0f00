import { ConnectorError } from '../../domain/connector';
import { isObject, type JsonObject } from '../../domain/json';
import type { BankResponse } from '../toolkit/http';
import { someObjects, someText } from '../toolkit/json-readers';

/** A 4xx: the bank understood and said no. `tppCodes` are the standard's message codes; its texts are never kept. */
export class BankRefusal extends ConnectorError {
  override readonly name = 'BankRefusal';
  constructor(
    readonly status: number,
    readonly tppCodes: string[],
    retryAfter?: number,
    /** The fields at fault, as the bank names them. */
    readonly paths: string[] = [],
  ) {
    super('error', sentence(status, tppCodes), retryAfter === undefined ? {} : { retryAfter });
  }
  says(...codes: string[]): boolean {
    return codes.some((code) => this.tppCodes.includes(code));
  }
  /** What was asked about does not exist (any more); for ids in the path the standard has 403 as well as 404. */
  get isUnknown(): boolean {
    return this.status === 404 || this.says('RESOURCE_UNKNOWN', 'CONSENT_UNKNOWN');
  }
  get isRateLimit(): boolean {
    return this.status === 429 || this.says('ACCESS_EXCEEDED');
  }
}

/** A 5xx or 408: the bank, or a gateway before it, could not answer. The operation may have happened all the same. */
export class BankAway extends ConnectorError {
  override readonly name = 'BankAway';
  constructor(
    readonly status: number,
    retryAfter?: number,
  ) {
    super('unavailable', 'The bank could not answer.', {
      retryable: true,
      uncertain: true,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
}

/**
 * Whether what was asked may have happened though the answer is an error. A bank that was not reached has done nothing,
 * and neither has one that says (503) that it serves nobody now.
 */
export const isPerhapsDone = (error: ConnectorError): boolean =>
  error.uncertain && !(error instanceof BankAway && error.status === 503);

const CODE = /^[A-Z][A-Z_]{1,59}$/;

/**
 * `tppMessages` (Berlin Group) or the RFC 7807 body that the standard also allows; codes that are not codes are
 * dropped.
 */
function codesOf(body: JsonObject): string[] {
  const messages = Array.isArray(body.tppMessages) ? body.tppMessages : [];
  const codes = [...messages.map((message) => (isObject(message) ? message.code : undefined)), body.code];
  return codes.filter((code): code is string => typeof code === 'string' && CODE.test(code)).slice(0, 10);
}

const pathsOf = (body: JsonObject): string[] =>
  someObjects(body.tppMessages).flatMap((message) => someText(message, 'path', 80) ?? []);

function sentence(status: number, codes: string[]): string {
  if (status === 429 || codes.includes('ACCESS_EXCEEDED')) return 'The bank allows no more requests for now.';
  if (codes.includes('CONSENT_EXPIRED')) return 'The consent has expired.';
  if (codes.includes('CONSENT_INVALID') || codes.includes('CONSENT_UNKNOWN'))
    return 'The consent is not valid at the bank.';
  if (codes.includes('PSU_CREDENTIALS_INVALID')) return 'The bank does not know this user.';
  return 'The bank refused the request.';
}

/** ms that `Retry-After` asks for: seconds or a date. */
function retryAfter(headers: Record<string, string>): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : undefined;
}

/**
 * Lets a success pass. 5xx and 408 may succeed later, and so may a rate limit that is not the day's; any other refusal
 * is final.
 */
export function accepted(answer: BankResponse): BankResponse {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return answer;
  const wait = retryAfter(headers);
  const later = wait === undefined ? {} : { retryAfter: wait };
  if (status >= 500 || status === 408) throw new BankAway(status, wait);
  const refusal = new BankRefusal(status, codesOf(body), wait, pathsOf(body));
  if (status === 429 && !refusal.says('ACCESS_EXCEEDED'))
    throw new ConnectorError('unavailable', refusal.message, { cause: refusal, retryable: true, ...later });
  throw refusal;
}

/**
 * Where a user's name is first told to the bank: that it doesn't know the name is an outcome, not a fault. Throws it as
 * one.
 */
export function tellUnknownUser(error: unknown): void {
  if (!(error instanceof BankRefusal) || !error.says('PSU_CREDENTIALS_INVALID')) return;
  throw new ConnectorError('bank.psu_unknown', 'The bank does not know this user.', { cause: error });
}

/** The same for a call that failed: it fails as before, or as that outcome. */
export function orUnknownUser(error: unknown): never {
  tellUnknownUser(error);
  throw error;
}
