import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Json, JsonObject } from '../domain/json';
import type { Session, SessionStart, SessionView, Upload, Verdict } from '../domain/session/session';
import { CALL_LASTS } from './activity-request';

export const WORKFLOW_TYPE = 'onboarding';
export const TASK_QUEUE = 'vestibule';

/** What the workflow is started with: a new session, or, after continue-as-new, the session so far. */
export type OnboardingInput = { start: SessionStart } | { carried: Session };

export interface Submission {
  seq: number;
  step: string;
  data: JsonObject;
  digest: string;
  psu?: Json;
}
export interface UploadReceipt {
  seq: number;
  upload: Upload;
}
export type Callback =
  | { kind: 'event'; step: string; visit: number; id: string; payload: Json }
  | { kind: 'return'; step: string; visit: number; way: 'ok' | 'nok'; query?: Json };

/** Which submission the asker wants the verdict on; without it only the view is told. */
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
export const receiveCallback = defineSignal<[Callback]>('receiveCallback');
export const cancel = defineSignal<[]>('cancel');
export const callLasts = defineSignal<[]>(CALL_LASTS);
export const getSession = defineQuery<SessionAnswer, [SessionQuestion]>('getSession');

/** The one place where a session's workflow id is made. Names nobody: a client id and a random session id. */
export const workflowId = (clientId: string, sessionId: string): string => `onboarding/${clientId}/${sessionId}`;

/** A callback as the kernel's event. */
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
