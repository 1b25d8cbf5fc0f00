import type { Json, JsonObject } from '../json';
import type { AnyNode, Graph, PinnedOperation } from '../skill/graph';
import type { WaitingFor } from '../skill/operation-catalog';
import type { Ending } from '../skill/skill';
import type { EventType, TenantEventData } from '../tenant-event';
import type { RecordedFlags } from './flags';

/** Times in this folder are milliseconds since the epoch, UTC. */
export type Time = number;

export type OpenStatus = 'SESSION_CREATED' | 'AWAITING_STEP' | 'AWAITING_UPLOAD' | 'AWAITING_USER' | 'PROCESSING';
export type ClosedStatus = 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';
export type Status = OpenStatus | ClosedStatus;

export const CLOSED: Readonly<Record<Ending, ClosedStatus>> = {
  succeeded: 'COMPLETED',
  rejected: 'REJECTED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  failed: 'FAILED',
};

const CLOSED_STATUSES: ReadonlySet<string> = new Set(Object.values(CLOSED));
/** Whether a status is one that a session ends with. */
export const isClosed = (status: string): status is ClosedStatus => CLOSED_STATUSES.has(status);

/** A stored file as the session knows it: never its bytes, never its name. */
export interface Upload {
  upload_id: string;
  field: string;
  media_type: string;
  bytes: number;
  sha256: string;
}

/** The input of a new session. `reference` and `locale` are the tenant's; they can be read at `/input`. */
export interface SessionStart extends RecordedFlags {
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
}

/** One accepted submission, kept while its nonce could still be presented. */
export interface Accepted {
  seq: number;
  step: string;
  /** The visit that it answered, where it named one. */
  visit?: string;
  /** HMAC of the canonical data under the API's key: two submissions are the same when these are. */
  digest: string;
  at: Time;
}

/** A message that came before the session asked for it, and is kept until it does (`kept.ts`). */
export interface AnyKept {
  type: string;
  at: Time;
}

/** Why a message was dropped that its sender could not be told about: a count for operators. */
export type Dropped = 'malformed' | 'unfit' | 'too_many' | 'never_asked' | 'late';

/** An undo that is owed unless the session succeeds. `undoes` is the idempotency key of what is to be undone. */
export interface Undo {
  step: string;
  call: PinnedOperation;
  args: JsonObject;
  undoes: string;
  /** A later visit of the step has replaced what is to be undone, or nobody knows its outcome: no end keeps it. */
  superseded?: true;
}

/** The phase of an effect. `call` and those of an authorisation are a step's own; the others belong to the closing. */
export type EffectPhase = 'call' | ScaPhase | 'undo' | 'finish' | 'discard' | 'cancel';

/** The phases of an `sca` operation: begin once, then answer, poll the status, abort as the session goes. */
export type ScaPhase = 'begin' | 'answer' | 'status' | 'abort';

/** An effect that was started and whose result is awaited. */
export interface Running {
  id: string;
  step: string;
  visit: number;
  phase: EffectPhase;
  /** SCA `status` only: a single poll, the last one before the step is left. */
  once?: boolean;
  /** SCA `status` only: a look that the user's asking has brought about. It may find the end, and nothing else. */
  look?: true;
  /** SCA `status` only: the user was sent back with a 'no'. Unless the bank knows better by then, that is the end. */
  refused_until?: Time;
  /** SCA only: the handle that an abort would have to name. */
  handle?: Json;
  /** undo only: the undo that is being carried out. */
  undo?: Undo;
  since: Time;
}

/** A session's wait. Each kind of step has its own, in its file under `kinds/`; `for` names the other side, if any. */
export interface AnyWaiting {
  kind: string;
  for?: WaitingFor;
}

/** The waits of the machine itself. */
export type MachineWaiting =
  /** Between two steps, and in an authorisation while the bank is asked; `handle` is what an abort would name. */
  | { kind: 'bank'; handle?: Json }
  /** The end is decided; undo, delivery and clean-up are at work. */
  | { kind: 'closing' }
  | { kind: 'closed' };

/** A reminder that a step asked for, to be given to the tenant. `number` counts those of the session, from 1. */
export interface Reminder {
  number: number;
  step: string;
  event: string;
  at: Time;
}

