import { isCancellation } from '@temporalio/workflow';
import { isObject } from '../domain/json';
import type { Callback, Finished, Submission, UploadReceipt } from './messages';

/**
 * Type guards for the arguments of signals, which can be sent from the Temporal UI too. A signal of another shape is
 * dropped, for a throw would wedge the session.
 */
export const isSubmission = (value: unknown): value is Submission =>
  isObject(value) &&
  Number.isInteger(value.seq) &&
  typeof value.step === 'string' &&
  typeof value.digest === 'string' &&
  isObject(value.data);

export const isReceipt = (value: unknown): value is UploadReceipt =>
  isObject(value) &&
  Number.isInteger(value.seq) &&
  isObject(value.upload) &&
  typeof value.upload.field === 'string' &&
  typeof value.upload.sha256 === 'string';

export const isCallback = (value: unknown): value is Callback =>
  isObject(value) &&
  typeof value.step === 'string' &&
  Number.isInteger(value.visit) &&
  ((value.kind === 'event' && value.payload !== undefined) ||
    (value.kind === 'return' && (value.way === 'ok' || value.way === 'nok')));

export const isFinished = (value: unknown): value is Finished =>
  isObject(value) && typeof value.step === 'string' && typeof value.credentials_id === 'string';

/** Swallows the cancellation of a timer. */
export function rethrowUnlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
