import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Json, JsonObject } from '../domain/json';
import type { Effect, EventOf, Untimed } from '../domain/session/events';
import type { ReportId } from '../domain/session/reports';
import type { Session, SessionStart, Untold, Upload } from '../domain/session/session';
import type { SessionView, Verdict } from '../domain/session/views';
import { CALL_LASTS, CANCEL_SIGNAL, FINISHED, RECORD_LATER } from './activity-request';

export const WORKFLOW_TYPE = 'onboarding';
export const TASK_QUEUE = 'vestibule';
/** Of workflows that belong to no session. */
export const BACKGROUND_QUEUE = 'vestibule-background';
/** The workflow that delivers a tenant's events to one of its endpoints, and its id. */
export const WEBHOOK_ENDPOINT = 'webhookEndpoint';
export const deliveryId = ({ client_id, endpoint_id }: { client_id: string; endpoint_id: string }): string =>
  `webhook/${client_id}/${endpoint_id}`;
/** Has an endpoint's delivery look for what there is to deliver. */
export const wakeDelivery = defineSignal<[]>('wake');

/**
 * The workflow's input: a new session, the session so far after continue-as-new, or, as the follow-up of a workflow
 * that was terminated, the session that it left. `effects`: those that the run before has left to this one.
 */
export type OnboardingInput =
  | { start: SessionStart }
  | { carried: Session; effects?: Effect[] }
  | { terminated: Session };

/** `visit`: of the form that is answered; an API of before doesn't say. */
export interface Submission {
  seq: number;
  visit?: string;
  step: string;
  data: JsonObject;
  digest: string;
  psu?: Json;
  /** Names of sealed values that stay as they were at the step's last visit. */
  keep?: string[];
}
/** What a session was sent until 2026-11-27, a file at a time. */
export interface UploadReceipt {
  seq: number;
  visit?: string;
  upload: Upload;
}
/** The files of one request, of which all are taken or none. */
export interface UploadReceipts {
  seq: number;
  visit?: string;
  uploads: Upload[];
}
export interface UploadRemoval {
  seq: number;
  upload_id: string;
}
export type Callback =
  | { kind: 'event'; step: string; visit: number; id: string; payload: Json }
  /** `digest`: keyed, of the query, by which a repeat is told. */
  | { kind: 'return'; step: string; visit: number; way: 'ok' | 'nok'; query?: Json; digest?: string }
  /** The client asks after a user who is at the bank. */
  | { kind: 'asked_after'; step: string };

/** The report that the credentials of the good end `step` are stored. */
export interface Finished {
  step: string;
  credentials_id: string;
}

/**
 * The query's argument: the submission to give the verdict on, or a partner's report. Else the answer is the view
 * alone.
 */
export interface SessionQuestion {
  seq?: number;
  step?: string;
  visit?: string;
  digest?: string;
  report?: ReportId;
}
export interface SessionAnswer {
  view: SessionView;
  /** The report came when its step had been left, and decides nothing. */
  is_late?: true;
  verdict?: Verdict;
  /** This run takes no more messages until what runs has ended: its history is near the engine's limits. */
  is_full?: true;
}

export const submitStep = defineSignal<[Submission]>('submitStep');
export const receiveUpload = defineSignal<[UploadReceipt]>('receiveUpload');
export const receiveUploads = defineSignal<[UploadReceipts]>('receiveUploads');
export const removeUpload = defineSignal<[UploadRemoval]>('removeUpload');
export const receiveCallback = defineSignal<[Callback]>('receiveCallback');
export const cancel = defineSignal<[]>(CANCEL_SIGNAL);
export const finished = defineSignal<[Finished]>(FINISHED);
export const callLasts = defineSignal<[]>(CALL_LASTS);
export const recordLater = defineSignal<[Untold[]]>(RECORD_LATER);
export const getSession = defineQuery<SessionAnswer, [SessionQuestion]>('getSession');

export const getState = defineQuery<Session>('getState');

/** A sandbox session is to be older, by so many ms. */
export interface TimeSkip {
  by: number;
}
export const skipTime = defineSignal<[TimeSkip]>('skipTime');

/** Makes a session's workflow id. It names nobody: a client id and a random session id. */
export const workflowId = (clientId: string, sessionId: string): string => `onboarding/${clientId}/${sessionId}`;

/** Turns the receipt of one file into the kernel's event. */
export const asUploaded = ({ upload, ...form }: UploadReceipt): Untimed<EventOf<'uploaded'>> => ({
  type: 'uploaded',
  ...form,
  uploads: [upload],
});

/** Turns a callback into the kernel's event. */
export function asEvent(callback: Callback) {
  if (callback.kind === 'return') {
    const { kind: _kind, ...rest } = callback;
    return { type: 'returned_from_bank', ...rest } as const;
  }
  if (callback.kind === 'asked_after') return { type: 'asked_after', step: callback.step } as const;
  return {
    type: 'called_back',
    step: callback.step,
    visit: callback.visit,
    id: callback.id,
    payload: callback.payload,
  } as const;
}
