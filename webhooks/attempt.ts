/** How an attempt to send an event can fail, and the sentence that says so. A code keeps its meaning for good. */
export const ATTEMPT_ERRORS = {
  url_refused: 'Events are not sent to this address.',
  address_refused: 'The name leads to an address that is not called.',
  name_unknown: 'The name of the host could not be resolved.',
  connect_failed: 'No connection could be made: nobody listens there, or no way leads there.',
  connect_timeout: 'No connection could be made in time.',
  tls_failed: 'The connection is not safe: the certificate is not one that can be trusted for this name.',
  connection_lost: 'The connection was lost before the answer came.',
  answer_invalid: 'What was answered is not HTTP.',
  timeout: 'The answer took too long.',
  redirected: 'The answer was a redirect, and none is followed. Give the address that it leads to.',
  gone: 'The answer was 410: nobody takes events there any more.',
  too_many_requests: 'The answer was 429: too many events for now.',
  rejected: 'The answer was not 2xx.',
  stopped: 'The attempt was given up, for its process had to end.',
  not_signed: 'The event could not be prepared, for a fault of ours. It is tried again.',
} as const;

export type AttemptErrorCode = keyof typeof ATTEMPT_ERRORS;

/** One attempt to send an event. It holds nothing of what was sent or answered, and no secret. */
export interface Attempt {
  /** When it began, RFC 3339 in UTC. */
  at: string;
  /** How long it took. */
  ms: number;
  /** The HTTP status, where one was answered. 2xx: the event was taken. */
  status?: number;
  /** Absent where the event was taken. */
  error?: AttemptErrorCode;
  /** One sentence about the error. */
  message?: string;
  /** ms after which the endpoint asks to be tried again, from its `Retry-After`; a day at most. */
  retry_after?: number;
}

/** Whether the event was taken. */
export const isTaken = ({ error }: Attempt): boolean => error === undefined;

/** An attempt fails for this reason. `message` is for people, and has nothing of the event, the answer or a secret. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure';
  constructor(
    readonly code: AttemptErrorCode,
    message: string = ATTEMPT_ERRORS[code],
  ) {
    super(message);
  }
}
