import { VestibuleError } from '../../domain/errors';
import type { Session, SessionStart } from '../../domain/session/session';
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

/**
 * The engine that holds the sessions. Messages resolve to whether an open session took them: `false` means closed or
 * unknown, which only a query distinguishes. Where the engine can't be reached, every method rejects with
 * `VestibuleError` `engine_unavailable` within seconds.
 */
export interface Engine {
  /** Starts a session; the same session again changes nothing. `first` is its first state, for operators' lists. */
  start(start: SessionStart, first: Session): Promise<void>;
  submit(ref: SessionRef, submission: Submission): Promise<boolean>;
  upload(ref: SessionRef, receipts: UploadReceipts): Promise<boolean>;
  removeUpload(ref: SessionRef, removal: UploadRemoval): Promise<boolean>;
  callback(ref: SessionRef, callback: Callback): Promise<boolean>;
  cancel(ref: SessionRef): Promise<boolean>;
  /** `undefined`: no such session. Rejects with `NoWorker` if none answers within `deadline` ms. */
  query(ref: SessionRef, question: SessionQuestion, deadline: number): Promise<SessionAnswer | undefined>;
  /** `undefined`: no such session. Needs no worker. */
  memo(ref: SessionRef): Promise<SessionMemo | undefined>;
  ping(): Promise<void>;
}
