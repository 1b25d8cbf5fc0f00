import type { Json, JsonObject } from '../domain/json';
import type { FLAGS, RecordedFlags } from '../domain/session/flags';
import type { EffectPhase, Untold } from '../domain/session/session';
import type { MockAnswer } from '../domain/skill/operation-catalog';
import type { Flavour } from '../domain/skill/skill';

/**
 * The one argument of every activity: which operation, for which session, with which arguments. Its result is the
 * operation's output. Recorded in histories, with these names.
 */
export interface ActivityRequest {
  session: {
    session_id: string;
    client_id: string;
    skill: string;
    digest: string;
    catalog: string;
    flavour: Flavour;
    /** ms since the epoch: callback handles live as long as the session. */
    expires_at?: number;
  } & Pick<RecordedFlags, (typeof FLAGS.callReportsDuration | typeof FLAGS.finishSignals)['recordedAs']>;
  step: string;
  visit: number;
  phase: EffectPhase;
  /** Idempotency key; the same at every attempt. */
  key: string;
  args: JsonObject;
  handle?: Json;
  answer?: JsonObject;
  once?: boolean;
  /** Sealed query of the address at which the user came back from the bank. */
  returned?: Json;
  undoes?: string;
  /** Sealed `{ ip, user_agent }` of the end user's last submission. */
  psu?: Json;
  /** Sandbox only: how much older the session was made, ms; absent where it was not. */
  skipped?: number;
  /** Of a sandbox draft: the answer to give in place of a connector. */
  mock?: MockAnswer;
}

/** The signal by which a worker gives a session back the events that it could not record. */
export const RECORD_LATER = 'recordLater';

/** The activity that records a session's events for its tenant, and its one argument. */
export const RECORD_EVENTS = 'recordEvents';
export interface EventsToRecord {
  client_id: string;
  session_id: string;
  /** In their order. */
  events: Untold[];
}

/** The activity that answers in place of a connector. */
export const MOCK = 'sandbox.mock';

/** The signal that ends a session, whoever wants it. */
export const CANCEL_SIGNAL = 'cancel';

/** The signal by which the session hears that its credentials are stored. */
export const FINISHED = 'finished';

/** The signal by which an activity reports to its session that its call has lasted. */
export const CALL_LASTS = 'callLasts';

/** ms after the last heartbeat of an attempt until its worker counts as dead, and another one tries again. */
export const HEARTBEAT_TIMEOUT = 1_500;
/**
 * The same for a request that is sent once: another attempt can't send it again, so a worker or an engine that stands
 * still for a moment must not cost it.
 */
export const HEARTBEAT_TIMEOUT_SENT_ONCE = 5_000;
