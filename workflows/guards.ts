import { isCancellation } from '@temporalio/workflow';
import { isObject } from '../domain/json';
import type { Upload } from '../domain/session/session';
import type { Callback, Submission, UploadReceipt, UploadReceipts, UploadRemoval } from './messages';

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

const isUpload = (value: unknown): value is Upload =>
  isObject(value) && typeof value.field === 'string' && typeof value.sha256 === 'string';

export const isReceipt = (value: unknown): value is UploadReceipt =>
  isObject(value) && Number.isInteger(value.seq) && isUpload(value.upload);

export const isReceipts = (value: unknown): value is UploadReceipts =>
  isObject(value) && Number.isInteger(value.seq) && Array.isArray(value.uploads) && value.uploads.every(isUpload);

export const isRemoval = (value: unknown): value is UploadRemoval =>
  isObject(value) && Number.isInteger(value.seq) && typeof value.upload_id === 'string';

export const isCallback = (value: unknown): value is Callback =>
  isObject(value) &&
  typeof value.step === 'string' &&
  Number.isInteger(value.visit) &&
  ((value.kind === 'event' && value.payload !== undefined) ||
    (value.kind === 'return' && (value.way === 'ok' || value.way === 'nok')));

/** Swallows the cancellation of a timer. */
export function rethrowUnlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
