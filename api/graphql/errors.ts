import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERRORS, type ErrorCode, VestibuleError } from '../../domain/errors';
import { pointerOf } from './arguments';

/** The refusal of a document or its variables, which GraphQL itself has found wrong. */
const INVALID: ErrorCode = 'request_invalid';

/** What went wrong, as the closed list of codes has it. A resolver’s own error is found however it was wrapped. */
export function vestibuleErrorOf(error: unknown): VestibuleError {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if (at instanceof VestibuleError) return at;
    if (at instanceof GraphQLError && !at.originalError) return new VestibuleError(INVALID, at.message);
    at = at instanceof GraphQLError ? at.originalError : at.cause;
  }
  return new VestibuleError(
    'internal_error',
    'Something went wrong on our side. Name the request_id when you report it.',
    { cause: error },
  );
}

/**
 * An error as it is answered: its code, what is at fault and where, and never a stack.
 * @public loaded with the first call
 */
export function shownError(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const { code, message, options } = vestibuleErrorOf(error);
  const { errors, extra, retryAfter } = options;
  return {
    message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code,
      retryable: ERRORS[code].retryable,
      request_id: requestId,
      ...(errors ? { errors: errors.map((fault) => ({ ...fault, pointer: pointerOf(fault.pointer) })) } : {}),
      ...(retryAfter === undefined ? {} : { retry_after: Math.max(1, Math.ceil(retryAfter)) }),
      ...extra,
    },
  };
}
