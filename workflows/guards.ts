import { isCancellation } from '@temporalio/workflow';
import { isObject } from '../domain/json';
import type { Callback, Submission, UploadReceipt } from './messages';

/**
 * Signals can be sent from the Temporal UI too: what hasn't the shape is dropped, for a throw would wedge the session.
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

/** For what may be called off while it is waited for. */
export function rethrowUnlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
