import type { JsonObject } from '../domain/json';
import type { Status } from '../domain/session/session';
import type { UploadProgress } from '../domain/session/views';
import type { Schema } from '../domain/skill/skill';

/** An upload field with what was received for it; each id can be removed while the step is not complete. */
export type AwaitedUpload = UploadProgress & { upload_ids: string[] };

/** The part of the session state that says what the client does next. */
export type Next =
  | {
      kind: 'form';
      step: string;
      step_id: string;
      title?: string;
      schema: Schema;
      show?: JsonObject;
      uploads?: AwaitedUpload[];
      message?: string;
      prefill?: JsonObject;
      kept?: string[];
      for?: 'bank' | 'review';
      expires_at?: string;
    }
  | { kind: 'upload'; step: string; step_id: string; title?: string; uploads: AwaitedUpload[]; expires_at?: string }
  | { kind: 'redirect'; step: string; title?: string; url: string; expires_at?: string }
  | { kind: 'decoupled'; step: string; title?: string; message: string; expires_at?: string }
  | { kind: 'wait'; step?: string; title?: string; for?: 'bank' | 'review'; message?: string; expires_at?: string }
  | { kind: 'none' };

/** The session state: the one shape that every session call answers with. */
export interface SessionState {
  session_id: string;
  skill: string;
  status: Status;
  step_id?: string;
  nonce?: string;
  nonce_expires_at?: string;
  expires_at?: string;
  next: Next;
  phases: { status: Status; step: string; at: string }[];
  reminders?: { number: number; step: string; event: string; at: string }[];
  reason?: { code: string; message: string };
  output?: JsonObject;
  temp_token?: string;
}

/** A session state, and whether the session has settled on what it needs next. */
export interface SettledState {
  settled: boolean;
  state: SessionState;
}

/** How long a caller can be held. */
export interface Wait {
  ms: number;
  /** A signal that aborts when the caller has left. Called only if the session has to be waited for. */
  signal(): AbortSignal;
}
