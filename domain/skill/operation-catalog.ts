import type { JsonObject } from '../json';
import type { Schema, SkillType } from './skill';

/**
 * The answer of an operation that nobody carries out: of a sandbox draft whose connectors are mocked. `output`: the
 * schema of the result, by whose marks it is sealed. `method`: by which an authorisation is played.
 */
export type MockAnswer = ({ result: JsonObject; output: Schema } | { code: string; message: string }) & {
  method?: MockMethod;
};
export type MockMethod = 'otp' | 'redirect' | 'decoupled';

/** The platform's own operations begin so, in every catalog. */
export const STANDARD_PREFIX = 'std.';

/** The other side that a session waits for, while an operation or an event is outstanding. */
export type WaitingFor = 'bank' | 'review';

/** Retries of an operation. Milliseconds throughout; `attempts` 0: as often as the deadline allows. */
export interface RetryPolicy {
  initial: number;
  backoff: number;
  maximum: number;
  attempts: number;
}

/**
 * One operation of a connector. Its schemas, codes, retries and time-outs are the connector's, so an author can't get
 * them wrong. Schemas mark personal data with `x-sensitive: "pii"`, arguments that may take a secret with
 * `x-sensitive: "secret"`.
 */
export interface Operation {
  title: string;
  kind: 'call' | 'sca';
  waitingFor: WaitingFor;
  input: Schema;
  /** The result of a success; for `sca`, the step's result once the bank has said yes. */
  output: Schema;
  /** Outcomes that the author must handle: code → a sentence for the end user. */
  codes: Record<string, string>;
  /** Codes that came later: documents of before that may leave them to `sca.failed` or `error`. */
  lately?: readonly string[];
  /** The names of its requests that change something at the other side; their ids are made of them (`requestId`). */
  requests?: readonly string[];
  /** The operations that take back what it has done, as the `compensate` of a step may name them. Absent: none can. */
  undoneBy?: readonly string[];
  /** What must have been done, and been good or shown to the user, on every way to this operation. */
  requires?: Requirement;
  /** Only these published skills may still call it, for a published skill never changes; others call `for`. */
  retired?: { for: string; skills: readonly string[] };
  /** Declared by its schemas alone: skills can be written and previewed with it, and nothing carries it out yet. */
  schemaOnly?: true;
  /** A request of it is sent once: another attempt can only look what became of it. */
  sentOnce?: true;
  retry: RetryPolicy;
  /** One attempt, ms (start-to-close). */
  attempt: number;
  /** All attempts together, ms (schedule-to-close). */
  total: number;
  /** Of a draft whose connectors are mocked. No connector has it. */
  mock?: MockAnswer;
}

/**
 * A check before a commitment. `operation` must have run on every way to the one that requires it, and then either a
 * branch has found its `result` to be `good`, or an `ask` has shown the result to the user.
 */
export interface Requirement {
  operation: string;
  /** The property of its output that says how it went. */
  result: string;
  good: string;
}

/** Whether an operation takes something back: no other may be called as an undo. */
export const takesBack = ({ operations }: OperationCatalog, operation: string): boolean =>
  Object.values(operations).some(({ undoneBy = [] }) => undoneBy.includes(operation));

/** An outside event that an `await` step waits for, as it arrives at `POST /callbacks/{handle}`. */
export interface EventSpec {
  title: string;
  waitingFor: WaitingFor;
  payload: Schema;
  /** The property of the payload that is a sentence for the user. */
  says?: string;
  /** Declared by its schema alone, as operations may be. */
  schemaOnly?: true;
}

/** A connector's operations and events: everything that a definition with this `catalog` may call or await. */
export interface OperationCatalog {
  name: string;
  operations: Record<string, Operation>;
  events: Record<string, EventSpec>;
  /**
   * What is read of the credentials of a skill of each type, as the schema of an object. The rest of them is the
   * author's. A member that the skill gives to operations belongs into the credentials even if it isn't required.
   */
  credentials?: Partial<Record<SkillType, Schema>>;
}
