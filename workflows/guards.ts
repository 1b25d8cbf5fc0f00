import { isCancellation, type WorkflowInfo } from '@temporalio/workflow';
import { isObject } from '../domain/json';
import type { Untold, Upload } from '../domain/session/session';
import type {
  Callback,
  Finished,
  Submission,
  TimeSkip,
  UploadReceipt,
  UploadReceipts,
  UploadRemoval,
} from './messages';

/**
 * Type guards for the arguments of signals, which can be sent from the Temporal UI too. A signal of another shape is
 * dropped, for a throw would wedge the session.
 */
export const isSubmission = (value: unknown): value is Submission =>
  isObject(value) &&
  Number.isInteger(value.seq) &&
  isVisit(value.visit) &&
  typeof value.step === 'string' &&
  typeof value.digest === 'string' &&
  (value.keep === undefined || Array.isArray(value.keep)) &&
  isObject(value.data);

const isVisit = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isUpload = (value: unknown): value is Upload =>
  isObject(value) && typeof value.field === 'string' && typeof value.sha256 === 'string';

export const isReceipt = (value: unknown): value is UploadReceipt =>
  isObject(value) && Number.isInteger(value.seq) && isVisit(value.visit) && isUpload(value.upload);

export const isReceipts = (value: unknown): value is UploadReceipts =>
  isObject(value) &&
  Number.isInteger(value.seq) &&
  isVisit(value.visit) &&
  Array.isArray(value.uploads) &&
  value.uploads.every(isUpload);

export const isRemoval = (value: unknown): value is UploadRemoval =>
  isObject(value) && Number.isInteger(value.seq) && typeof value.upload_id === 'string';

export const isCallback = (value: unknown): value is Callback =>
  isObject(value) &&
  typeof value.step === 'string' &&
  (value.kind === 'asked_after' ||
    (Number.isInteger(value.visit) &&
      ((value.kind === 'event' && value.payload !== undefined) ||
        (value.kind === 'return' && (value.way === 'ok' || value.way === 'nok')))));

/**
 * The size of a run's history from which the session takes no more messages: about half of what the engine terminates
 * at (51,200 events, 50 MiB, 10,000 signals). Only a call that lasts lets a run grow so far.
 */
const FULL_EVENTS = 20_000;
const FULL_BYTES = 24 * 1024 * 1024;

/** Whether a run's history is near the engine's limits. */
export const isNearLimits = ({ historyLength, historySize }: Pick<WorkflowInfo, 'historyLength' | 'historySize'>) =>
  historyLength >= FULL_EVENTS || historySize >= FULL_BYTES;

export const isFinished = (value: unknown): value is Finished =>
  isObject(value) && typeof value.step === 'string' && typeof value.credentials_id === 'string';

export const isTimeSkip = (value: unknown): value is TimeSkip =>
  isObject(value) && Number.isInteger(value.by) && Number(value.by) > 0;

export const isUntold = (value: unknown): value is Untold[] =>
  Array.isArray(value) &&
  value.every(
    (event) =>
      isObject(event) && Number.isInteger(event.number) && typeof event.type === 'string' && isObject(event.data),
  );

/** Swallows the cancellation of a timer. */
export function rethrowUnlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
