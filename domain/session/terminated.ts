import { deliver, unwind } from './ending';
import type { Effect } from './events';
import { stepOf } from './kinds';
import type { EndNode } from './kinds/end';
import { SENTENCES } from './platform';
import { isClosed, type Running, type Session, type Time, type Undo } from './session';
import { closeTransition, openTransition, show, type Transition } from './transition';
import type { SessionView } from './views';

const TERMINATED: Readonly<NonNullable<Session['reason']>> = {
  code: 'terminated',
  message: SENTENCES.terminated as string,
};

/**
 * The view of a session whose workflow somebody has ended at the engine: it has failed. An end that was shown before
 * stays. `at`: when.
 */
export function terminatedView({ closing: _closing, output: _output, ...view }: SessionView, at: Time): SessionView {
  if (isClosed(view.status)) return { ...view, ...(_output ? { output: _output } : {}) };
  const step = view.phases.at(-1)?.step ?? '';
  return {
    ...view,
    status: 'FAILED',
    next: { kind: 'none' },
    phases: [...view.phases, { status: 'FAILED', step, at }],
    reason: TERMINATED,
  };
}

/**
 * The session's state as its follow-up takes it over: what it owed is undone under the same keys. Whatever was running
 * is lost, so it may have happened. An end that was decided stays decided: a good one is delivered after all.
 */
export function afterTermination<S extends Session>(session: S, at: Time): [S, Effect[]] {
  if (session.waiting.kind === 'closed') return [session, []];
  const t = openTransition(session, at);
  const { s } = t;
  const lost = s.running;
  s.running = [];
  if (!s.ending) {
    s.ending = { as: 'FAILED', step: s.step };
    s.reason = TERMINATED;
    delete s.deferred;
    show(t, 'FAILED', { kind: 'closing' });
  }
  for (const running of lost) recover(t, running);
  const end = s.graph.nodes[s.ending.step] as EndNode | undefined;
  if (end && lost.some(({ phase }) => phase === 'finish')) deliver(t, end);
  else unwind(t);
  return closeTransition(t) as [S, Effect[]];
}

/** What a session's follow-up would do. */
export interface Owed {
  /** In the order in which they would be run. */
  undos: Undo[];
  /** Whether its credentials would be stored, for it had come to its good end. */
  delivers: boolean;
  /** Steps that nobody can undo safely: somebody has to look at the other side. */
  left: string[];
}

export function owedBy(session: Session): Owed {
  const [{ running, undo, undo_failed }] = afterTermination(session, session.entered_at);
  return {
    undos: [...running.flatMap((effect) => effect.undo ?? []), ...[...undo].reverse()],
    delivers: running.some(({ phase }) => phase === 'finish'),
    left: undo_failed,
  };
}

/** An effect that ended with the workflow: what it may have left is owed again. */
function recover(t: Transition, running: Running): void {
  const { s } = t;
  if (running.undo) s.undo.push(running.undo);
  else if (running.phase === 'discard') s.uploaded = true;
  else if (running.phase !== 'finish' && running.phase !== 'abort') {
    const step = stepOf(s, running.step);
    step?.kind.failed?.(t, step.node, running, { code: 'error', message: '', uncertain: true });
  }
}
