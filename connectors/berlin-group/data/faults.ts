import { nextMidnight } from '../../../domain/bank-day';
import { ConnectorError } from '../../../domain/connector';
import { type ErrorCode, VestibuleError } from '../../../domain/errors';
import { BankRefusal } from '../refusal';
import { UnknownFormat } from './formats/document';

/** The bank's refusal in an error, itself or as its cause. */
export const refusalIn = (error: unknown): BankRefusal | undefined =>
  error instanceof BankRefusal
    ? error
    : error instanceof Error && error.cause instanceof BankRefusal
      ? error.cause
      : undefined;

/** s, for a limit that a bank gives no time for. */
const SHORT_WAIT = 60;

/** The error of ours that a failed read is told as. `zone`: the bank's time zone, in whose midnight a quota ends. */
export function asVestibuleError(error: unknown, zone: string, now = Date.now()): unknown {
  if (error instanceof VestibuleError) return error;
  if (error instanceof UnknownFormat) return formatUnknown(error);
  if (!(error instanceof ConnectorError)) return error;
  const refusal = refusalIn(error);
  const wait = error.retryAfter ?? refusal?.retryAfter;
  const retryAfter = wait === undefined ? undefined : Math.ceil(wait / 1000);
  if (refusal?.isRateLimit) {
    const isQuota = refusal.says('ACCESS_EXCEEDED');
    const untilReset = isQuota ? Math.ceil((nextMidnight(zone, now) - now) / 1000) : SHORT_WAIT;
    return new VestibuleError('bank_rate_limited', 'The bank allows no more requests for now.', {
      cause: error,
      retryAfter: retryAfter ?? untilReset,
      isQuota,
    });
  }
  if (error.retryable)
    return new VestibuleError('bank_unavailable', 'The bank can’t be reached right now.', {
      cause: error,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  return refusal
    ? asRefused(refusal)
    : new VestibuleError('bank_error', 'The bank answered in a way that can’t be used.', { cause: error });
}

const REFUSALS: [codes: string[], code: ErrorCode, message: string][] = [
  [['RESOURCE_UNKNOWN', 'RESOURCE_EXPIRED', 'RESOURCE_BLOCKED'], 'account_not_found', 'There is no such account.'],
  [['REQUESTED_FORMATS_INVALID'], 'bank_format_unknown', 'The bank gives this in a form that is not read here.'],
];

function asRefused(refusal: BankRefusal): VestibuleError {
  for (const [codes, code, message] of REFUSALS) {
    if (refusal.says(...codes)) return new VestibuleError(code, message, { cause: refusal });
  }
  if (refusal.says('PERIOD_INVALID', 'TIMESTAMP_INVALID')) return periodInvalid(refusal);
  if (refusal.status === 406 || refusal.status === 415) return formatUnknown(refusal);
  return new VestibuleError('bank_refused', 'The bank refuses this request, and would again.', { cause: refusal });
}

const formatUnknown = (cause: unknown) =>
  new VestibuleError('bank_format_unknown', 'The bank gives this in a form that is not read here.', { cause });

export function periodInvalid(cause: unknown): VestibuleError {
  const message = 'The bank does not give transactions of this period.';
  return new VestibuleError('request_invalid', message, {
    cause,
    errors: [{ pointer: 'query/date_from', code: 'period', message }],
  });
}

export const consentExpired = (cause: unknown) =>
  new VestibuleError('consent_expired', 'The consent has expired at the bank.', { cause });
/** `byOthers`: the bank says that somebody else than the user has ended it. */
export const consentRevoked = (cause: unknown, byOthers = false) =>
  new VestibuleError('consent_revoked', 'The consent is no longer valid at the bank.', { cause, byOthers });

/** Whether a consent is known to be over: nothing else of it can be read. */
export const isOver = (error: unknown): boolean =>
  error instanceof VestibuleError && (error.code === 'consent_revoked' || error.code === 'consent_expired');
