import type { Json, JsonObject } from '../json';
import type { PinnedOperation } from '../skill/graph';
import type { EffectPhase, Time, Upload } from './session';

/** An event that a session takes in. `at` is the workflow's time of it. */
export type Event = { at: Time } & (
  | ({ type: 'submitted'; step: string; data: JsonObject; digest: string; psu?: Json; keep?: string[] } & Answering)
  /** Files of one request: all are taken, or none. */
  | ({ type: 'uploaded'; uploads: Upload[] } & Answering)
  | { type: 'upload_removed'; seq: number; upload_id: string }
  | { type: 'returned'; effect: string; result: Json }
  /** `uncertain`: the operation may have happened all the same (a time-out, retries that ran out). */
  | { type: 'failed'; effect: string; code: string; message: string; uncertain: boolean }
  | { type: 'called_back'; step: string; visit: number; id: string; payload: Json }
  /**
   * `query`: of the address at which the user came back, sealed: it may hold a code for the bank. `digest`: keyed, of
   * the query, by which a repeat is told.
   */
  | { type: 'returned_from_bank'; step: string; visit: number; way: 'ok' | 'nok'; query?: Json; digest?: string }
  /** The client asks where the session stands while its user is at the bank. */
  | { type: 'asked_after'; step: string }
  | { type: 'due' }
  | { type: 'cancelled' }
  /** The credentials of the good end `step` are stored. */
  | { type: 'finished'; step: string; credentials_id: string }
  /** A sandbox session is to be `by` ms older. */
  | { type: 'time_skipped'; by: number }
  /** A message that doesn't have the shape of its kind. */
  | { type: 'malformed' }
);

/** What a message answers: a submission's number, and its visit, which an older version of the API doesn't say. */
interface Answering {
  seq: number;
  visit?: string;
}

/** An event before the workflow has stamped it with its time. */
export type Untimed<E = Event> = E extends Event ? Omit<E, 'at'> : never;

/** An event of one type. */
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

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
  phase: EffectPhase;
  args: JsonObject;
  /** SCA only: the connector's note to itself, and the user's answer. */
  handle?: Json;
  answer?: JsonObject;
  /** SCA `status` only: whether to poll once, or until the bank has decided. */
  once?: boolean;
  /** SCA `status` only: the query that the user's browser brought back from the bank, sealed. */
  returned?: Json;
  /** undo only: the key of the operation to be undone. */
  undoes?: string;
  /** The end of the step's time, beyond which retries are pointless. */
  deadline?: Time;
}

/** Work that the workflow carries out: an activity to start, or one to cancel. */
export type Effect = CallEffect | { do: 'cancel'; id: string };
