import type { Json, JsonObject } from '../domain/json';
import type { CallEffect } from '../domain/session';
import type { Flavour } from '../domain/skill';

/** The one argument of every activity: which operation, for which session, with what. Its result is the operation's output. */
export interface ActivityRequest {
  session: { session_id: string; client_id: string; skill: string; digest: string; catalog: string; flavour: Flavour };
  step: string;
  visit: number;
  phase: CallEffect['phase'];
  /** Idempotency key; the same at every attempt. */
  key: string;
  args: JsonObject;
  handle?: Json;
  answer?: JsonObject;
  once?: boolean;
  undoes?: string;
  /** Sealed `{ ip, user_agent }` of the end user's last submission. */
  psu?: Json;
}

/** The platform's own activity at a good end: stores the credentials, discards the uploads; yields `{ credentials_id }`. */
export const FINISH_ACTIVITY = 'session.finish';
