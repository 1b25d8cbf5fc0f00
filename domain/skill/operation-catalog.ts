import type { Schema } from './skill';

/** Who a session waits for while an operation or an event is outstanding. */
export type WaitingFor = 'user' | 'bank' | 'review';

/** Milliseconds throughout. `attempts` 0 means as often as the deadline allows. */
export interface RetryPolicy {
  initial: number;
  backoff: number;
  maximum: number;
  attempts: number;
}

/**
 * One operation of a connector's catalog. The catalog owns its schemas, codes, retries and time-outs, so an author
 * cannot get them wrong. Schemas mark personal data with `x-sensitive: "pii"`, and arguments that may take a secret
 * with `x-sensitive: "secret"`.
 */
export interface Operation {
  title: string;
  kind: 'call' | 'sca';
  waitingFor: Exclude<WaitingFor, 'user'>;
  input: Schema;
  /** What a success yields; for `sca`, what the step's result is once the bank has said yes. */
  output: Schema;
  /** Outcomes that the author must handle: code → a sentence for the end user. */
  codes: Record<string, string>;
  retry: RetryPolicy;
  /** One attempt, ms (start-to-close). */
  attempt: number;
  /** All attempts together, ms (schedule-to-close). */
  total: number;
}

/** An outside event that an `await` step waits for, as it arrives at `POST /callbacks/{handle}`. */
export interface EventSpec {
  title: string;
  waitingFor: Exclude<WaitingFor, 'user'>;
  payload: Schema;
}

/** What a skill's `catalog` names: everything that a definition may call or await. */
export interface Catalog {
  name: string;
  operations: Record<string, Operation>;
  events: Record<string, EventSpec>;
}
