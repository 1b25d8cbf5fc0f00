import type { CallEffect, Effect, Event } from '../../domain/session/events';
import type { CallNode } from '../../domain/session/kinds/call';
import type { Session } from '../../domain/session/session';

/**
 * A second implementation of the rule on undo, which sees only events and effects. A compensated call owes its undo
 * once it has returned, or once nobody knows whether it happened. A commit settles all, also one that may have
 * happened.
 */
export class Ledger {
  private owed: string[] = [];
  readonly undone: string[] = [];
  private readonly calls = new Map<string, CallEffect>();

  see(before: Session, event: Event, effects: Effect[]): void {
    if (event.type === 'returned' || event.type === 'failed') {
      const call = before.running.some(({ id }) => id === event.effect) ? this.calls.get(event.effect) : undefined;
      if (call?.phase === 'call') this.answered(before, call, event);
    }
    for (const effect of effects) if (effect.do === 'cancel') this.abandoned(before, effect.id);
  }

  started(call: CallEffect): void {
    this.calls.set(call.id, call);
    if (call.phase === 'undo') this.undone.push(call.undoes as string);
  }

  private answered(
    { graph, ending }: Session,
    call: CallEffect,
    event: Extract<Event, { type: 'returned' | 'failed' }>,
  ): void {
    const { compensate, commit } = graph.nodes[call.step] as CallNode;
    const mayHaveHappened = event.type === 'returned' || event.uncertain;
    if (compensate && mayHaveHappened) this.owed.push(call.key);
    if (commit && mayHaveHappened && !ending) this.owed = [];
  }

  private abandoned({ graph }: Session, id: string): void {
    const call = this.calls.get(id);
    const node = call?.phase === 'call' ? (graph.nodes[call.step] as CallNode) : undefined;
    if (call && node?.compensate) this.owed.push(call.key);
  }

  /** The undos that a session must have run when it is closed, in their order. */
  due = ({ ending }: Session): string[] => (ending?.as === 'COMPLETED' ? [] : [...this.owed].reverse());
}
