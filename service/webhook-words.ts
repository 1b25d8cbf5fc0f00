import { ATTEMPT_ERRORS, type AttemptErrorCode } from '../webhooks/attempt';

/** The codes by which an attempt to send an event says why it has failed, for the document. */
export const ATTEMPT_ERROR_CODES = Object.keys(ATTEMPT_ERRORS) as AttemptErrorCode[];
