import type { Json, JsonObject } from '../../domain/json';
import type { ClosedStatus, Status } from '../../domain/session/session';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';

/** The skill that is proved: a definition that passes the check. */
export interface ProvedSkill {
  definition: SkillDefinition;
  graph: Graph;
  /** SHA-256 of its canonical body. */
  digest: string;
}

/** A file of scenarios, and the places of the document that no scenario can come to. */
export interface ScenarioFile {
  scenarios?: Scenario[];
  waived?: Waiver[];
}

/** A place that nobody has to cover, and why: a JSON Pointer to a step, an entry of `next` or of `on`. */
export interface Waiver {
  at: string;
  why: string;
}

/**
 * One session: what happens in it, and how it ends. What is not said goes well: forms are filled in with their samples,
 * operations answer with samples of their output, users and partners agree.
 */
export interface Scenario {
  name: string;
  /** What the tenant gives when it starts the session: `reference`, `locale`. */
  input?: JsonObject;
  happens?: Happening[];
  end: string | EndExpectation;
}

/** One thing that happens, once the session stands where it can; then what is expected right after it. */
export type Happening = Act & {
  /** The step at which it happens. Everything before goes well. */
  at?: string;
  expect?: Expectation;
};

/** Members of `data`, `result` and `payload` stand in for those of the sample. */
export type Act =
  | { submit: string; data?: JsonObject; keep?: string[] }
  | { upload: string; files: Record<string, number> }
  | { returns: string; result?: Json }
  | { fails: string; code?: string; uncertain?: boolean }
  | { event: string; payload?: JsonObject }
  | { back: string; way?: 'ok' | 'nok' }
  /** An ISO 8601 duration. */
  | { passes: string }
  | { cancel: true }
  | { repeat: number; happens: Happening[] }
  | { at: string };

/** What a session shows right after something happened. What is not named is not compared. */
export interface Expectation {
  step?: string;
  status?: Status;
  /** Read-only values of the form; those not named are not compared. */
  shown?: JsonObject;
  message?: string;
  /** Operations that this has started, in order; with the arguments that matter. */
  started?: (string | { call: string; with?: JsonObject })[];
}

/** How a session ends. */
export interface EndExpectation {
  step?: string;
  status?: ClosedStatus;
  /** The code of the reason that the user reads. */
  reason?: string;
  output?: JsonObject;
  /** The names of the members of the credentials. */
  credentials?: string[];
  /** Operations that undid something, in order. */
  undone?: string[];
}
