import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { type Attempt, ConnectorError, OUR_FAULT } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import { ARGUMENT_UNFIT, SENTENCES } from '../domain/session/platform';
import { RESULT_TOO_LARGE } from '../domain/session/result-bounds';
import type { Operation } from '../domain/skill/operation-catalog';
import type { ActivityRequest } from '../workflows/activity-request';

const SECOND = 1000;

/**
 * Turns an error into a failure that Temporal may record: a code of the catalog, `error`, or (retried) `unavailable`
 * and `pending`. Operators read histories, and nobody can clean them. So a failure carries our sentences only: no
 * cause, no word of a bank's, nothing of the user's.
 */
export function asFailure(
  error: unknown,
  operation: Operation | undefined,
  phase: ActivityRequest['phase'],
  attempt: Attempt,
): ApplicationFailure {
  if (!(error instanceof ConnectorError)) return unexpected(error);
  const { code, message, retryable, uncertain } = error;
  if (retryable) {
    return ApplicationFailure.create({
      type: code === 'pending' ? 'pending' : 'unavailable',
      message,
      nonRetryable: false,
      details: [{ uncertain }],
      // A poll that found nothing is no failure to be logged or counted.
      ...(code === 'pending' ? { category: ApplicationFailureCategory.BENIGN } : {}),
      ...delay(error, phase, attempt),
    });
  }
  const sentence = sentenceOf(error, operation, phase);
  return ApplicationFailure.create({
    type: sentence === undefined ? 'error' : code,
    message: sentence ?? message,
    nonRetryable: true,
    details: [{ uncertain }],
  });
}

/** The sentence of an outcome that the session knows by its code; any other failure is an `error`. */
function sentenceOf(
  { code, message }: ConnectorError,
  operation: Operation | undefined,
  phase: ActivityRequest['phase'],
): string | undefined {
  if (code === RESULT_TOO_LARGE) return message;
  // An undo that was never asked for has to be looked after, whoever is at fault.
  if (code === ARGUMENT_UNFIT) return phase === 'call' || phase === 'begin' ? SENTENCES[code] : undefined;
  return operation?.codes[code];
}

/**
 * The failure for an error that no connector has thrown. It is retried: a database that is away will come back, and a
 * fault of ours may not happen again. Only a value that can't be opened is final.
 */
function unexpected(error: unknown): ApplicationFailure {
  const isFinal = error instanceof VestibuleError ? false : error instanceof Error && error.name === 'SealError';
  return ApplicationFailure.create({
    type: isFinal ? 'error' : 'unavailable',
    message: isFinal ? 'What was sealed can’t be opened.' : 'The operation could not be carried out.',
    nonRetryable: isFinal,
    details: [{ uncertain: !isFinal, [OUR_FAULT]: true }],
  });
}

/**
 * The delay until the next attempt: of a poll, or of a bank that has named a time to come back, which gets it or more.
 * It is never longer than what is left, for then Temporal would not try again at all.
 */
function delay(
  { code, retryAfter }: ConnectorError,
  phase: ActivityRequest['phase'],
  { number, ms, left }: Attempt,
): { nextRetryDelay?: number } {
  const bound = left === undefined ? Number.POSITIVE_INFINITY : Math.max(left - ms, Math.min(SECOND, left / 2));
  const asked = phase === 'status' ? Math.min(retryAfter ?? 0, slowestPoll(number)) : (retryAfter ?? 0);
  if (code === 'pending') return { nextRetryDelay: Math.min(Math.max(pollAfter(phase, number), asked), bound) };
  if (retryAfter === undefined) return {};
  const patient = phase === 'undo' || phase === 'abort';
  const usual = Math.min(2 ** (number - 1) * 500, patient ? 300 * SECOND : 10 * SECOND);
  return { nextRetryDelay: Math.min(Math.max(asked, usual), bound) };
}

/**
 * ms. A user at the bank is looked for every second or two at first, and ever more rarely when they take their time:
 * half a minute after some minutes, five after an hour. So is a settlement, which nobody watches.
 */
function pollAfter(phase: ActivityRequest['phase'], attempt: number): number {
  if (phase === 'call') return Math.round(Math.min(SECOND * 1.25 ** (attempt - 1), 300 * SECOND));
  if (attempt <= 30) return Math.round(Math.min(SECOND * 1.25 ** (attempt - 1), 2 * SECOND));
  return Math.round(Math.min(2 * SECOND * 1.25 ** (attempt - 30), slowestPoll(attempt)));
}

/**
 * ms. No poll for a user comes later than this after the one before, whatever the bank asks for: a bank that wants a
 * quarter of an hour would have the user look at a page that never changes.
 */
const slowestPoll = (attempt: number): number => (attempt < 150 ? 30 : 300) * SECOND;
