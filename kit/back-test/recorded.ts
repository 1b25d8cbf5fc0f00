import type { EventOf, Untimed } from '../../domain/session/events';
import type { EffectPhase, Session, SessionStart } from '../../domain/session/session';

/**
 * A session as it was recorded: how this run of it began, and what happened then, in the order in which it was taken.
 */
export interface RecordedSession {
  /** The engine's id of the workflow, or what stands for it: never printed. */
  id: string;
  start: { start: SessionStart } | { carried: Session };
  events: RecordedEvent[];
}

/** One event of a recorded session; `number`: the engine's number of it. */
export interface RecordedEvent {
  number: number;
  /** ms since the epoch: when the workflow took it. */
  at: number;
  happened: { event: Exclude<Untimed, RecordedOutcome> } | { outcome: RecordedOutcome; of: RecordedEffect };
}

export type RecordedOutcome = Untimed<EventOf<'returned' | 'failed'>>;

/** The effect that an outcome belongs to. */
export interface RecordedEffect {
  key: string;
  step: string;
  visit: number;
  phase: EffectPhase;
}
