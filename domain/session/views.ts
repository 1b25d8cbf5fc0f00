import type { JsonObject } from '../json';
import type { UploadField } from '../skill/ask';
import type { WaitingFor } from '../skill/operation-catalog';
import type { ClosedStatus, Phase, Reminder, Status, Time, Upload } from './session';

/** The verdict on one submission, which may be asked for again and again. */
export type Verdict =
  | { verdict: 'accepted' }
  /** It came before the session asks for it, and is kept until it does. */
  | { verdict: 'kept' }
  | { verdict: 'nonce_used' }
  /** The visit that it answers is over. */
  | { verdict: 'step_changed' }
  /** The session would hold more than it can. */
  | { verdict: 'too_large' }
  | { verdict: 'step_not_current'; current: string | null }
  | { verdict: 'uploads_missing'; fields: string[] }
  | { verdict: 'closed'; status: ClosedStatus };

/** An upload field with the count of files received. */
export interface UploadProgress extends UploadField {
  received: number;
  /** Of those received, the files that were given at an earlier visit. */
  kept_ids?: string[];
}

/** A received file with the submission and the visit that it belongs to. */
export type ReceivedUpload = Upload & { seq: number; visit?: string };

/** The next thing that a client has to do or to wait for. Part of the REST contract. */
export type NextView =
  | {
      kind: 'form';
      step: string;
      seq: number;
      visit?: string;
      form: 'data' | 'otp' | 'method' | 'password';
      /** The other side, where the step waits for that and the user may act meanwhile, but need not. */
      for?: WaitingFor;
      show?: JsonObject;
      choices?: { id: string; title: string }[];
      message?: string;
      /** Values that the form may begin with; they were submitted before. */
      prefill?: JsonObject;
      /** Sealed values of before: not shown, and kept where a submission says so. */
      kept?: string[];
      uploads?: UploadProgress[];
      expires_at?: Time;
    }
  | {
      kind: 'upload';
      step: string;
      seq: number;
      visit?: string;
      uploads: UploadProgress[];
      /** Sealed values of before that data which replace the accepted ones may keep. */
      kept?: string[];
      expires_at?: Time;
    }
  | { kind: 'redirect'; step: string; url: string; expires_at?: Time }
  | { kind: 'decoupled'; step: string; message: string; expires_at?: Time }
  | { kind: 'wait'; step: string; for: WaitingFor; message?: string; expires_at?: Time }
  | { kind: 'none' };

/** A submission that a verdict is asked for. */
export interface Question {
  seq: number;
  step: string;
  digest: string;
  visit?: string;
}

/** The answer of the query `getSession`: all that the API needs to tell a client where the session stands. */
export interface SessionView {
  session_id: string;
  client_id: string;
  skill: string;
  digest: string;
  status: Status;
  /** The sequence number that the next submission must carry; the next nonce is made of it. */
  seq: number;
  /** The visit that the next submission answers, shown or to come. An older worker doesn't say. */
  visit?: string;
  /** The step just submitted, and the visit that this answered. */
  last?: { seq: number; step: string; visit?: string };
  next: NextView;
  /** Files received for the step at hand. */
  uploads: ReceivedUpload[];
  /** Ids of files that the user has taken back from the step at hand, the last ones. */
  removed_uploads?: string[];
  phases: Phase[];
  /** The reminders that were given, the last ones. */
  reminders?: Reminder[];
  /** The end is decided and not shown yet, so nothing is taken in any more. */
  closing?: true;
  /** Sandbox only: the step at hand, where it awaits an event of a partner, and its visit. */
  awaits?: { step: string; visit: number };
  /** Sandbox only: how much older the session was made, ms; and that there is more to come, once a call has ended. */
  skipped?: number;
  skipping?: true;
  expires_at: Time;
  return_url?: string;
  /** BCP 47, as the tenant gave it. */
  locale?: string;
  reason?: { code: string; message: string };
  output?: JsonObject;
  credentials_id?: string;
}
