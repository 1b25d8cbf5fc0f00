import type { Json, JsonObject } from '../json';
import type { WaitingFor } from '../skill/catalog';
import type { Graph, PinnedOperation } from '../skill/graph';
import type { Ending } from '../skill/skill';
import type { ScaPhase, ScaState } from './sca';

/** Times in this file are milliseconds since the epoch, UTC. */
export type Time = number;

export type OpenStatus = 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING';
export type ClosedStatus = 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
export type Status = OpenStatus | ClosedStatus;

/** A stored file as the session knows it: never its bytes, never its name. */
export interface Upload {
  upload_id: string;
  field: string;
  media_type: string;
  bytes: number;
  sha256: string;
}

/** What starts a session. `reference` and `locale` are the tenant's; they can be read at `/input`. */
export interface SessionStart {
  session_id: string;
  /** The tenant's client id. */
  client_id: string;
  /** The tenant's short name, for operators: `demo-shop`. */
  tenant: string;
  title: string;
  graph: Graph;
  input: JsonObject;
  return_url?: string;
  at: Time;
  /**
   * Lists tell of waits that last. Sessions of before that was so don't have it: their lists tell of each wait at once.
   */
  lists_settle?: true;
  /**
   * The workflow tells of a change while it takes it in. Sessions of before that was so tell of it a turn of the event
   * loop later.
   */
  told_at_once?: true;
  /** A call that lasts tells the session so. Sessions of before that was so set a timer for each call. */
  calls_tell?: true;
}

/** What a session that begins now is pinned to; only those that began earlier lack any of it. */
export const NEWEST = {
  lists_settle: true,
  told_at_once: true,
  calls_tell: true,
} as const satisfies Partial<SessionStart>;

/** One accepted submission, kept while its nonce could still be presented. */
export interface Accepted {
  seq: number;
  step: string;
  /** HMAC of the canonical data under the API's key: two submissions are the same when these are. */
  digest: string;
  at: Time;
}

/** An undo that is owed unless the session succeeds. `key` is the idempotency key of what is to be undone. */
export interface Undo {
  step: string;
  call: PinnedOperation;
  args: JsonObject;
  undoes: string;
}

/** An effect that was started and whose result is awaited. */
export interface Running {
  id: string;
  step: string;
  visit: number;
  phase: CallEffect['phase'];
  /** SCA status only: a single look, taken before time is called. */
  once?: boolean;
  /** SCA only: what an abort would have to name. */
  handle?: Json;
  since: Time;
}

/** What the user (or the bank) has to do at the current step. */
export type Waiting =
  | { kind: 'form'; form: 'data'; uploads: Upload[] }
  | { kind: 'upload'; seq: number; data: JsonObject; uploads: Upload[] }
  | { kind: 'form'; form: 'challenge'; sca: Extract<ScaState, { state: 'challenge' }> }
  | { kind: 'redirect'; sca: Extract<ScaState, { state: 'redirect' }> }
  | { kind: 'decoupled'; sca: Extract<ScaState, { state: 'decoupled' }> }
  | { kind: 'call'; for: Exclude<WaitingFor, 'user'> }
  | { kind: 'event'; for: Exclude<WaitingFor, 'user'> }
  /** SCA, between a begin or an answer and what the bank says to it. */
  | { kind: 'bank'; handle?: Json }
  /** The end is decided; undo, delivery and clean-up are at work. */
  | { kind: 'closing' }
  | { kind: 'closed' };

export interface Phase {
  status: Status;
  step: string;
  at: Time;
}

