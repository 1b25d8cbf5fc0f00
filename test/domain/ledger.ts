import type { CallEffect, Effect, Event } from '../../domain/session/events';
import type { CallNode } from '../../domain/session/kinds/call';
import type { Session } from '../../domain/session/session';

/**
 * A second implementation of the rule on undo, which sees only events and effects. A compensated call owes its undo
 * once it has returned, or once nobody knows whether it happened. A commit settles all, also one that may have
 * happened, but for what later visits have replaced and for what nobody knows: no end keeps that.
 */
export class Ledger {
  private owed: { key: string; step: string; kept: boolean }[] = [];
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
    if (compensate && mayHaveHappened) this.owe(call, event.type === 'returned');
    if (commit && mayHaveHappened && !ending) this.owed = this.owed.filter(({ kept }) => !kept);
  }

  private abandoned({ graph }: Session, id: string): void {
    const call = this.calls.get(id);
    const node = call?.phase === 'call' ? (graph.nodes[call.step] as CallNode) : undefined;
    if (call && node?.compensate) this.owe(call, false);
  }

  private owe({ key, step }: CallEffect, kept: boolean): void {
    this.owed = this.owed.map((other) => (other.step === step ? { ...other, kept: false } : other));
    this.owed.push({ key, step, kept });
  }

  /** The undos that a session must have run when it is closed, in their order. */
  due = ({ ending }: Session): string[] =>
    this.owed
      .filter(({ kept }) => ending?.as !== 'COMPLETED' || !kept)
      .map(({ key }) => key)
      .reverse();
}
