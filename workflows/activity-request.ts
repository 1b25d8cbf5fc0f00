import type { Json, JsonObject } from '../domain/json';
import type { CallEffect } from '../domain/session/session';
import type { Flavour } from '../domain/skill/skill';

/**
 * The one argument of every activity: which operation, for which session, with what. Its result is the operation's
 * output. `expires_at` is the session's, ms since the epoch: callback handles live as long. `calls_tell`: the session
 * is to be told that a call lasts.
 */
export interface ActivityRequest {
  session: {
    session_id: string;
    client_id: string;
    skill: string;
    digest: string;
    catalog: string;
    flavour: Flavour;
    expires_at?: number;
    calls_tell?: true;
  };
  step: string;
  visit: number;
  phase: CallEffect['phase'];
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
}

/**
 * The platform's own activity at a good end: stores `args.credentials`, discards the uploads; yields `{ credentials_id
 * }`.
 */
export const FINISH_ACTIVITY = 'session.finish';

/** The platform's own activity at any other end: discards the uploads. */
export const DISCARD_ACTIVITY = 'session.discard';

/** The signal by which an activity tells its session that it has lasted. */
export const CALL_LASTS = 'callLasts';
