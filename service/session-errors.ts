import { type ErrorCode, type InputFault, VestibuleError } from '../domain/errors';
import type { ClosedStatus } from '../domain/session/session';
import type { SessionView } from '../domain/session/views';
import { UPLOADS } from '../kit/languages/english';
import { say } from '../kit/languages/languages';
import type { Sentence } from '../kit/languages/sentence';
import type { SessionState } from './session-state';

/** The session is unknown, or another tenant's. */
export const sessionNotFound = () => new VestibuleError('session_not_found', 'There is no such session.');

/** The session is over: its status, and its reason where that is known. */
export function sessionOver(status: ClosedStatus, reason?: SessionView['reason']): VestibuleError {
  if (status === 'EXPIRED') return new VestibuleError('session_expired', 'The session has expired. Start a new one.');
  const why = reason ? ` ${reason.message}` : '';
  return new VestibuleError('session_closed', `The session is over: ${status}.${why}`, {
    extra: { session_status: status },
  });
}

/** Another step is current, or with `null` none is. */
export function stepNotCurrent(current: string | null): VestibuleError {
  const message = current === null ? 'The session waits for no step right now.' : `The current step is ${current}.`;
  return new VestibuleError('step_not_current', message, { extra: { current_step: current } });
}

/** The visit that a nonce or a `step_id` belongs to is over. `session`: the state as it is now, with a fresh nonce. */
export const stepChanged = (session: SessionState) =>
  new VestibuleError(
    'step_changed',
    'This answers a form that is shown no more; it may have been renewed. Show the user what `session.next` says.',
    { extra: { session } },
  );

/** The session takes no more messages for now: what it has got is near what the engine takes. */
export function sessionFull(cause?: unknown): VestibuleError {
  const message =
    'The session has got as many messages as it can take before what it has begun has ended. Nothing of this one was ' +
    'taken; send it again later.';
  return new VestibuleError('session_full', message, { cause, retryAfter: 60 });
}

/** The submission would make the session larger than the engine takes. */
export const sessionTooLarge = () =>
  new VestibuleError('session_too_large', 'The session can’t hold so much. The nonce stays good; submit less.');

/** The submission names another skill than the session's. */
export const skillMismatch = (skill: string) =>
  new VestibuleError('skill_mismatch', `The session runs the skill ${skill}.`, { extra: { skill } });

/** Other data were accepted under this nonce. */
export const nonceUsed = () =>
  new VestibuleError('nonce_used', 'The nonce was used for other data. GET the session to see where it stands.');

/** The step before is not complete. */
export const uploadsMissing = (fields: string[]) =>
  new VestibuleError('uploads_missing', `The step still needs files: ${fields.join(', ')}.`, { extra: { fields } });

/** The data don't fit the step's form. */
export function stepDataInvalid(errors: InputFault[]): VestibuleError {
  const count = errors.length === 1 ? 'One value does' : `${errors.length} values do`;
  const message = `${count} not fit the step. The nonce stays good; correct the data and submit again.`;
  return new VestibuleError('step_data_invalid', message, { errors });
}

/** What is wrong with a file, and under which field it came. */
interface UploadFault {
  field: string;
  fault: keyof typeof UPLOADS;
  values?: NonNullable<Sentence['values']>;
  cause?: unknown;
}

/** A file can't be taken. Its user reads why, in the session's language. */
export function uploadRefused(code: ErrorCode, { field, fault, values = {}, cause }: UploadFault, locale?: string) {
  const message = say({ text: UPLOADS[fault], values }, locale);
  return new VestibuleError(code, message, { cause, errors: [{ pointer: `/${field}`, code: fault, message }] });
}
