import { VestibuleError } from '../../domain/errors';
import type { ClosedStatus, Session, SessionStart } from '../../domain/session/session';
import type {
  Callback,
  SessionAnswer,
  SessionQuestion,
  Submission,
  UploadReceipts,
  UploadRemoval,
} from '../../workflows/messages';

/** The name of one session. The tenant is part of it, so another tenant's session is one that does not exist. */
export interface SessionRef {
  client_id: string;
  session_id: string;
}

/** The part of a session that can be read while no worker runs: its workflow's memo. */
export interface SessionMemo {
  skill: string;
  digest: string;
  return_url?: string;
}

/** No worker has answered a query: `engine_unavailable`, though the engine holds the session all the same. */
export class NoWorker extends VestibuleError {
  constructor(cause?: unknown) {
    super('engine_unavailable', 'No worker answers right now. Nothing was lost; try again.', { cause, retryAfter: 2 });
  }
}

/** A session whose workflow task fails again and again, for a fault of ours: `session_stuck`. */
export class SessionStuck extends VestibuleError {
  constructor(cause?: unknown) {
    const message = 'This session can’t go on for a fault of ours. Nothing was lost; it goes on once that is mended.';
    super('session_stuck', message, { cause, retryAfter: 60 });
  }
}

/** What is said of a session that is stuck: to the log and the metrics, and in part to its tenant. */
export interface StuckReport extends SessionRef {
  skill: string;
  /** As lists have it. */
  status: string;
  attempts: number;
  /** The engine's word for it: `non_deterministic_error`, `workflow_worker_unhandled_failure` … */
  cause: string;
  /** The name of the error. */
  error?: string;
}

/**
 * The engine that holds the sessions. Messages resolve to whether an open session took them: `false` means closed or
 * unknown, which only a query distinguishes; they reject with `session_full` where the session takes no more. Where the
 * engine can't be reached, every method rejects with `VestibuleError` `engine_unavailable` within seconds.
 */
export interface Engine {
  /**
   * Starts a session; the same session again changes nothing. `first` is its first state, for operators' lists.
   * Resolves to whether it was started by this call: else it may have begun at another time, and be further on.
   */
  start(start: SessionStart, first: Session): Promise<boolean>;
  submit(ref: SessionRef, submission: Submission): Promise<boolean>;
  upload(ref: SessionRef, receipts: UploadReceipts): Promise<boolean>;
  removeUpload(ref: SessionRef, removal: UploadRemoval): Promise<boolean>;
  callback(ref: SessionRef, callback: Callback): Promise<boolean>;
  cancel(ref: SessionRef): Promise<boolean>;
  /** Makes a sandbox session older, by `by` ms. */
  skipTime(ref: SessionRef, by: number): Promise<boolean>;
  /**
   * `undefined`: no such session. Rejects with `NoWorker` if none answers within `deadline` ms, and with
   * `SessionStuck`. A session that somebody has terminated is answered as failed.
   */
  query(ref: SessionRef, question: SessionQuestion, deadline: number): Promise<SessionAnswer | undefined>;
  /** `undefined`: no such session. Needs no worker. */
  memo(ref: SessionRef): Promise<SessionMemo | undefined>;
  /** How a session that has ended did; `undefined` where it is open or unknown. Needs no worker. */
  ended(ref: SessionRef): Promise<ClosedStatus | undefined>;
  /** Rejects where the engine can't be reached. */
  lacks(): Promise<EngineLacks>;
}

/** What an engine that can be reached lacks for sessions. */
export interface EngineLacks {
  /** Names of search attributes that its namespace does not know. */
  search_attributes: string[];
  /**
   * Whether nobody has polled the task queue of late: what is sent to sessions is kept, and nothing is done about it.
   */
  workers: boolean;
}