/** An event of a session before it is recorded for its tenant. `number` counts those of the session, from 1. */
export interface Untold {
  number: number;
  type: EventType;
  at: Time;
  data: TenantEventData;
}

/** One entry of a session's log of statuses. */
export interface Phase {
  status: Status;
  step: string;
  at: Time;
}

/**
 * The state of a session. Plain JSON: it travels through continue-as-new as it stands. The machine knows nodes and
 * waits by their `kind` only; whoever needs them all names the unions of `kinds/`, as `begin` and `advance` do.
 */
export interface Session<N extends AnyNode = AnyNode, W extends AnyWaiting = AnyWaiting> extends RecordedFlags {
  session_id: string;
  client_id: string;
  tenant: string;
  title: string;
  graph: Graph<N>;
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
  /** When the step was entered. Of an authorisation: when the bank first offered a way, from then on. */
  entered_at: Time;
  /** When the time of the step at hand is up by its `until`, where the data said so as it was entered. */
  until?: Time;
  /** Counts the reminders of the step at hand that were given. */
  reminded?: number;
  waiting: W;
  /** The sequence number that the next submission must carry: accepted submissions so far, plus one. */
  seq: number;
  /** The last submission; `visit`: the one that it answered. */
  last?: { seq: number; step: string; visit?: string };
  /** Counts the forms shown so far. Absent in a session that an older version continued as new. */
  forms?: number;
  /** Sandbox only, ms: how much older the session was made in all, and how much of that is still to come. */
  skipped?: number;
  to_skip?: number;
  /** A hash of the submissions so far, in order. */
  lineage?: string;
  accepted: Accepted[];
  /** The submission that was refused last because the session would have held too much with it. */
  too_large?: { seq: number; digest: string };
  visits: Record<string, number>;
  steps_taken: number;
  results: Record<string, Json>;
  /** What the user submitted last while an `await` step waited for its event, by step. */
  answers?: Record<string, JsonObject>;
  /** Whether files were received that have to be discarded at the end. */
  uploaded: boolean;
  /** Callbacks that came before their step waited for them; key `<step>/<visit>`. */
  early: Record<string, { id: string; payload: Json }>;
  /** The ids of the callbacks that were taken, the last ones: a repeat of one is no late one. Key as in `early`. */
  heard?: Record<string, string>;
  /** The visit whose address a partner still has, of `await` steps that were left by the user's submission. */
  outstanding?: Record<string, number>;
  /** Other messages that came before they were asked for, in the order in which they came. */
  kept?: AnyKept[];
  /** Counts messages that were dropped and that an operator should know of. */
  dropped?: Partial<Record<Dropped, number>>;
  undo: Undo[];
  /** Steps whose undo failed for good, or is not safe to run: an operator has to look. */
  undo_failed: string[];
  /** Steps whose undo came too late, so that what they had begun stands, and a sentence that says so to the user. */
  not_undone?: { steps: string[]; message: string };
  /** The step whose call belongs to what is committed, and never succeeded: an operator has to look. */
  unsettled?: string;
  /** A committing call has succeeded: nothing is undone any more, and cancelling comes too late. */
  committed: boolean;
  /**
   * By step: the visit under whose key a call that commits has succeeded, or may have (`unknown`). Absent in sessions
   * of before.
   */
  commits?: Record<string, { visit: number; unknown?: true }>;
  /** By step: how often it was entered since something was heard from outside. Absent in sessions of before. */
  unattended?: Record<string, number>;
  /** An end that waits for the outcome of a call that can't be taken back. */
  deferred?: 'cancelled' | 'expired';
  running: Running[];
  /** Counts effects, so that each id is used once. */
  effects: number;
  /** The end that was reached, from the moment it is decided. */
  ending?: { as: ClosedStatus; step: string };
  reason?: { code: string; message: string };
  /** What a partner has said for the user, until the user has answered. */
  said?: string;
  credentials_id?: string;
  output?: JsonObject;
  phases: Phase[];
  /** The reminders that were given, the last ones. */
  reminders?: Reminder[];
  /** Counts the events of the session for its tenant; `untold`: those that could not be recorded yet. */
  told?: number;
  untold?: Untold[];
  /** The user's side of the last submission (address, agent), sealed by the API; banks ask for it. */
  psu?: Json;
}
