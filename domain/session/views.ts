import type { JsonObject } from '../json';
import type { UploadField } from '../skill/ask';
import type { WaitingFor } from '../skill/operation-catalog';
import type { ClosedStatus, Phase, Status, Time, Upload } from './session';

/** The verdict on one submission, which may be asked for again and again. */
export type Verdict =
  | { verdict: 'accepted' }
  | { verdict: 'nonce_used' }
  | { verdict: 'step_not_current'; current: string | null }
  | { verdict: 'uploads_missing'; fields: string[] }
  | { verdict: 'closed'; status: ClosedStatus };

/** An upload field with the count of files received. */
export interface UploadProgress extends UploadField {
  received: number;
}

/** A received file with the sequence number of the submission that it belongs to. */
export type ReceivedUpload = Upload & { seq: number };

/** The next thing that a client has to do or to wait for. Part of the REST contract. */
export type NextView =
  | {
      kind: 'form';
      step: string;
      seq: number;
      form: 'data' | 'otp' | 'method' | 'password';
      show?: JsonObject;
      choices?: { id: string; title: string }[];
      message?: string;
      uploads?: UploadProgress[];
      expires_at?: Time;
    }
  | { kind: 'upload'; step: string; seq: number; uploads: UploadProgress[]; expires_at?: Time }
  | { kind: 'redirect'; step: string; url: string; expires_at?: Time }
  | { kind: 'decoupled'; step: string; message: string; expires_at?: Time }
  | { kind: 'wait'; step: string; for: WaitingFor; expires_at?: Time }
  | { kind: 'none' };

/** The answer of the query `getSession`: all that the API needs to tell a client where the session stands. */
export interface SessionView {
  session_id: string;
  client_id: string;
  skill: string;
  digest: string;
  status: Status;
  /** The sequence number that the next submission must carry; the next nonce is made of it. */
  seq: number;
  /** The step just submitted. */
  last?: { seq: number; step: string };
  next: NextView;
  /** Files received for the step at hand. */
  uploads: ReceivedUpload[];
  /** Ids of files that the user has taken back from the step at hand, the last ones. */
  removed_uploads?: string[];
  phases: Phase[];
  expires_at: Time;
  return_url?: string;
  /** BCP 47, as the tenant gave it. */
  locale?: string;
  reason?: { code: string; message: string };
  output?: JsonObject;
  credentials_id?: string;
}
