import type { EventType, TenantEvent } from '../tenant-event';

/*
 * How the events of one endpoint are delivered. All times are ms since the epoch. A place is an event's in its tenant's
 * log: places sort as the events follow on one another.
 */

/** An event that an endpoint is still to be sent. */
export interface WaitingEvent {
  place: string;
  event_id: string;
  type: EventType;
  /** The session, the credential or whatever else it is about. Events of one subject have an order. */
  subject: string;
  /** Attempts that have failed since it began to wait. */
  failures: number;
  /** When it is to be tried next. */
  due: number;
  /** When its first and its last attempt were. */
  first?: number;
  last?: number;
  /** It was sent or given up before. */
  again?: true;
}

/** An endpoint that takes nothing: it is tried with one event at a time. */
export interface Down {
  since: number;
  probes: number;
  /** When it is tried next. */
  due: number;
  /** Its tenant was told. */
  isTold: boolean;
}

export interface Delivery {
  /** The events of the log up to here are waiting, were sent, or are not for this endpoint. */
  place: string;
  /** The furthest that `place` ever was. It goes back where a tenant wants events again. */
  furthest: string;
  /** By place. `WAITING_AT_MOST`: what else there is stays in the log. */
  waiting: readonly WaitingEvent[];
  /** Failed attempts in a row, of whatever events, and when the first of them was. */
  failures: number;
  failing_since?: number;
  /** How often its tenant was told that it fails. */
  bouts: number;
  down?: Down;
  /** The endpoint has asked for no attempt before this time. */
  not_before?: number;
  /** The address that was called last. */
  url?: string;
  last_taken?: number;
}

/** Events of an endpoint that wait outside the log: more are taken up once some have gone. */
export const WAITING_AT_MOST = 2_000;

export const newDelivery = (place: string): Delivery => ({
  place,
  furthest: place,
  waiting: [],
  failures: 0,
  bouts: 0,
});

/** How many more events can be taken up. */
export const room = ({ waiting }: Delivery): number => Math.max(0, WAITING_AT_MOST - waiting.length);

/** What an event is about, for its order. */
export const subjectOf = ({ id, data: { session_id, credentials_id, skill } }: TenantEvent): string =>
  session_id ?? credentials_id ?? skill ?? id;
