import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Json, JsonObject } from '../domain/json';
import type { Session, SessionStart, Upload } from '../domain/session/session';
import type { SessionView, Verdict } from '../domain/session/views';
import { CALL_LASTS } from './activity-request';

export const WORKFLOW_TYPE = 'onboarding';
export const TASK_QUEUE = 'vestibule';

/** The workflow's input: a new session, or, after continue-as-new, the session so far. */
export type OnboardingInput = { start: SessionStart } | { carried: Session };

export interface Submission {
  seq: number;
  step: string;
  data: JsonObject;
  digest: string;
  psu?: Json;
}
/** What a session was sent until 2026-11-27, a file at a time. */
export interface UploadReceipt {
  seq: number;
  upload: Upload;
}
/** The files of one request, of which all are taken or none. */
export interface UploadReceipts {
  seq: number;
  uploads: Upload[];
}
export interface UploadRemoval {
  seq: number;
  upload_id: string;
}
export type Callback =
  | { kind: 'event'; step: string; visit: number; id: string; payload: Json }
  | { kind: 'return'; step: string; visit: number; way: 'ok' | 'nok'; query?: Json };

/** The query's argument: the submission to give the verdict on. Without it the answer is the view alone. */
export interface SessionQuestion {
  seq?: number;
  step?: string;
  digest?: string;
}
export interface SessionAnswer {
  view: SessionView;
  verdict?: Verdict;
}

export const submitStep = defineSignal<[Submission]>('submitStep');
export const receiveUpload = defineSignal<[UploadReceipt]>('receiveUpload');
export const receiveUploads = defineSignal<[UploadReceipts]>('receiveUploads');
export const removeUpload = defineSignal<[UploadRemoval]>('removeUpload');
export const receiveCallback = defineSignal<[Callback]>('receiveCallback');
export const cancel = defineSignal<[]>('cancel');
export const callLasts = defineSignal<[]>(CALL_LASTS);
export const getSession = defineQuery<SessionAnswer, [SessionQuestion]>('getSession');

/** Makes a session's workflow id. It names nobody: a client id and a random session id. */
export const workflowId = (clientId: string, sessionId: string): string => `onboarding/${clientId}/${sessionId}`;

/** Turns a callback into the kernel's event. */
export function asEvent(callback: Callback) {
  if (callback.kind === 'return') {
    const { step, visit, way, query } = callback;
    return { type: 'returned_from_bank', step, visit, way, ...(query === undefined ? {} : { query }) } as const;
  }
  return {
    type: 'called_back',
    step: callback.step,
    visit: callback.visit,
    id: callback.id,
    payload: callback.payload,
  } as const;
}