/** Everything that a session is. Plain JSON: it travels through continue-as-new as it stands. */
export interface Session {
  session_id: string;
  client_id: string;
  tenant: string;
  title: string;
  graph: Graph;
  input: JsonObject;
  return_url?: string;
  started_at: Time;
  expires_at: Time;
  /** While the user is awaited: the time from which idle time counts. */
  active_at: Time;
  /** ms for which the user had been awaited, unheard of, at the last event. */
  idle_used: number;
  status: Status;
  step: string;
  entered_at: Time;
  waiting: Waiting;
  /** The sequence number that the next submission must carry: accepted submissions so far, plus one. */
  seq: number;
  last?: { seq: number; step: string };
  accepted: Accepted[];
  visits: Record<string, number>;
  steps_taken: number;
  results: Record<string, Json>;
  /** Whether files were received that have to be discarded at the end. */
  uploaded: boolean;
  /** Callbacks that came before their step waited for them; key `<step>/<visit>`. */
  early: Record<string, { id: string; payload: Json }>;
  undo: Undo[];
  /** Steps whose undo failed for good, or is not safe to run: an operator has to look. */
  undo_failed: string[];
  /** A committing call has succeeded: nothing is undone any more, and cancelling comes too late. */
  committed: boolean;
  /** An end that waits until a call that can't be taken back has told its outcome. */
  deferred?: 'cancelled' | 'expired';
  running: Running[];
  /** Counts effects, so that each id is used once. */
  effects: number;
  /** The end that was reached, from the moment it is decided. */
  ending?: { as: ClosedStatus; step: string };
  reason?: { code: string; message: string };
  credentials_id?: string;
  output?: JsonObject;
  phases: Phase[];
  lists_settle?: true;
  told_at_once?: true;
  calls_tell?: true;
  /** The user's side of the last submission (address, agent), sealed by the API; banks ask for it. */
  psu?: Json;
}

/** What happens to a session. `at` is when the workflow saw it. */
export type Event = { at: Time } & (
  | { type: 'submitted'; seq: number; step: string; data: JsonObject; digest: string; psu?: Json }
  | { type: 'uploaded'; seq: number; upload: Upload }
  | { type: 'returned'; effect: string; result: Json }
  /** `uncertain`: the operation may have happened all the same (a time-out, retries that ran out). */
  | { type: 'failed'; effect: string; code: string; message: string; uncertain: boolean }
  | { type: 'called_back'; step: string; visit: number; id: string; payload: Json }
  /** `query`: of the address at which the user came back, sealed: it may hold a code for the bank. */
  | { type: 'returned_from_bank'; step: string; visit: number; way: 'ok' | 'nok'; query?: Json }
  | { type: 'due' }
  | { type: 'cancelled' }
);

/**
 * One activity to start. `args` may hold sealed values and `{"$callback": {step, visit}}`, which activities resolve.
 */
export interface CallEffect {
  do: 'call';
  id: string;
  /** Idempotency key: session, step, visit, and for SCA the phase and its count. */
  key: string;
  step: string;
  visit: number;
  operation: PinnedOperation;
  phase: 'call' | 'undo' | 'finish' | 'discard' | ScaPhase;
  args: JsonObject;
  /** SCA only: the connector's note to itself, and the user's answer. */
  handle?: Json;
  answer?: JsonObject;
  /** SCA `status` only: whether to wait until the bank has decided, or to look once. */
  once?: boolean;
  /** SCA `status` only: what the user's browser brought back from the bank, sealed. */
  returned?: Json;
  /** undo only: the key of the operation to be undone. */
  undoes?: string;
  /** When the step's time is up; retries beyond are pointless. */
  deadline?: Time;
}
export type Effect = CallEffect | { do: 'cancel'; id: string };

/** What became of one submission. */
export type Verdict =
  | { verdict: 'accepted' }
  | { verdict: 'nonce_used' }
  | { verdict: 'step_not_current'; current: string | null }
  | { verdict: 'uploads_missing'; fields: string[] }
  | { verdict: 'closed'; status: ClosedStatus };

/** Counts of files received, with what the field allows. */
export interface UploadProgress {
  field: string;
  media_types: string[];
  max_bytes: number;
  min: number;
  max: number;
  received: number;
  capture?: string;
}

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
  | { kind: 'wait'; step: string; for: Exclude<WaitingFor, 'user'>; expires_at?: Time }
  | { kind: 'none' };

/** What the query `getSession` answers: everything that the API needs to tell a client where the session stands. */
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
  uploads: (Upload & { seq: number })[];
  phases: Phase[];
  expires_at: Time;
  return_url?: string;
  /** BCP 47, as the tenant gave it. */
  locale?: string;
  reason?: { code: string; message: string };
  output?: JsonObject;
  credentials_id?: string;
}

export const CLOSED: Readonly<Record<Ending, ClosedStatus>> = {
  succeeded: 'COMPLETED',
  rejected: 'REJECTED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  failed: 'FAILED',
};
